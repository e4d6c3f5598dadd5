#if Agent

    import NIOConcurrencyHelpers
    package import SystemPackage

    /// Work that waits for agents: so much at once for each, and no more. The rest waits in the order it came, and takes no
    /// thread: an agent that does not answer delays its own work alone.
    package final class AgentTurns<Work: Sendable>: Sendable {
        private struct Line {
            var running = 0
            var waiting: [Work] = []
        }

        private let count: Int
        private let lines = NIOLockedValueBox<[FilePath: Line]>([:])

        /// - Parameter count: how many may wait for one agent's answer.
        package init(_ count: Int) {
            self.count = count
        }

        /// Whether the work may be done now. If not, it is kept until `next` returns it.
        package func begin(_ work: Work, at agent: FilePath) -> Bool {
            lines.withLockedValue { lines in
                guard lines[agent, default: Line()].running < count else {
                    lines[agent, default: Line()].waiting.append(work)
                    return false
                }
                lines[agent, default: Line()].running += 1
                return true
            }
        }

        /// Called when work at an agent is done. Returns what is to be done next there.
        package func next(at agent: FilePath) -> Work? {
            lines.withLockedValue { lines in
                guard var line = lines[agent] else { return nil }
                if !line.waiting.isEmpty {
                    let work = line.waiting.removeFirst()
                    lines[agent] = line
                    return work
                }
                line.running -= 1
                lines[agent] = line.running == 0 ? nil : line
                return nil
            }
        }
    }

#endif

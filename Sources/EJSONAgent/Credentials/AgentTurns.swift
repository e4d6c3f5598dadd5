#if Agent

    import NIOConcurrencyHelpers
    package import SystemPackage

    /// Work that waits for agents: so much at once for each, and no more. The rest waits in the order it came, and takes no
    /// thread: an agent that does not answer delays its own work alone. What waits has descriptors, so that is limited too.
    package final class AgentTurns<Work: Sendable>: Sendable {
        package enum Turn {
            /// It may be done now. Then `next` is to be called.
            case now
            /// It is kept until `next` returns it.
            case later
            /// Too much waits for this agent already.
            case never
        }

        private struct Line {
            var running = 0
            var waiting: [Work] = []
        }

        private let count: Int
        private let greatestLine: Int
        private let lines = NIOLockedValueBox<[FilePath: Line]>([:])

        /// - Parameters:
        ///   - count: how many may wait for one agent's answer.
        ///   - greatestLine: how many may wait for their turn with it.
        package init(_ count: Int, greatestLine: Int) {
            self.count = count
            self.greatestLine = greatestLine
        }

        package func begin(_ work: Work, at agent: FilePath) -> Turn {
            lines.withLockedValue { lines in
                var line = lines[agent, default: Line()]
                if line.running < count {
                    line.running += 1
                    lines[agent] = line
                    return .now
                }
                guard line.waiting.count < greatestLine else { return .never }
                // In its place: a copy of the line would copy what waits.
                lines[agent]?.waiting.append(work)
                return .later
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

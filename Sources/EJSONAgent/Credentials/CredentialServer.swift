#if Agent

    import CPlatform
    import EJSON
    import NIOConcurrencyHelpers
    package import SystemPackage

    /// Gives units their credentials. It has no keys: it is a client of the agent, one for each document.
    ///
    /// systemd starts many units at once when a host boots. So many are answered at once, and none waits for an agent that does
    /// not answer others, or for a peer that does not read.
    package struct CredentialServer: Sendable {
        /// A credential whose unit and source are known.
        private struct Job {
            let connection: CInt
            let request: CredentialRequest
            let source: CredentialSource
            let file: FilePath
        }

        /// Threads that answer. They are idle, and cost little, except when a host boots.
        private static let concurrency = 64

        /// Of them may wait for one agent.
        private static let concurrencyOfAgent = 16

        /// The directory of files `UNIT.json`.
        private let directory: FilePath
        private let log: @Sendable (String) -> Void
        private let turns: AgentTurns<Job>
        private let accepting = NIOLock()

        /// - Parameters:
        ///   - descriptors: as many as this process may have open. Half of them are for those who wait for one agent.
        ///   - log: called with a line for each credential that was given or refused, and nothing of a value. Called on many
        ///     threads.
        package init(_ directory: FilePath, descriptors: Int, log: @escaping @Sendable (String) -> Void) {
            self.directory = directory
            turns = AgentTurns(Self.concurrencyOfAgent, greatestLine: descriptors / 2)
            self.log = log
        }

        /// Answers, and does not return.
        ///
        /// - Throws: when the socket does not listen.
        package func serve(_ listening: CInt) throws(Errno) {
            let failure = NIOLockedValueBox(Errno.badFileDescriptor)
            callInParallel(Self.concurrency) { _ in
                do throws(Errno) {
                    while true { answer(try accept(listening)) }
                } catch {
                    // It fails for all of them.
                    failure.withLockedValue { $0 = error }
                }
            }
            throw failure.withLockedValue { $0 }
        }

        /// The next connection. One thread waits for it, and the others for that thread.
        private func accept(_ listening: CInt) throws(Errno) -> CInt {
            while true {
                let (connection, error) = accepting.withLock {
                    let connection = platform_accept(listening, -1)
                    return (connection, Errno.current)
                }
                if connection >= 0 { return connection }
                switch error {
                case .interrupted, .connectionAbort, .resourceTemporarilyUnavailable: break
                // What others hold comes back.
                case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .noBufferSpace: usleep(100_000)
                default: throw error
                }
            }
        }

        private func answer(_ connection: CInt) {
            let job: Job
            do {
                let request = try request(connection)
                let (source, file) = try source(of: request)
                job = Job(connection: connection, request: request, source: source, file: file)
            } catch {
                return refuse(connection, error)
            }
            let agent = job.source.agent
            switch turns.begin(job, at: agent) {
            case .later: return
            case .never:
                refuse(
                    connection,
                    LocatedError(file: agent, words: "too many units wait for this agent, which does not answer"))
            case .now:
                give(job)
                while let next = turns.next(at: agent) { give(next) }
            }
        }

        private func give(_ job: Job) {
            do {
                let name = job.request.name
                let value = try job.source.value(of: name, file: job.file)
                guard 1...CredentialReply.greatestCount ~= value.count else {
                    throw LocatedError(
                        file: job.source.document, words: "the value of \(name) is empty or has more than 1 MiB")
                }
                let isTaken = CredentialReply.send(value, to: job.connection)
                log("\(job.request.unit): \(name) was \(isTaken ? "given" : "not taken")")
                systemClose(job.connection)
            } catch {
                refuse(job.connection, error)
            }
        }

        private func refuse(_ connection: CInt, _ error: any Error) {
            log("refused: \(error)")
            CredentialReply.refuse(connection)
            systemClose(connection)
        }

        /// Who asks, and what for. Any user can bind a socket to any name, so only root is believed.
        private func request(_ connection: CInt) throws -> CredentialRequest {
            var peer = platform_peer()
            guard unsafe platform_peer(connection, &peer) == 0 else { throw Errno.current }
            guard peer.user == 0 else {
                throw LocatedError(file: directory, words: "user \(peer.user) asked, and only root is believed")
            }
            var name = [CChar](repeating: 0, count: 128)
            let count = unsafe platform_peer_name(connection, &name, name.count)
            guard count > 0, let request = CredentialRequest(peerName: name[..<count].map { UInt8(bitPattern: $0) })
            else {
                throw LocatedError(file: directory, words: "a peer asked that is no unit's credential of systemd")
            }
            return request
        }

        private func source(of request: CredentialRequest) throws(LocatedError) -> (CredentialSource, FilePath) {
            let files = request.unitNames.map { directory.appending("\($0).json") }
            for file in files where exists(file) {
                return (try CredentialSource(contentsOf: file), file)
            }
            throw LocatedError(file: files[0], words: "there is no such file, so the unit has no credentials")
        }
    }

#endif

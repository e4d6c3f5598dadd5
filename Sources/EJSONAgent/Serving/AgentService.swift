#if Agent

    import EJSON
    package import Logging
    import NIOCore
    import NIOPosix
    import ServiceLifecycle
    import SystemPackage
    import UnixSignals

    /// The daemon: a listener for each grant, until it is asked to stop. SIGHUP has it read the grants again.
    package struct AgentService: Service {
        private let grants: GrantDirectory
        private let judge: Judge
        private let audit: AuditWriter
        private let budget: ConnectionBudget
        private let sockets: [String: CInt]
        private let logger: Logger

        /// - Parameter sockets: listening sockets that were passed to this process, by grant.
        package init(
            _ grants: GrantDirectory,
            _ judge: Judge,
            _ audit: AuditWriter,
            _ budget: ConnectionBudget,
            sockets: [String: CInt],
            _ logger: Logger
        ) {
            self.grants = grants
            self.judge = judge
            self.audit = audit
            self.budget = budget
            self.sockets = sockets
            self.logger = logger
        }

        package func run() async throws {
            // One thread for all connections; judging, which takes the time, is for the others.
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let threads = NIOThreadPool(numberOfThreads: 4)
            threads.start()
            let reloads = await UnixSignalsSequence(trapping: .sighup)
            var listeners: [String: GrantListener] = [:]
            logKeyProblems()
            try await update(&listeners, to: grants.read(), group, threads)
            ServiceManager.notify("READY=1", status(listeners))
            for await _ in reloads.cancelOnGracefulShutdown() {
                ServiceManager.notify("RELOADING=1")
                logKeyProblems()
                await update(&listeners, to: reread(), group, threads)
                do {
                    try audit.reopen()
                } catch {
                    logger.error(
                        "the audit log cannot be opened anew; the old one stays", metadata: ["cause": "\(error)"])
                }
                ServiceManager.notify("READY=1", status(listeners))
            }
            ServiceManager.notify("STOPPING=1")
            logger.info("stopping")
            for listener in listeners.values { await listener.stopListening() }
            // What has been asked for is answered; nothing that waits for a client is.
            try await threads.shutdownGracefully()
            for listener in listeners.values { await listener.end() }
            try await group.shutdownGracefully()
        }

        /// Says who else can read or change the keys, and which are none. At each start and reload: requests do not repeat it,
        /// and are refused when everyone can change a key.
        private func logKeyProblems() {
            for directory in judge.keys.directories {
                do throws(EJSONError) {
                    for problem in try directory.problems() {
                        logger.warning("a key is not safe, or none", metadata: ["cause": "\(problem)"])
                    }
                } catch {
                    // The keys may be elsewhere.
                    guard error.code != .keyNotFound else { continue }
                    logger.error("a key directory cannot be read", metadata: ["cause": "\(error)"])
                }
            }
        }

        private typealias Found = (grants: [String: Grant], errors: [String: LocatedError])

        private func reread() -> Found {
            do throws(LocatedError) {
                return try grants.read()
            } catch {
                // Whoever removes the directory removes all grants in it.
                logger.error("no grants can be read, so there are none", metadata: ["cause": "\(error)"])
                return ([:], [:])
            }
        }

        /// Makes the listeners those of the grants as they are in their files now. A grant whose file is gone ends; one whose
        /// file has a mistake stays as it was.
        private func update(
            _ listeners: inout [String: GrantListener],
            to read: Found,
            _ group: any EventLoopGroup,
            _ threads: NIOThreadPool
        ) async {
            var found = read.grants
            let errors = read.errors
            for error in errors.values { logger.error("no grant", metadata: ["cause": "\(error)"]) }
            for (name, listener) in listeners
            where found[name] == nil && errors[name] == nil && !listener.work.grant.isEmpty {
                await listener.end()
                listeners[name] = nil
                logger.info("a grant has ended", metadata: ["grant": "\(name)"])
            }
            // Clients of a socket that systemd holds open would wait for an answer that nobody gives.
            for name in sockets.keys where found[name] == nil && listeners[name] == nil {
                found[name] = grants.emptyGrant(named: name)
            }
            for (name, grant) in found.sorted(by: { $0.key < $1.key }) {
                if let listener = listeners[name] {
                    if listener.path == nil || listener.path == grant.socket && listener.access == grant.access {
                        listener.work.replace(grant)
                        continue
                    }
                    await listener.end()
                    listeners[name] = nil
                }
                do {
                    let work = GrantWork(grant, judge, audit, threads, logger)
                    listeners[name] = try await GrantListener.start(
                        work, budget, passed: sockets[name], on: group)
                    logger.info(
                        grant.isEmpty ? "a socket has no grant: its requests are refused" : "a grant is served",
                        metadata: ["grant": "\(name)", "socket": "\(grant.socket)"])
                } catch {
                    logger.error(
                        "a grant cannot be served",
                        metadata: ["grant": "\(name)", "socket": "\(grant.socket)", "cause": "\(error)"])
                }
            }
        }

        private func status(_ listeners: [String: GrantListener]) -> String {
            "STATUS=\(listeners.values.count { !$0.work.grant.isEmpty }) grants"
        }
    }

#endif

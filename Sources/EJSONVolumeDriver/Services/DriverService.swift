#if Agent

    import CPlatform
    import EJSON
    import EJSONAgent
    import GRPCCore
    import GRPCNIOTransportHTTP2Posix
    package import Logging
    import NIOPosix
    import ServiceLifecycle
    import SystemPackage

    /// The driver: its services on two sockets, until it is asked to stop.
    package struct DriverService: Service {
        private let driver: Driver
        private let publisher: Publisher
        private let logger: Logger

        package init(_ driver: Driver, _ publisher: Publisher, _ logger: Logger) {
            self.driver = driver
            self.publisher = publisher
            self.logger = logger
        }

        package func run() async throws {
            let threads = NIOThreadPool(numberOfThreads: 8)
            threads.start()
            let node = NodeService(
                driver: driver, publisher: publisher, queue: RequestQueue(threads), logger: logger)
            let services = try server(driver.socket, [IdentityService(), node])
            // Last: as soon as kubelet sees this socket it asks the other one.
            let registration = try server(
                driver.registrationSocket, [RegistrationService(driver: driver, logger: logger)])
            logger.info("the driver listens", metadata: ["socket": "\(driver.socket)"])
            ServiceManager.notify("READY=1")
            try await withGracefulShutdownHandler {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await services.serve() }
                    group.addTask { try await registration.serve() }
                    try await group.waitForAll()
                }
            } onGracefulShutdown: {
                ServiceManager.notify("STOPPING=1")
                // kubelet asks nothing more once the file is gone. What it has asked for is answered.
                _ = try? systemRemove(driver.registrationSocket)
                registration.beginGracefulShutdown()
                services.beginGracefulShutdown()
            }
            try await threads.shutdownGracefully()
            _ = try? systemRemove(driver.socket)
        }

        private func server(
            _ path: FilePath,
            _ services: [any RegistrableRPCService]
        ) throws -> GRPCServer<HTTP2ServerTransport.Posix> {
            let directory = path.removingLastComponent()
            do throws(Errno) {
                _ = try systemMakeDirectoryIfMissing(directory, mode: 0o750)
            } catch {
                throw DriverError(error, "\(directory): cannot make the directory: \(error)")
            }
            let listening: CInt
            do throws(Errno) {
                listening = try systemListen(at: path)
            } catch {
                throw DriverError(error, "\(path): cannot listen: \(error)")
            }
            return GRPCServer(
                transport: .http2NIOPosix(
                    listeningSocketDescriptor: Int(listening), transportSecurity: .plaintext),
                services: services)
        }
    }

#endif

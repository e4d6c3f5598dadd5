#if Agent

    import CPlatform
    import EJSON
    import EJSONFormat
    import NIOConcurrencyHelpers
    import NIOCore
    import NIOPosix
    import SystemPackage

    /// The socket of one grant and the connections to it.
    final class GrantListener: Sendable {
        let work: GrantWork

        /// Where the socket is; `nil` for one that systemd has passed and keeps.
        let path: FilePath?
        let access: SocketAccess

        private let channel: any Channel
        private let connections: Connections

        /// More than a host's containers that start at once; each costs a few kilobytes.
        private static let greatestConnectionCount = 1_024

        /// How many clients may wait to be accepted: as many as may be connected.
        private static let backlog: CInt = 1_024

        private init(
            _ work: GrantWork, _ path: FilePath?, _ access: SocketAccess, _ channel: any Channel,
            _ connections: Connections
        ) {
            self.work = work
            self.path = path
            self.access = access
            self.channel = channel
            self.connections = connections
        }

        /// - Parameter passed: a listening socket that systemd has passed.
        static func start(
            _ work: GrantWork,
            passed: CInt?,
            on group: any EventLoopGroup
        ) async throws -> GrantListener {
            let grant = work.grant
            // The passed one stays, for a grant of this name that comes again.
            let descriptor = try passed.map(systemDuplicate) ?? listen(grant)
            let connections = Connections()
            let channel = try await ServerBootstrap(group: group)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try prepare(channel, work, connections)
                    }
                }
                .withBoundSocket(descriptor)
                .get()
            // The bootstrap has set a shorter queue of its own.
            guard setBacklog(of: descriptor, backlog) == 0 else { throw Errno.current }
            return GrantListener(work, passed == nil ? grant.socket : nil, grant.access, channel, connections)
        }

        /// Ends the grant: its socket, and every connection to it.
        func end() async {
            work.end()
            await stopListening()
            await connections.closeAll()
        }

        func stopListening() async {
            if let path { try? systemRemove(path) }
            try? await channel.close().get()
        }

        private static func listen(_ grant: Grant) throws(Errno) -> CInt {
            let descriptor = unsafe grant.socket.withPlatformString {
                unsafe platform_listen(
                    $0, grant.access.user ?? .max, grant.access.group ?? .max, mode_t(grant.access.mode), backlog)
            }
            guard descriptor >= 0 else { throw Errno.current }
            return descriptor
        }

        private static func prepare(_ channel: any Channel, _ work: GrantWork, _ connections: Connections) throws {
            let transport = channel.pipeline.syncOperations
            let peer = try transport.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { try Peer(of: $0) }
            guard let peer, connections.insert(channel, limit: greatestConnectionCount) else {
                throw Errno.noSpace
            }
            let loop = channel.eventLoop
            let handler = ConnectionHandler(
                respond: { request, problem in work.reply(to: request, problem, from: peer, on: loop) },
                send: { context, answer in sendAtOnce(answer, context) })
            try transport.addHandler(handler)
        }
    }

    /// The C function is `listen`.
    private func setBacklog(of descriptor: CInt, _ backlog: CInt) -> CInt {
        listen(descriptor, backlog)
    }

    /// From guarded memory into the kernel: an answer is smaller than the least buffer of a socket.
    private func sendAtOnce(_ answer: borrowing SecretBytes, _ context: ChannelHandlerContext) -> Bool {
        let transport = context.channel.pipeline.syncOperations
        let sent = try? transport.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { descriptor in
            answer.withBytes { bytes in
                unsafe bytes.withUnsafeBufferPointer {
                    unsafe platform_send_some(descriptor, $0.baseAddress, $0.count, 0)
                }
            }
        }
        return sent == answer.count
    }

    /// The open connections of a grant.
    private final class Connections: Sendable {
        private let channels = NIOLockedValueBox<[ObjectIdentifier: any Channel]>([:])

        func insert(_ channel: any Channel, limit: Int) -> Bool {
            let id = ObjectIdentifier(channel)
            let isInserted = channels.withLockedValue { channels in
                guard channels.count < limit else { return false }
                channels[id] = channel
                return true
            }
            if isInserted {
                channel.closeFuture.whenComplete { [channels] _ in
                    channels.withLockedValue { _ = $0.removeValue(forKey: id) }
                }
            }
            return isInserted
        }

        func closeAll() async {
            for channel in channels.withLockedValue({ Array($0.values) }) { try? await channel.close().get() }
        }
    }

#endif

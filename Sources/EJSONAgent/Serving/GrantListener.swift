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
        private let connections: GrantConnections

        /// How many clients may wait to be accepted: as many as may be connected.
        private static let backlog = CInt(ConnectionBudget.greatestCountOfGrant)

        private init(
            _ work: GrantWork, _ path: FilePath?, _ access: SocketAccess, _ channel: any Channel,
            _ connections: GrantConnections
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
            _ budget: ConnectionBudget,
            passed: CInt?,
            on group: any EventLoopGroup
        ) async throws -> GrantListener {
            let grant = work.grant
            // The passed one stays, for a grant of this name that comes again.
            let descriptor =
                try passed.map(systemDuplicate)
                ?? systemListen(at: grant.socket, grant.access, backlog: backlog)
            let connections = GrantConnections(budget)
            let channel = try await ServerBootstrap(group: group)
                .pausingWhenNoneCanBeAccepted()
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

        private static func prepare(_ channel: any Channel, _ work: GrantWork, _ connections: GrantConnections) throws {
            let transport = channel.pipeline.syncOperations
            guard connections.insert(channel) else {
                refuse(channel)
                throw Errno.resourceTemporarilyUnavailable
            }
            let opened: (peer: Peer, socket: ClientSocket)?
            do {
                opened = try transport.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { descriptor in
                    (try Peer(of: descriptor), try ClientSocket(descriptor))
                }
            } catch {
                refuse(channel)
                throw error
            }
            guard let opened else { throw Errno.notSocket }
            let handler = ConnectionHandler(opened.socket) { request, problem, answer in
                work.judge(request, problem, from: opened.peer, answer: answer)
            }
            try transport.addHandler(handler)
        }
    }

    /// Says why the connection is closed at once. The client may be gone already.
    private func refuse(_ channel: any Channel) {
        let answer = AgentAnswer.refusal(.busy)
        _ = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            descriptor in
            unsafe answer.withUnsafeBytes { unsafe platform_send_some(descriptor, $0.baseAddress, $0.count, 0) }
        }
    }

    /// The C function is `listen`.
    private func setBacklog(of descriptor: CInt, _ backlog: CInt) -> CInt {
        listen(descriptor, backlog)
    }

#endif

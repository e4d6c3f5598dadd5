import CPlatform
import EJSON
package import SystemPackage

/// The process at the other end of a connection.
package final class Peer: Sendable {
    package let process: Int32
    package let user: UInt32
    package let group: UInt32

    private enum Identity {
        /// Stands for this process and for none that gets its number later.
        case descriptor(CInt)
        /// It had ended before anybody asked.
        case ended
        /// The kernel has no descriptors of peers' processes.
        case unknown
    }

    private let identity: Identity

    /// - Parameter connection: a connected socket.
    /// - Throws: also when there is no descriptor left for the peer's process.
    package init(of connection: CInt) throws(Errno) {
        var peer = platform_peer()
        guard unsafe platform_peer(connection, &peer) == 0 else { throw Errno.current }
        process = peer.process
        user = peer.user
        group = peer.group
        let descriptor = platform_peer_process(connection)
        identity = descriptor >= 0 ? .descriptor(descriptor) : try Self.identity(for: Errno.current)
    }

    private static func identity(for error: Errno) throws(Errno) -> Identity {
        switch error {
        case .noSuchProcess, .invalidArgument: .ended
        case .protocolNotAvailable, .notSupported: .unknown
        default: throw error
        }
    }

    package init(process: Int32, user: UInt32, group: UInt32) {
        self.process = process
        self.user = user
        self.group = group
        identity = .unknown
    }

    deinit {
        if case .descriptor(let descriptor) = identity { systemClose(descriptor) }
    }

    /// What the system says of the process. `nil` when it has ended, so that its number may be another's: it may have left
    /// the connection to a process that it started.
    package func description() -> PeerDescription? {
        // It is in a process namespace that this process does not see.
        guard process > 0 else { return PeerDescription() }
        let directory = FilePath("/proc/\(process)")
        let description = PeerDescription(
            executable: try? systemReadLink(directory.appending("exe"), in: AT_FDCWD).string,
            cgroups: text(directory.appending("cgroup")))
        return isGone ? nil : description
    }

    private var isGone: Bool {
        switch identity {
        case .descriptor(let descriptor): platform_process_exists(descriptor) == 0
        case .ended: true
        case .unknown: false
        }
    }
}

/// What the system says of a process.
package struct PeerDescription: Sendable {
    package var executable: String?
    package var cgroups: String?
    package var container: Container? { cgroups.flatMap(Container.init(cgroups:)) }
}

/// At most 64 kB.
private func text(_ path: FilePath) -> String? {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return nil }
    defer { try? file.close() }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while text.count < 65_536 {
        let count = try? unsafe buffer.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
        guard let count else { return nil }
        guard count > 0 else { break }
        text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self)
}

package import EJSON
package import SystemPackage

/// Who may have which documents opened: whoever can connect to its socket.
package struct Grant: Hashable, Sendable {
    /// The name of its file without `.json`.
    package let name: String

    /// Files of documents. Only ephemeral keys that stand in a file now are answered.
    package var files: [FilePath] = []

    /// Documents by their public keys, whatever their ephemeral keys.
    package var publicKeys: Set<PublicKey> = []

    /// The socket; one that systemd has passed under the grant's name counts instead.
    package var socket: FilePath

    package var access = SocketAccess()

    /// Requests a minute; as many may come at once.
    package var rate = 600

    /// Whether nothing is granted: every request is refused, and recorded. No file says this; it stands for a file that is
    /// not there.
    package var isEmpty: Bool { files.isEmpty && publicKeys.isEmpty }
}

/// Owner and mode of a socket.
package struct SocketAccess: Hashable, Sendable {
    /// `nil` leaves the owner as it is.
    package var user: UInt32?
    package var group: UInt32?
    package var mode: UInt32 = 0o600
}

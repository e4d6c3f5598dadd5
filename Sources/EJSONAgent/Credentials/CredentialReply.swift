import CPlatform
package import EJSON
import SystemPackage

/// What systemd gets. It takes what comes until the end for the value, so no bytes would be an empty credential, with which the
/// unit starts. More than it takes makes it fail the unit.
package enum CredentialReply {
    /// The most bytes of a credential: systemd's `CREDENTIAL_SIZE_MAX`.
    package static let greatestCount = 1 << 20

    /// Sends a value, from guarded memory into the kernel. Returns whether all of it was taken.
    package static func send(_ value: borrowing SecretBytes, to connection: CInt) -> Bool {
        value.withBytes { send($0, to: connection) }
    }

    /// Sends more than systemd takes.
    package static func refuse(_ connection: CInt) {
        _ = send([UInt8](repeating: 0, count: greatestCount + 1).span, to: connection)
    }

    /// How long a peer may take to read, in milliseconds. One that does not read must not keep others waiting.
    private static let patience = 5_000

    private static func send(_ bytes: Span<UInt8>, to connection: CInt) -> Bool {
        let end = ContinuousClock.now + .milliseconds(patience)
        var sent = 0
        while sent < bytes.count {
            let left = ContinuousClock.now.duration(to: end) / .milliseconds(1)
            guard left >= 1, platform_set_timeouts(connection, CInt(left)) == 0 else { return false }
            let count = unsafe bytes.extracting(sent...).withUnsafeBufferPointer {
                unsafe platform_send_some(connection, $0.baseAddress, $0.count, 1)
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

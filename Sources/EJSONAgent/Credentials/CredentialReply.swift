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

    private static func send(_ bytes: Span<UInt8>, to connection: CInt) -> Bool {
        // A peer that does not read must not keep others waiting.
        _ = platform_set_timeouts(connection, 5_000)
        do throws(Errno) {
            try systemSend(bytes, on: connection)
            return true
        } catch {
            return false
        }
    }
}

import EJSONFormat

/// What every message of the agent's protocol begins with, in all versions: `Docs/agent.md` specifies it to the byte.
///
/// | offset | bytes | |
/// |---|---|---|
/// | 0 | 4 | `EJSA` |
/// | 4 | 1 | version: 1 |
/// | 5 | 1 | of a request its kind, of an answer its status |
/// | 6 | 2 | the number of keys, the high byte first |
package enum AgentFrame {
    package static let headerCount = 8

    /// The version that this library speaks.
    package static let version: UInt8 = 1

    /// The most keys in one message.
    package static let greatestKeyCount = 256

    /// The number of bytes in a key, an ephemeral one or a shared one.
    package static let keyCount = 32

    static let magic = [UInt8]("EJSA".utf8)

    static func header(_ kind: UInt8, keyCount: Int) -> [UInt8] {
        magic + [version, kind, UInt8(keyCount >> 8), UInt8(keyCount & 0xFF)]
    }

    /// Whether the bytes that have arrived can be the beginning of a message.
    static func begins(_ message: Span<UInt8>) -> Bool {
        (0..<min(message.count, magic.count)).allSatisfy { message[$0] == magic[$0] }
    }

    /// The number of keys in a header of 8 bytes.
    static func keyCount(_ header: Span<UInt8>) -> Int {
        Int(header[6]) << 8 | Int(header[7])
    }
}

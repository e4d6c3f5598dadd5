import EJSONTestSupport
import SystemPackage

@testable import EJSON

/// A file of `testdata/vectors`: lines of a name and bytes in hex.
struct Vectors {
    struct Line {
        var name: String
        var bytes: [UInt8]

        /// The text after the bytes.
        var note: String
    }

    let lines: [Line]

    init(_ file: String) throws {
        let text = try contents(of: TestData.directory.appending("vectors").appending(file))
        lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let fields = line.split(separator: "  ", omittingEmptySubsequences: true)
                .map { $0.trimmingPrefix(while: \.isWhitespace) }
            return Line(
                name: String(fields[0]), bytes: hexadecimalBytes(String(fields[1])),
                note: fields.dropFirst(2).joined(separator: "  "))
        }
    }

    /// The bytes of every line of that name, in order.
    subscript(_ name: String) -> [[UInt8]] { lines.filter { $0.name == name }.map(\.bytes) }
}

func hexadecimalBytes(_ text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
}

func privateKey(bytes: [UInt8]) throws(EJSONError) -> PrivateKey {
    try PrivateKey(consuming: SecretBytes(copying: bytes.span))
}

/// The key that both sides of a box share; `nil` for a point of low order.
func sharedKey(_ publicKey: [UInt8], _ privateKey: borrowing PrivateKey) -> [UInt8]? {
    var shared = [UInt8](repeating: 0, count: Box.sharedKeyCount)
    var span = shared.mutableSpan
    let isSafe = Box.computeSharedKey(Bytes32(publicKey.span), privateKey, into: &span, at: 0)
    return isSafe ? shared : nil
}

package import EJSON
import EJSONFormat

/// How a boxed message that does not open is shown.
package enum UnopenedRendering: Sendable {
    /// Unchanged.
    case message
    /// As `sealed` and the first eight hex digits of the message's SHA-256, which show that it has changed.
    case digest
}

extension Document {
    /// The document for people to compare. Values that `key` opens are in plaintext, other boxed messages as
    /// `unopened` says, and plaintexts and all other bytes are unchanged. A value with an error does not prevent it.
    ///
    /// - Throws: `outOfMemory`, `cryptographyUnavailable`.
    package func rendered<Source: SharedKeySource & ~Copyable>(
        with key: borrowing Source?,
        unopened: UnopenedRendering
    ) throws(EJSONError) -> SecretBytes {
        try text.withBytes { (source) throws(EJSONError) in
            var output = try SecretBytes(capacity: source.count + 64)
            var opener = try MessageOpener()
            var reader = LiteralReader()
            var read = 0
            for scanned in text.scan.strings where !scanned.selection.isEmpty {
                let string = scanned.string
                try output.append(source.extracting(read..<string.start))
                read = string.start
                let start = output.count
                do throws(EJSONError) {
                    switch key {
                    case .some(let key):
                        let isOpened = try reader.read(string, of: source) { (string) throws(EJSONError) in
                            try opener.open(string, key, appendingTo: &output)
                        }
                        if isOpened { read = string.end }
                    case .none:
                        try reader.read(string, of: source) { (string) throws(EJSONError) in
                            if BoxedMessage.hasShape(string) { throw EJSONError(.keyNotFound) }
                        }
                    }
                } catch {
                    guard error.code != .outOfMemory else { throw error }
                    output.withRoom { _, count in count = start }
                    guard unopened == .digest else { continue }
                    try output.append("sealed \(Bytes32(sha256Of: source.extracting(string.range)).abbreviation)")
                    read = string.end
                }
            }
            try output.append(source.extracting(read..<source.count))
            return output
        }
    }
}

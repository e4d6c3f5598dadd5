package import EJSONFormat

/// A document's text, and the strings that the scan found in it.
package final class DocumentText: Sendable {
    private let bytes: SecretBytes
    package let scan: DocumentScan

    init(_ bytes: consuming SecretBytes) throws(EJSONError) {
        scan = try bytes.withBytes { (text) throws(EJSONError) in
            do throws(JSONSyntaxError) {
                // A string takes 40 bytes in the list, of which there are two copies while it grows.
                return try DocumentScan(text, greatestCount: greatestValueCount(in: text.count, taking: 128))
            } catch {
                throw EJSONError(error, in: text)
            }
        }
        self.bytes = bytes
    }

    /// The number of bytes.
    package var count: Int { bytes.count }

    package func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withBytes(body)
    }

    func recipient() throws(EJSONError) -> PublicKey {
        try withBytes { (text) throws(EJSONError) in
            var reader = LiteralReader()
            do throws(EJSONError) {
                return try reader.read(scan.publicKey, of: text) { (digits) throws(EJSONError) in
                    try PublicKey(hexadecimalDigits: digits)
                }
            } catch {
                throw placing(error, at: scan.publicKey)
            }
        }
    }

    /// The error with the position and the path of the string that it is about.
    package func placing(_ error: EJSONError, at string: JSONString) -> EJSONError {
        guard error.code != .outOfMemory else { return error }
        return placing([(error, string)])[0]
    }

    /// The errors with the positions and the paths of the strings that they are about. The strings are in document
    /// order.
    package func placing(_ errors: [(error: EJSONError, string: JSONString)]) -> [EJSONError] {
        guard !errors.isEmpty else { return [] }
        return withBytes { text in
            // One pass for all of them. A pass for each from the beginning would take a day for a document with many
            // errors.
            let paths = stringPaths(of: errors.map(\.string), in: text)
            var (position, read) = (SourcePosition(), 0)
            return zip(errors, paths).map { entry, path in
                var error = entry.error
                let start = entry.string.start - 1
                position.advance(over: read..<start, of: text)
                read = start
                error.position = EJSONError.Position(line: position.line, column: position.column)
                error.path = path
                return error
            }
        }
    }
}

extension EJSONError {
    package init(_ error: JSONSyntaxError, in text: Span<UInt8>) {
        let code: Code
        switch error.reason {
        case .publicKeyMissing:
            self.init(missingPublicKeyIn: text)
            return
        case .tooManyValues:
            self.init(.outOfMemory)
            return
        case .publicKeyNotAString: code = .invalidPublicKey
        case .duplicatePublicKey, .escapedPublicKey: code = .duplicatePublicKey
        default: code = .malformedJSON
        }
        let conflict = code == .malformedJSON ? ConflictFinding(at: error.offset, in: text) : nil
        let error = conflict == nil ? error.diagnosed(in: text) : error
        self.init(
            code, conflict.map { .conflict($0) } ?? .syntax(error.reason),
            position: Position(of: error.offset, in: text),
            path: code == .invalidPublicKey ? "_public_key" : nil)
    }

    /// With the position of the string that was likely meant, and its path as `nearestPath`.
    private init(missingPublicKeyIn text: Span<UInt8>) {
        // Without an outline, as for lack of memory, nothing is suggested.
        guard let outline = try? JSONOutline(of: text), let node = outline.misplacedPublicKey(in: text) else {
            self.init(.missingPublicKey)
            return
        }
        self.init(.missingPublicKey, position: Position(of: outline.nodes[node].start, in: text))
        nearestPath = outline.path(of: node, in: text).description
    }

    package init(_ malformation: BoxedMessage.Malformation) {
        self.init(
            malformation == .unsupportedVersion ? .unsupportedVersion : .malformedBoxedMessage,
            .malformation(malformation))
    }
}

extension EJSONError.Position {
    package init(of offset: Int, in text: Span<UInt8>) {
        let position = SourcePosition(of: offset, in: text)
        self.init(line: position.line, column: position.column)
    }
}

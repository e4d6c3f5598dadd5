import EJSONFormat

/// A client's request to an agent: for the shared keys of a document's key and these ephemeral keys.
///
/// | offset | bytes | |
/// |---|---|---|
/// | 0 | 8 | header; the kind is 1, the number of keys n is 1 to 256 |
/// | 8 | 32 | the document's public key |
/// | 40 | 1 | the length m of the name |
/// | 41 | m | what the client calls the document, in UTF-8 without control characters: for the record only |
/// | 41 + m | 32 n | the ephemeral public keys |
package struct AgentRequest: Hashable, Sendable {
    package let document: PublicKey

    /// What the client calls the document. Nothing depends on it, because the client may send any name.
    package let name: String

    package let ephemeralKeys: [PublicKey]

    /// The most bytes in a request.
    package static let greatestCount =
        fixedCount + greatestNameCount + AgentFrame.greatestKeyCount * AgentFrame.keyCount

    package static let greatestNameCount = 255

    private static let kind: UInt8 = 1
    private static let fixedCount = AgentFrame.headerCount + AgentFrame.keyCount + 1

    /// - Parameters:
    ///   - name: It is cut when it is too long, and left out when it has control characters.
    ///   - ephemeralKeys: 1 to 256.
    package init(document: PublicKey, name: String, ephemeralKeys: [PublicKey]) {
        precondition(1...AgentFrame.greatestKeyCount ~= ephemeralKeys.count)
        self.document = document
        self.name = AgentRequest.isName(name.utf8) ? AgentRequest.cut(name) : ""
        self.ephemeralKeys = ephemeralKeys
    }

    /// The bytes of the request.
    package var encoded: [UInt8] {
        var bytes = AgentFrame.header(Self.kind, keyCount: ephemeralKeys.count)
        document.append(to: &bytes)
        bytes.append(UInt8(name.utf8.count))
        bytes += name.utf8
        for key in ephemeralKeys { key.append(to: &bytes) }
        return bytes
    }

    /// The length of the request that begins with these bytes; `nil` while it is unknown. The bytes are checked as soon
    /// as they arrive, so a peer that speaks another protocol is refused at once.
    ///
    /// - Throws: `malformedRequest`, `unsupportedVersion`.
    package static func count(beginning bytes: Span<UInt8>) throws(AgentProblem) -> Int? {
        guard AgentFrame.begins(bytes) else { throw .malformedRequest }
        // The rest of a request in another version is unknown.
        if bytes.count > 4, bytes[4] != AgentFrame.version { throw .unsupportedVersion }
        if bytes.count > 5, bytes[5] != kind { throw .malformedRequest }
        guard bytes.count >= AgentFrame.headerCount else { return nil }
        let keys = AgentFrame.keyCount(bytes)
        guard 1...AgentFrame.greatestKeyCount ~= keys else { throw .malformedRequest }
        guard bytes.count >= fixedCount else { return nil }
        return fixedCount + Int(bytes[fixedCount - 1]) + keys * AgentFrame.keyCount
    }

    /// Decodes a whole request.
    ///
    /// - Throws: `malformedRequest`, also for a public key that a document cannot have; `unsupportedVersion`;
    ///   `weakEphemeralKey`.
    package init(_ bytes: Span<UInt8>) throws(AgentProblem) {
        guard let count = try Self.count(beginning: bytes), count == bytes.count else { throw .malformedRequest }
        let nameEnd = Self.fixedCount + Int(bytes[Self.fixedCount - 1])
        let name = (Self.fixedCount..<nameEnd).map { bytes[$0] }
        guard Self.isName(name), let name = String(validating: name, as: UTF8.self) else { throw .malformedRequest }
        self.name = name
        guard let document = PublicKey(keyAt: AgentFrame.headerCount, in: bytes) else { throw .malformedRequest }
        self.document = document
        var ephemeralKeys: [PublicKey] = []
        ephemeralKeys.reserveCapacity(AgentFrame.keyCount(bytes))
        for start in stride(from: nameEnd, to: count, by: AgentFrame.keyCount) {
            guard let key = PublicKey(keyAt: start, in: bytes) else { throw .weakEphemeralKey }
            ephemeralKeys.append(key)
        }
        self.ephemeralKeys = ephemeralKeys
    }

    private static func isName(_ name: some Sequence<UInt8>) -> Bool {
        name.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// The end of a path says more than its beginning.
    private static func cut(_ name: String) -> String {
        var name = name[...]
        while name.utf8.count > greatestNameCount { name = name.dropFirst() }
        return String(name)
    }
}

extension PublicKey {
    fileprivate func append(to bytes: inout [UInt8]) {
        withBytes { key in for index in key.indices { bytes.append(key[index]) } }
    }

    /// `nil` for a point that no key may have.
    fileprivate init?(keyAt start: Int, in bytes: Span<UInt8>) {
        do throws(EJSONError) {
            try self.init(bytes: bytes.extracting(start..<start + Self.byteCount))
        } catch {
            return nil
        }
    }
}

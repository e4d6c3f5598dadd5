import EJSONFormat
package import SystemPackage

extension Document {
    /// The ephemeral keys of its boxed messages, each once, in document order. Messages that are malformed are left out:
    /// they are told when the document is opened.
    ///
    /// - Throws: `outOfMemory`.
    package func ephemeralKeys() throws(EJSONError) -> [PublicKey] {
        var inspector = BoxedMessageInspector()
        var seen: Set<PublicKey> = []
        return try text.withBytes { (source) throws(EJSONError) in
            var reader = LiteralReader()
            var keys: [PublicKey] = []
            for scanned in text.scan.strings
            where !scanned.selection.isEmpty && scanned.string.count >= BoxedMessage.minimumCount {
                let key = try reader.read(scanned.string, of: source) { (text, range) throws(EJSONError) in
                    do throws(EJSONError) {
                        return try inspector.isBoxed(text, range) ? try PublicKey(inspector.ephemeralKey) : nil
                    } catch {
                        if error.code == .outOfMemory { throw error }
                        return nil
                    }
                }
                if let key, seen.insert(key).inserted { keys.append(key) }
            }
            return keys
        }
    }
}

extension Agent {
    /// The shared keys that open a document's values.
    ///
    /// - Parameter file: The document's file, whose name the agent records.
    /// - Throws: `agentUnavailable`, `refusedByAgent`, with the socket; `outOfMemory`.
    package func sharedKeys(of document: Document, in file: FilePath? = nil) throws(EJSONError) -> SharedKeys {
        try sharedKeys(of: document.recipient, document.ephemeralKeys(), name: file?.string ?? "")
    }
}

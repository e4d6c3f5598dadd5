package import SystemPackage

extension Agent {
    /// The shared keys that open a document's values.
    ///
    /// - Parameter file: The document's file, whose name the agent records.
    /// - Throws: `agentUnavailable`, `refusedByAgent`, with the socket; `outOfMemory`.
    package func sharedKeys(of document: Document, in file: FilePath? = nil) throws(EJSONError) -> SharedKeys {
        try sharedKeys(of: document.recipient, document.ephemeralKeys(), name: file?.string ?? "")
    }
}

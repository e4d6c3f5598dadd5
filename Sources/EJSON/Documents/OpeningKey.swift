import EJSONFormat
package import SystemPackage

/// What opens a document's values: its private key, or the shared keys that an agent has answered.
package enum OpeningKey: ~Copyable, Sendable {
    case privateKey(PrivateKey)
    case sharedKeys(SharedKeys)
}

extension OpeningKey: SharedKeySource {
    package var publicKey: PublicKey {
        switch self {
        case .privateKey(let key): key.publicKey
        case .sharedKeys(let keys): keys.publicKey
        }
    }

    package func sharedKey(
        for ephemeralKey: Bytes32,
        into room: inout MutableSpan<UInt8>,
        at start: Int
    ) throws(EJSONError) {
        switch self {
        case .privateKey(let key): try key.sharedKey(for: ephemeralKey, into: &room, at: start)
        case .sharedKeys(let keys): try keys.sharedKey(for: ephemeralKey, into: &room, at: start)
        }
    }
}

extension KeySource {
    /// What opens a document's values, for those who open some of them.
    ///
    /// - Parameter file: The document's file, whose name an agent records.
    /// - Throws: what `KeyRing.privateKey(for:in:onWarning:)` throws; `agentUnavailable`, `refusedByAgent`.
    package func openingKey(
        for document: Document,
        in file: FilePath?,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) -> OpeningKey {
        switch source {
        case .keyRing(let ring): .privateKey(try ring.privateKey(for: document, in: file, onWarning: onWarning))
        case .agent(let agent): .sharedKeys(try agent.sharedKeys(of: document, in: file))
        }
    }
}

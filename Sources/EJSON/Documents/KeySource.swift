public import SystemPackage

/// What decrypts a document: a private key that a `KeyRing` finds, or an agent on the host, which keeps the private
/// key.
///
/// ```swift
/// let secrets = try Secrets(contentsOf: "secrets.ejson", keys: .agent("/run/ejson/shop.sock"))
/// ```
public struct KeySource: Sendable {
    enum Source: Sendable {
        case keyRing(KeyRing)
        case agent(Agent)
    }

    let source: Source

    /// A key directory, and as identities ssh keys in their usual places. For other identities or a policy, use
    /// `keyRing(_:)`.
    public static func directory(_ path: String) -> KeySource {
        keyRing(KeyRing(path))
    }

    /// A key directory, and the identities of recipients.
    public static func keyRing(_ ring: KeyRing) -> KeySource {
        KeySource(source: .keyRing(ring))
    }

    /// The agent whose socket is at this path. The private key is never in this process.
    public static func agent(_ path: FilePath) -> KeySource {
        KeySource(source: .agent(Agent(path)))
    }

    package static func agent(_ agent: Agent) -> KeySource {
        KeySource(source: .agent(agent))
    }

    /// The same for a path in a string.
    public static func agent(_ path: String) -> KeySource {
        agent(FilePath(path))
    }

    /// The agent whose socket the environment variable `EJSON_AGENT` names, or, when it is unset or empty, the standard
    /// key ring.
    public static var environment: KeySource {
        KeySource(source: Agent.environment.map { .agent($0) } ?? .keyRing(.standard))
    }

    /// The document's plaintext. The private key, or the shared keys of the agent's answer, are wiped before this
    /// returns.
    ///
    /// - Parameter file: The document's file, whose name the agent records.
    package func decrypted(
        _ document: Document,
        file: FilePath?,
        onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> SecretBytes {
        switch source {
        case .keyRing(let ring):
            try document.decrypted(with: ring.privateKey(for: document, in: file, onWarning: onWarning))
        case .agent(let agent):
            try document.decrypted(with: agent.sharedKeys(of: document, in: file))
        }
    }
}

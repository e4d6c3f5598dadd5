package import EJSON
package import SystemPackage

/// Which pods may open which documents on this node: the administrator's file.
///
/// A sealed document is no secret and can be copied into any pod. So it does not open because somebody has it, but because a
/// rule names the namespace and the service account of the pod, and the document's public key.
package struct NodePolicy: Hashable, Sendable {
    package struct Rule: Hashable, Sendable {
        package let namespace: String

        /// `nil` for all service accounts of the namespace.
        package let serviceAccounts: Set<String>?

        package let publicKeys: Set<PublicKey>

        /// The socket of the agent that opens these documents.
        package let agent: FilePath
    }

    /// The directories whose documents pods may name by `file`.
    package let directories: [FilePath]

    package let rules: [Rule]

    package init(directories: [FilePath], rules: [Rule]) {
        self.directories = directories
        self.rules = rules
    }

    /// The agent's socket for a document of a pod.
    ///
    /// - Throws: `denied` when no rule lets the pod open it.
    package func agent(for publicKey: PublicKey, of pod: Pod) throws(DriverError) -> FilePath {
        let own = rules.filter { rule in
            rule.namespace == pod.namespace && (rule.serviceAccounts?.contains(pod.serviceAccount) ?? true)
        }
        if let rule = own.first(where: { $0.publicKeys.contains(publicKey) }) { return rule.agent }
        throw DriverError(
            .denied,
            "the node's policy does not let service account \(pod.serviceAccount) of namespace \(pod.namespace) open "
                + "documents of the public key \(publicKey)")
    }
}

/// The pod that a volume is for, as kubelet describes it.
///
/// kubelet puts these members over those of the pod's own `volumeAttributes` (`podInfoOnMount` of the CSIDriver object), so an
/// author cannot choose them. Without that setting kubelet adds none of them, and an author could: see
/// `VolumeAttributes.init(_:target:)`.
package struct Pod: Hashable, Sendable, CustomStringConvertible {
    package let namespace: String
    package let name: String
    package let uid: String
    package let serviceAccount: String

    package init(namespace: String, name: String, uid: String, serviceAccount: String) {
        self.namespace = namespace
        self.name = name
        self.uid = uid
        self.serviceAccount = serviceAccount
    }

    package var description: String { "\(namespace)/\(name)" }
}

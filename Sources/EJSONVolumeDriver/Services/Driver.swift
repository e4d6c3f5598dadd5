package import SystemPackage

/// What the driver is called, and where it meets kubelet.
package struct Driver: Hashable, Sendable {
    /// The name in pods and in the CSIDriver object.
    package static let name = "ejson-swift.csi"

    /// Of what pods and policies may say to it.
    static let version = "1"

    /// kubelet's directory.
    package var kubelet: FilePath = "/var/lib/kubelet"

    /// The node, as Kubernetes calls it.
    package var node: String

    /// The socket of the services Identity and Node; `nil` for the one that kubelet's documentation recommends.
    package var endpoint: FilePath?

    package init(node: String) {
        self.node = node
    }

    package var socket: FilePath { endpoint ?? kubelet.appending("plugins/\(Self.name)/csi.sock") }

    /// The socket that kubelet finds the driver by.
    package var registrationSocket: FilePath { kubelet.appending("plugins_registry/\(Self.name)-reg.sock") }
}

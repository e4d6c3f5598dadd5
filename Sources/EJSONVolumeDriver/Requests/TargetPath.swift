package import SystemPackage

/// Where kubelet wants a volume: `KUBELET/pods/UID/volumes/kubernetes.io~csi/NAME/mount`. No other place is ever mounted,
/// unmounted or removed.
package struct TargetPath: Hashable, Sendable {
    package let path: FilePath

    /// kubelet's directory of pods.
    package let pods: FilePath

    /// What leads from there to the directory that holds the volume's: kubelet makes it.
    package let parent: FilePath

    /// The directory of the volume in it: `mount`.
    package let name: FilePath.Component

    package let podUID: String

    /// - Parameter kubelet: kubelet's directory, `/var/lib/kubelet`.
    package init(_ text: String, kubelet: FilePath) throws(DriverError) {
        guard !text.isEmpty else { throw DriverError(.invalid, "the request has no target_path") }
        let pods = kubelet.appending("pods")
        let prefix = "\(pods)/"
        let parts = text.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard text.hasPrefix(prefix), parts.count == 5, parts[1] == "volumes", parts[2] == "kubernetes.io~csi",
            parts[4] == "mount", Self.isName(parts[0]), Self.isName(parts[3]),
            let name = FilePath.Component(String(parts[4]))
        else {
            throw DriverError(
                .invalid,
                "target_path is not \(prefix)UID/volumes/kubernetes.io~csi/NAME/mount; --kubelet names the directory")
        }
        path = FilePath(text)
        self.pods = pods
        parent = FilePath(parts[..<4].joined(separator: "/"))
        self.name = name
        podUID = String(parts[0])
    }

    /// A name of one directory, whatever characters it has.
    private static func isName(_ text: Substring) -> Bool {
        1...255 ~= text.utf8.count && text != "." && text != ".." && !text.utf8.contains(0)
    }
}

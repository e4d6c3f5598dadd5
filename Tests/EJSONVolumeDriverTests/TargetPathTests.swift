import EJSONVolumeDriver
import SystemPackage
import Testing

@Suite struct TargetPathTests {
    static let wrong: [(name: String, path: String)] = [
        ("empty", ""),
        ("another directory", "/etc/pods/1/volumes/kubernetes.io~csi/secrets/mount"),
        ("dots in the pod", "/var/lib/kubelet/pods/../volumes/kubernetes.io~csi/secrets/mount"),
        ("dots in the name", "/var/lib/kubelet/pods/1/volumes/kubernetes.io~csi/../mount"),
        ("a dot", "/var/lib/kubelet/pods/./volumes/kubernetes.io~csi/secrets/mount"),
        ("another kind of volume", "/var/lib/kubelet/pods/1/volumes/kubernetes.io~secret/secrets/mount"),
        ("another last name", "/var/lib/kubelet/pods/1/volumes/kubernetes.io~csi/secrets/other"),
        ("no last name", "/var/lib/kubelet/pods/1/volumes/kubernetes.io~csi/secrets"),
        ("a slash at the end", "/var/lib/kubelet/pods/1/volumes/kubernetes.io~csi/secrets/mount/"),
        ("two slashes", "/var/lib/kubelet/pods//1/volumes/kubernetes.io~csi/secrets/mount"),
        ("no name", "/var/lib/kubelet/pods/1/volumes/kubernetes.io~csi//mount"),
        ("relative", "var/lib/kubelet/pods/1/volumes/kubernetes.io~csi/secrets/mount"),
        ("a zero byte", "/var/lib/kubelet/pods/1/volumes/kubernetes.io~csi/sec\0rets/mount"),
        (
            "a long name",
            "/var/lib/kubelet/pods/1/volumes/kubernetes.io~csi/\(String(repeating: "x", count: 256))/mount"
        ),
    ]

    @Test(arguments: wrong.indices) func isNoPathOfKubelets(_ index: Int) {
        let (name, path) = Self.wrong[index]
        #expect(throws: DriverError.self, "\(name)") { try TargetPath(path, kubelet: "/var/lib/kubelet") }
    }

    @Test func saysWhosePodItIs() throws {
        let text = "/data/kubelet/pods/8a1f/volumes/kubernetes.io~csi/my secrets/mount"
        let target = try TargetPath(text, kubelet: "/data/kubelet")
        #expect(target.podUID == "8a1f")
        #expect(target.path.string == text)
    }
}

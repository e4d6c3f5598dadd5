import EJSONFormat
import EJSONVolumeDriver
import SystemPackage
import Testing

@Suite struct VolumeAttributesTests {
    private static let prefix = "csi.storage.k8s.io/"

    /// What kubelet adds for a pod of the namespace `shop`.
    private static let kubelet = [
        prefix + "pod.name": "server-0", prefix + "pod.namespace": "shop", prefix + "pod.uid": "8a1f",
        prefix + "serviceAccount.name": "server", prefix + "ephemeral": "true",
    ]

    private func attributes(_ own: [String: String], kubelet: [String: String] = VolumeAttributesTests.kubelet) throws
        -> VolumeAttributes
    {
        let target = try TargetPath("/k/pods/8a1f/volumes/kubernetes.io~csi/secrets/mount", kubelet: "/k")
        return try VolumeAttributes(own.merging(kubelet) { $1 }, target: target)
    }

    @Test func aDocumentIsEnough() throws {
        let attributes = try attributes(["document": "{}"])
        #expect(attributes.source == .text("{}"))
        #expect(attributes.select == nil)
        #expect(attributes.only == [])
        #expect(attributes.mode == nil)
        #expect(
            attributes.pod == Pod(namespace: "shop", name: "server-0", uid: "8a1f", serviceAccount: "server"))
    }

    @Test func everythingIsSaid() throws {
        let attributes = try attributes([
            "file": "/srv/shop.ejson", "select": "production.db", "only": "USER, PASSWORD", "mode": "0440",
        ])
        #expect(attributes.source == .file("/srv/shop.ejson"))
        #expect(attributes.select == ValuePath(components: ["production", "db"]))
        #expect(attributes.only == ["USER", "PASSWORD"])
        #expect(attributes.mode == 0o440)
    }

    private static let mistakes: [(name: String, own: [String: String], word: String)] = [
        ("nothing", [:], "document"),
        ("both sources", ["document": "{}", "file": "/a"], "document"),
        ("a misspelled name", ["document": "{}", "onyl": "A"], "\"onyl\""),
        ("another case", ["Document": "{}"], "\"Document\""),
        ("a relative file", ["file": "a.ejson"], "file"),
        ("a file with a zero byte", ["file": "/a\0b"], "file"),
        ("no path", ["document": "{}", "select": ""], "select"),
        ("an empty name", ["document": "{}", "only": "A,,B"], "only"),
        ("no names", ["document": "{}", "only": ""], "only"),
        ("a mode in decimal", ["document": "{}", "mode": "400"], "mode"),
        ("a mode that lets programs run", ["document": "{}", "mode": "0500"], "mode"),
        ("a mode that lets others write", ["document": "{}", "mode": "0666"], "mode"),
        ("a mode that lets nobody read", ["document": "{}", "mode": "0000"], "mode"),
        ("a signed mode", ["document": "{}", "mode": "+400"], "mode"),
    ]

    @Test(arguments: mistakes.indices) func anAuthorsMistakeIsNamed(_ index: Int) {
        let (name, own, word) = Self.mistakes[index]
        let error = #expect(throws: DriverError.self, "\(name)") { try attributes(own) }
        #expect(error?.code == .invalid, "\(name)")
        #expect(error?.description.contains(word) == true, "\(name): \(error?.description ?? "")")
    }

    private static let claims: [(name: String, kubelet: [String: String])] = [
        ("none of kubelet's members", [:]),
        (
            "members that the author invented",
            [
                prefix + "pod.name": "x", prefix + "pod.namespace": "bank", prefix + "pod.uid": "0000",
                prefix + "serviceAccount.name": "teller", prefix + "ephemeral": "true",
            ]
        ),
        ("no service account", kubelet.filter { $0.key != prefix + "serviceAccount.name" }),
        ("no namespace", kubelet.filter { $0.key != prefix + "pod.namespace" }),
    ]

    /// kubelet writes its members over those of the author. Where it does not, because the CSIDriver object lacks
    /// podInfoOnMount, the author's are not believed: the UID in the path is kubelet's own.
    @Test(arguments: claims.indices) func onlyKubeletSaysWhosePodItIs(_ index: Int) {
        let (name, kubelet) = Self.claims[index]
        let error = #expect(throws: DriverError.self, "\(name)") {
            try attributes(["document": "{}"], kubelet: kubelet)
        }
        #expect(error?.code == .precondition, "\(name)")
        #expect(error?.description.contains("podInfoOnMount") == true, "\(name)")
    }

    @Test func aPersistentVolumeIsRefused() {
        let kubelet = Self.kubelet.merging([Self.prefix + "ephemeral": "false"]) { $1 }
        #expect(throws: DriverError.self) { try attributes(["document": "{}"], kubelet: kubelet) }
    }

    @Test func whatElseKubeletSaysIsPassedOver() throws {
        let tokens = Self.kubelet.merging([Self.prefix + "serviceAccount.tokens": "{}"]) { $1 }
        #expect(try attributes(["document": "{}"], kubelet: tokens) == attributes(["document": "{}"]))
    }

    /// A secret in the wrong place: the value of an unknown attribute, or a plaintext document.
    @Test func noValueIsInAnError() {
        let error = #expect(throws: DriverError.self) { try attributes(["password": "correct horse", "file": "x"]) }
        #expect(error?.description.contains("correct horse") == false)
    }
}

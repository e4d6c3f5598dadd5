#if Agent

    import ContainerStorage
    import EJSONVolumeDriver
    import SwiftProtobuf
    import SystemPackage
    import Testing

    @Suite struct PublishRequestTests {
        private static let path = "/k/pods/8a1f/volumes/kubernetes.io~csi/secrets/mount"

        /// A request as kubelet makes it.
        private static let good = Csi_V1_NodePublishVolumeRequest.with { request in
            request.volumeID = "csi-1"
            request.targetPath = path
            request.readonly = true
            request.volumeCapability.mount = .init()
            request.volumeCapability.accessMode.mode = .singleNodeWriter
            request.volumeContext = [
                "document": "{}", "csi.storage.k8s.io/pod.name": "server-0", "csi.storage.k8s.io/pod.namespace": "shop",
                "csi.storage.k8s.io/pod.uid": "8a1f", "csi.storage.k8s.io/serviceAccount.name": "server",
                "csi.storage.k8s.io/ephemeral": "true",
            ]
        }

        @Test func whatKubeletAsks() throws {
            let request = try PublishRequest(Self.good, kubelet: "/k")
            #expect(request.volumeID == "csi-1")
            #expect(request.group == nil)
        }

        @Test func theGroupOfThePod() throws {
            var request = Self.good
            request.volumeCapability.mount.volumeMountGroup = "2000"
            #expect(try PublishRequest(request, kubelet: "/k").group == 2000)
        }

        private static let changes:
            [(name: String, change: @Sendable (inout Csi_V1_NodePublishVolumeRequest) -> Void)] = [
                ("no volume id", { $0.volumeID = "" }),
                ("a volume id without end", { $0.volumeID = String(repeating: "x", count: 1_025) }),
                ("no target", { $0.targetPath = "" }),
                ("a target elsewhere", { $0.targetPath = "/etc" }),
                ("no capability", { $0.clearVolumeCapability() }),
                ("no access type", { $0.volumeCapability.accessType = nil }),
                ("a block device", { $0.volumeCapability.block = .init() }),
                ("no access mode", { $0.volumeCapability.accessMode.mode = .unknown }),
                ("an access mode of later versions", { $0.volumeCapability.accessMode.mode = .UNRECOGNIZED(99) }),
                ("several nodes", { $0.volumeCapability.accessMode.mode = .multiNodeReaderOnly }),
                ("a file system", { $0.volumeCapability.mount.fsType = "ext4" }),
                ("mount flags", { $0.volumeCapability.mount.mountFlags = ["exec"] }),
                ("a group by its name", { $0.volumeCapability.mount.volumeMountGroup = "wheel" }),
                ("no group of chown's", { $0.volumeCapability.mount.volumeMountGroup = "4294967295" }),
                ("for writing", { $0.readonly = false }),
                ("a Kubernetes Secret", { $0.secrets = ["token": "correct horse"] }),
                ("no document", { $0.volumeContext["document"] = nil }),
            ]

        @Test(arguments: changes.indices) func whatIsRefusedAsItStands(_ index: Int) {
            var request = Self.good
            Self.changes[index].change(&request)
            let error = #expect(throws: DriverError.self, "\(Self.changes[index].name)") {
                try PublishRequest(request, kubelet: "/k")
            }
            #expect(error?.code == .invalid, "\(Self.changes[index].name)")
            #expect(error?.description.contains("correct horse") == false)
        }
    }

#endif

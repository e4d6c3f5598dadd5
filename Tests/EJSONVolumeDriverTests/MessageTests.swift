#if Agent

    import ContainerStorage
    import Foundation
    import GRPCCore
    import SwiftProtobuf
    import Testing

    /// Our definitions have the numbers of the specification's: they read and write what its own definitions have made.
    @Suite struct MessageTests {
        private static let vectors: [String: [UInt8]] = {
            let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "testdata/kubernetes/messages.txt")
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            var vectors: [String: [UInt8]] = [:]
            for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                let parts = line.split(separator: ":")
                let digits = parts[1].drop { $0 == " " }
                vectors[String(parts[0])] = stride(from: 0, to: digits.count, by: 2).compactMap { offset in
                    let start = digits.index(digits.startIndex, offsetBy: offset)
                    return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16)
                }
            }
            return vectors
        }()

        private static let messages: [(name: String, message: any Message & Sendable)] = [
            (
                "publish request",
                Csi_V1_NodePublishVolumeRequest.with { request in
                    request.volumeID = "csi-1"
                    request.stagingTargetPath = "/s"
                    request.targetPath = "/t"
                    request.volumeCapability.mount.fsType = "tmpfs"
                    request.volumeCapability.mount.mountFlags = ["ro"]
                    request.volumeCapability.mount.volumeMountGroup = "2000"
                    request.volumeCapability.accessMode.mode = .singleNodeSingleWriter
                    request.readonly = true
                    request.secrets = ["a": "b"]
                    request.volumeContext = ["document": "{}"]
                }
            ),
            (
                "publish request of a block device",
                Csi_V1_NodePublishVolumeRequest.with { request in
                    request.volumeID = "csi-1"
                    request.targetPath = "/t"
                    request.volumeCapability.block = .init()
                    request.volumeCapability.accessMode.mode = .multiNodeMultiWriter
                }
            ),
            (
                "unpublish request",
                Csi_V1_NodeUnpublishVolumeRequest.with { request in
                    request.volumeID = "csi-1"
                    request.targetPath = "/t"
                }
            ),
            (
                "plugin info",
                Csi_V1_GetPluginInfoResponse.with { response in
                    response.name = "ejson-swift.csi"
                    response.vendorVersion = "1"
                }
            ),
            ("probe", Csi_V1_ProbeResponse.with { $0.ready = Google_Protobuf_BoolValue(true) }),
            (
                "node capabilities",
                Csi_V1_NodeGetCapabilitiesResponse.with {
                    $0.capabilities = [.with { $0.rpc.type = .volumeMountGroup }]
                }
            ),
            ("node info", Csi_V1_NodeGetInfoResponse.with { $0.nodeID = "node-1" }),
            (
                "registration info",
                Pluginregistration_PluginInfo.with { info in
                    info.type = "CSIPlugin"
                    info.name = "ejson-swift.csi"
                    info.endpoint = "/e"
                    info.supportedVersions = ["1.0.0"]
                }
            ),
            (
                "registration status",
                Pluginregistration_RegistrationStatus.with { status in
                    status.pluginRegistered = true
                    status.error = "e"
                }
            ),
        ]

        @Test(arguments: messages.indices) func areThoseOfTheSpecification(_ index: Int) throws {
            let (name, message) = Self.messages[index]
            let expected = try #require(Self.vectors[name])
            let written: [UInt8] = try message.serializedBytes()
            #expect(written == expected, "\(name)")
            let read = try type(of: message).init(serializedBytes: expected)
            #expect(message.isEqualTo(message: read), "\(name)")
        }

        @Test func noVectorIsForgotten() {
            #expect(Set(Self.vectors.keys) == Set(Self.messages.map(\.name)))
        }

        @Test func theServicesHaveTheirNames() {
            #expect(Csi_V1_Identity.descriptor.fullyQualifiedService == "csi.v1.Identity")
            #expect(Csi_V1_Node.descriptor.fullyQualifiedService == "csi.v1.Node")
            #expect(
                Pluginregistration_Registration.descriptor.fullyQualifiedService == "pluginregistration.Registration")
        }
    }

#endif

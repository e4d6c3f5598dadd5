#if Agent

    package import ContainerStorage
    package import SystemPackage

    /// A request to publish a volume, as far as it can be judged by itself.
    package struct PublishRequest: Hashable, Sendable {
        package let volumeID: String
        package let target: TargetPath
        package let attributes: VolumeAttributes

        /// The pod's `fsGroup`, which the files are for.
        package let group: UInt32?

        /// - Parameter kubelet: kubelet's directory.
        package init(_ request: Csi_V1_NodePublishVolumeRequest, kubelet: FilePath) throws(DriverError) {
            volumeID = try Self.volumeID(request.volumeID)
            target = try TargetPath(request.targetPath, kubelet: kubelet)
            group = try Self.group(request)
            guard request.readonly else {
                throw DriverError(.invalid, "the volume is for reading only: the pod's csi volume needs readOnly: true")
            }
            guard request.secrets.isEmpty else {
                throw DriverError(.invalid, "nodePublishSecretRef is not used: the sealed document holds the secrets")
            }
            attributes = try VolumeAttributes(request.volumeContext, target: target)
        }

        package static func volumeID(_ id: String) throws(DriverError) -> String {
            guard !id.isEmpty else { throw DriverError(.invalid, "the request has no volume_id") }
            guard id.utf8.count <= 1_024 else { throw DriverError(.invalid, "the request's volume_id is too long") }
            return id
        }

        private static func group(_ request: Csi_V1_NodePublishVolumeRequest) throws(DriverError) -> UInt32? {
            guard request.hasVolumeCapability, let access = request.volumeCapability.accessType else {
                throw DriverError(.invalid, "the request has no volume_capability")
            }
            guard case .mount(let mount) = access else {
                throw DriverError(.invalid, "a volume is a directory of files, and no block device")
            }
            switch request.volumeCapability.accessMode.mode {
            case .singleNodeWriter, .singleNodeReaderOnly, .singleNodeSingleWriter, .singleNodeMultiWriter: break
            default:
                throw DriverError(
                    .invalid, "a volume belongs to one pod on one node, so no other access mode is served")
            }
            guard ["", "tmpfs"].contains(mount.fsType) else {
                throw DriverError(.invalid, "a volume is in memory: fsType must be left out")
            }
            guard mount.mountFlags.isEmpty else { throw DriverError(.invalid, "mount flags are not served") }
            guard !mount.volumeMountGroup.isEmpty else { return nil }
            // The last number stands for none in chown(2).
            guard let group = UInt32(mount.volumeMountGroup), group != .max else {
                throw DriverError(.invalid, "volume_mount_group is not the number of a group")
            }
            return group
        }
    }

#endif

#if Agent

    import ContainerStorage
    import GRPCCore
    import Logging
    import SwiftProtobuf
    import SystemPackage

    /// Publishes volumes: the service Node.
    struct NodeService: Csi_V1_Node.SimpleServiceProtocol {
        let driver: Driver
        let publisher: Publisher
        let queue: RequestQueue
        let logger: Logger

        func nodePublishVolume(
            request: Csi_V1_NodePublishVolumeRequest,
            context: ServerContext
        ) async throws -> Csi_V1_NodePublishVolumeResponse {
            let request = try checked { () throws(DriverError) in
                try PublishRequest(request, kubelet: driver.kubelet)
            }
            let pod = request.attributes.pod
            var logger = logger
            logger[metadataKey: "pod"] = "\(line("\(pod)"))"
            logger[metadataKey: "target"] = "\(line(request.target.path.string))"
            do throws(RPCError) {
                switch try await queue.run({ () throws(DriverError) in try publisher.publish(request) }) {
                case .mounted: logger.info("a volume is published")
                case .updated: logger.info("a volume has new values")
                case .unchanged: logger.debug("a volume has its values already")
                }
            } catch {
                logger.warning("a volume is not published", metadata: ["cause": "\(line(error.message))"])
                throw error
            }
            return Csi_V1_NodePublishVolumeResponse()
        }

        func nodeUnpublishVolume(
            request: Csi_V1_NodeUnpublishVolumeRequest,
            context: ServerContext
        ) async throws -> Csi_V1_NodeUnpublishVolumeResponse {
            let (id, target) = try checked { () throws(DriverError) in
                (
                    try PublishRequest.volumeID(request.volumeID),
                    try TargetPath(request.targetPath, kubelet: driver.kubelet)
                )
            }
            do throws(RPCError) {
                try await queue.run { () throws(DriverError) in try publisher.unpublish(id, target) }
            } catch {
                logger.warning(
                    "a volume is not unpublished",
                    metadata: ["target": "\(line(target.path.string))", "cause": "\(line(error.message))"])
                throw error
            }
            logger.info("a volume is unpublished", metadata: ["target": "\(line(target.path.string))"])
            return Csi_V1_NodeUnpublishVolumeResponse()
        }

        /// Only that kubelet tells the driver the pod's `fsGroup`, and leaves the files' group to it.
        func nodeGetCapabilities(
            request: Csi_V1_NodeGetCapabilitiesRequest,
            context: ServerContext
        ) async throws -> Csi_V1_NodeGetCapabilitiesResponse {
            .with { response in
                response.capabilities = [.with { $0.rpc.type = .volumeMountGroup }]
            }
        }

        func nodeGetInfo(
            request: Csi_V1_NodeGetInfoRequest,
            context: ServerContext
        ) async throws -> Csi_V1_NodeGetInfoResponse {
            .with { $0.nodeID = driver.node }
        }

        /// A request that is refused as it stands. Nothing of it is logged: an author may have written a secret into it.
        private func checked<Result>(_ body: () throws(DriverError) -> Result) throws(RPCError) -> Result {
            do throws(DriverError) {
                return try body()
            } catch {
                logger.warning("a request is refused", metadata: ["cause": "\(line(error.description))"])
                throw RPCError(error)
            }
        }
    }

    /// What others have chosen, on one line of the log.
    func line(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }

#endif

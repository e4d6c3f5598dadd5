#if Agent

    import ContainerStorage
    import GRPCCore
    import SwiftProtobuf

    /// Says what the driver is: the service Identity.
    struct IdentityService: Csi_V1_Identity.SimpleServiceProtocol {
        func getPluginInfo(
            request: Csi_V1_GetPluginInfoRequest,
            context: ServerContext
        ) async throws -> Csi_V1_GetPluginInfoResponse {
            .with { response in
                response.name = Driver.name
                response.vendorVersion = Driver.version
            }
        }

        /// None: there is no controller, because a volume is never made before its pod.
        func getPluginCapabilities(
            request: Csi_V1_GetPluginCapabilitiesRequest,
            context: ServerContext
        ) async throws -> Csi_V1_GetPluginCapabilitiesResponse {
            Csi_V1_GetPluginCapabilitiesResponse()
        }

        /// Ready as soon as it answers. A policy or an agent that is missing is an event of the pods that need it; unpublishing
        /// needs neither.
        func probe(request: Csi_V1_ProbeRequest, context: ServerContext) async throws -> Csi_V1_ProbeResponse {
            .with { $0.ready = Google_Protobuf_BoolValue(true) }
        }
    }

#endif

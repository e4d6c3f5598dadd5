#if Agent

    import ContainerStorage
    import GRPCCore
    import Logging
    import SwiftProtobuf
    import SystemPackage

    /// Makes the driver known to kubelet.
    struct RegistrationService: Pluginregistration_Registration.SimpleServiceProtocol {
        let driver: Driver
        let logger: Logger

        func getInfo(
            request: Pluginregistration_InfoRequest,
            context: ServerContext
        ) async throws -> Pluginregistration_PluginInfo {
            .with { info in
                info.type = "CSIPlugin"
                info.name = Driver.name
                info.endpoint = driver.socket.string
                // Of the specification.
                info.supportedVersions = ["1.0.0"]
            }
        }

        func notifyRegistrationStatus(
            request: Pluginregistration_RegistrationStatus,
            context: ServerContext
        ) async throws -> Pluginregistration_RegistrationStatusResponse {
            if request.pluginRegistered {
                logger.info("kubelet has registered the driver")
            } else {
                logger.error("kubelet has not registered the driver", metadata: ["cause": "\(line(request.error))"])
            }
            return Pluginregistration_RegistrationStatusResponse()
        }
    }

#endif

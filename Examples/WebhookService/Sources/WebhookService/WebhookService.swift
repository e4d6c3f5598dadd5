#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif
import Configuration
import EJSONConfiguration
import Hummingbird
import Logging
import ServiceLifecycle
import SystemPackage

/// Takes webhooks that are signed with a secret out of a sealed document.
///
/// The environment says where things are: `SECRETS_FILE`, `EJSON_KEYDIR` or `EJSON_AGENT`, `POLL_MILLISECONDS`, `HOST`,
/// `PORT`, `LOG_LEVEL`. It holds no secret.
@main
struct WebhookService {
    static func main() async {
        let settings = ConfigReader(provider: EnvironmentVariablesProvider())
        var logger = Logger(label: "webhook-service")
        logger.logLevel = settings.string(forKey: "log.level", as: Logger.Level.self, default: .info)
        do {
            try await serve(settings, logger)
        } catch {
            logger.critical("The service ends.", metadata: ["error": "\(error)"])
            exit(1)
        }
    }

    private static func serve(_ settings: ConfigReader, _ logger: Logger) async throws {
        let secrets = try await ReloadingFileProvider<EJSONSnapshot>(
            parsingOptions: EJSONSnapshot.ParsingOptions(logger: logger),
            filePath: settings.string(forKey: "secrets.file", as: FilePath.self, default: "secrets.ejson"),
            pollInterval: .milliseconds(settings.int(forKey: "poll.milliseconds", default: 15_000)),
            logger: logger
        )
        // Logs what is looked up, at the level `debug`; secrets are redacted.
        let config = ConfigReader(provider: secrets, accessReporter: AccessLogger(logger: logger))
        // Without its secret the service does not start.
        _ = try config.requiredStringArray(forKey: "webhook.secrets")

        let server = Application(
            router: router(config),
            configuration: ApplicationConfiguration(
                address: .hostname(
                    settings.string(forKey: "host", default: "127.0.0.1"),
                    port: settings.int(forKey: "port", default: 8080))),
            logger: logger
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [secrets, server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }
}

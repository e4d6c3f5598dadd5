import Configuration
import EJSONConfiguration
import EJSON
import Logging
import ServiceLifecycle

private func once() async throws -> String {
    let provider = try await FileProvider<EJSONSnapshot>(filePath: "/etc/server/secrets.ejson")
    let config = ConfigReader(provider: provider)
    let password = try config.requiredString(forKey: "database.password")
    return password
}

private func reloading() async throws -> String {
    let provider = try await ReloadingFileProvider<EJSONSnapshot>(filePath: "/etc/service/secrets.ejson")
    let config = ConfigReader(provider: provider)
    let password = try config.requiredString(forKey: "database.password")
    return password
}

private func options() async throws -> FileProvider<EJSONSnapshot> {
    let options = EJSONSnapshot.ParsingOptions(keys: .directory("/run/credentials/server.service"))
    let provider = try await FileProvider<EJSONSnapshot>(parsingOptions: options, filePath: "secrets.ejson")
    return provider
}

private func reloadingProviders() async throws -> ConfigReader {
    let providers = try await EJSONSnapshot.reloadingProviders(
        filePaths: ["/etc/server/base.ejson", "/etc/server/production.ejson"])
    let config = ConfigReader(providers: providers)
    return config
}

private func running(_ server: some Service, _ logger: Logger) async throws {
    let secrets = try await ReloadingFileProvider<EJSONSnapshot>(
        parsingOptions: EJSONSnapshot.ParsingOptions(keys: .environment, logger: logger),
        filePath: "/etc/server/secrets.ejson",
        pollInterval: .seconds(15),
        logger: logger
    )
    let group = ServiceGroup(services: [secrets, server], gracefulShutdownSignals: [.sigterm], logger: logger)
    try await group.run()
}

private func layered(_ server: any Service, _ logger: Logger) async throws {
    let providers = try await EJSONSnapshot.reloadingProviders(
        filePaths: ["/etc/server/base.ejson", "/etc/server/production.ejson"],
        logger: logger
    )
    let config = ConfigReader(providers: providers)
    let services = [server] + providers.map { $0 as any Service }
    let group = ServiceGroup(services: services, gracefulShutdownSignals: [.sigterm], logger: logger)
    _ = config
    try await group.run()
}

private protocol Pool: Sendable {
    func reconnect(password: String) async
}

private func watching(_ config: ConfigReader, _ pool: some Pool) async throws {
    try await config.watchString(forKey: "database.password") { updates in
        for await password in updates {
            if let password { await pool.reconnect(password: password) }
        }
    }
}

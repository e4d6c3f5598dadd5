#if Configuration

    import Configuration
    import EJSON
    import EJSONConfiguration
    import EJSONTesting
    import Foundation
    import Logging
    import SystemPackage
    import Testing

    @Suite(.timeLimit(.minutes(2))) struct LayeredProvidersTests {
        private static let base = #"{"database": {"host": "localhost", "password": "dev"}, "hosts": ["a", "b"]}"#
        private static let production = #"{"database": {"password": "prod"}, "hosts": ["c"]}"#

        @Test func aSnapshotHasWhatTheLayersHoldTogether() throws {
            let secrets = try Secrets(testing: [Self.base, Self.production])
            let config = ConfigReader(provider: try EJSONSnapshot(secrets))
            #expect(config.string(forKey: "database.host") == "localhost")
            #expect(config.string(forKey: "database.password") == "prod")
            #expect(config.stringArray(forKey: "hosts") == ["c"])
        }

        /// Later files win; a key that goes from the last one is then the one below.
        @Test func reloadEachFileOfTheirOwn() async throws {
            let (base, production) = (try SealedFile(Self.base), try SealedFile(Self.production))
            for key in try production.keys.publicKeys() {
                let (file, copy) = (production.keys.file(for: key), base.keys.file(for: key))
                try FileManager.default.copyItem(atPath: file.string, toPath: copy.string)
            }
            let providers = try await EJSONSnapshot.reloadingProviders(
                filePaths: [base.path, production.path],
                parsingOptions: EJSONSnapshot.ParsingOptions(keys: .keyRing(KeyRing(base.keys))),
                pollInterval: .milliseconds(10))
            let running = providers.map { provider in Task { try await provider.run() } }
            defer { running.forEach { $0.cancel() } }
            let config = ConfigReader(providers: providers)
            #expect(config.string(forKey: "database.host") == "localhost")
            #expect(config.string(forKey: "database.password") == "prod")
            try base.seal(#"{"database": {"host": "db", "password": "dev"}}"#)
            try await config.watchString(forKey: "database.host") { updates in
                for await update in updates where update == "db" { return }
            }
            #expect(config.string(forKey: "database.password") == "prod")
        }
    }

#endif

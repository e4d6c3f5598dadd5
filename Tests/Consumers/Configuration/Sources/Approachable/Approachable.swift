import Configuration
import EJSON
import EJSONConfiguration
import EJSONTesting
import SystemPackage

/// The provider, with `MainActor` as the default isolation.
@main
struct Approachable {
    static func main() async throws {
        let secrets = try Secrets(testing: #"{"database": {"password": "correct horse"}}"#)
        let config = ConfigReader(provider: try EJSONSnapshot(secrets))
        require(config.string(forKey: "database.password") == "correct horse")
        require(try await config.fetchString(forKey: "database.password") == "correct horse")
        do {
            _ = try await ReloadingFileProvider<EJSONSnapshot>(
                parsingOptions: EJSONSnapshot.ParsingOptions(keys: .directory("no such directory")),
                filePath: "no such file")
        } catch {
            print("as expected")
        }
    }

    static func require(_ holds: Bool) {
        precondition(holds)
    }
}

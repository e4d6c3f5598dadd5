import Configuration
import EJSON
import EJSONConfiguration
import Foundation

private func both() throws -> String {
    let secrets = try Secrets(contentsOf: "secrets.ejson")
    let config = ConfigReader(providers: [
        try EJSONSnapshot(secrets),
        EnvironmentVariablesProvider(),
    ])
    let password = try config.requiredString(forKey: "database.password", isSecret: true)
    return password
}

func password(from secrets: Secrets) throws(EJSONError) -> String? {
    do throws(EJSONError) {
        return try secrets.unprotectedString(at: "database.password")
    } catch  where error.code == .valueNotFound {
        return ProcessInfo.processInfo.environment["DATABASE_PASSWORD"]
    }
}

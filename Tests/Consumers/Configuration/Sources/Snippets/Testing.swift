import Configuration
import EJSON
import EJSONConfiguration
import EJSONTesting

private func inOneLine() throws -> Secrets {
    let secrets = try Secrets(testing: #"{"database": {"password": "x"}}"#)
    return secrets
}

private func anotherKey() throws {
    let document = try InMemoryDocument(#"{"database": {"password": "x"}}"#)
    let otherKey = try KeyPair.generate()
    do throws(EJSONError) {
        _ = try Secrets(document.document, privateKey: otherKey.privateKey)
    } catch {
        assert(error.code == .keyMismatch)
    }
}

private func aReader() throws -> ConfigReader {
    let config = ConfigReader(provider: try EJSONSnapshot(Secrets(testing: #"{"database": {"password": "x"}}"#)))
    return config
}

import EJSON
import EJSONDecoding
import SystemPackage

private func shortest() throws {
    let secrets = try Secrets(contentsOf: "secrets.ejson")
    let password = try secrets.unprotectedString(at: "database.password")
    _ = password
}

private func bytes(_ secrets: Secrets) throws -> Int {
    let count = try secrets.value(at: "database.password").withBytes { bytes in
        bytes.count
    }
    return count
}

private func decoding(_ secrets: Secrets) throws -> Int {
    struct Database: Decodable {
        let _host: String
        let port: Int
        let password: String
    }

    let database = try secrets.decode(Database.self, at: "database")
    return database.port
}

private func failing(_ log: (String) -> Void) -> Secrets? {
    do throws(EJSONError) {
        return try Secrets(contentsOf: "secrets.ejson")
    } catch  where error.code == .keyNotFound {
        log("no key for \(error.publicKey?.description ?? "this document") in \(error.keyDirectory?.string ?? "")")
    } catch {
        log("\(error)")
    }
    return nil
}

private func strictDirectory() -> KeyDirectory {
    let keys = KeyDirectory("/opt/ejson/keys", policy: .strict)
    return keys
}

private func anotherDirectory() throws {
    let secrets = try Secrets(contentsOf: "secrets.ejson", keys: .directory("/run/credentials/server.service"))
    _ = secrets
}

func open(_ document: Document, keyInHexadecimal digits: Span<UInt8>) throws(EJSONError) -> Secrets {
    try Secrets(document, privateKey: PrivateKey(hexadecimal: digits))
}

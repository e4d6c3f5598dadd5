// The examples in the documentation comments of documents and of what is read from them, one function for each.

import EJSON
import EJSONTesting

private func document() throws {
    let document = try Document(contentsOf: "secrets.ejson")
    let privateKey = try KeyRing.standard.privateKey(for: document)
    let plaintext = try document.decrypted(with: privateKey)
    print("\(plaintext.count) bytes of JSON, which are wiped when `plaintext` goes")
}

private func documentFromString() throws -> Document {
    let keyPair = try KeyPair.generate()
    let document = try Document("{\"_public_key\": \"\(keyPair.publicKey)\", \"password\": \"x\"}")
    return document
}

private func findings() throws {
    let findings = try Document(contentsOf: "secrets.ejson").findings()
    assert(findings.isEmpty, "\(findings)")
}

private func documentFile() throws {
    let count = try DocumentFile("secrets.ejson").encrypt()
    print(count.map { "\($0) bytes written" } ?? "every value was sealed already")
}

private func secrets() throws -> (String, Int) {
    let secrets = try Secrets(contentsOf: "secrets.ejson")
    let password = try secrets.unprotectedString(at: "database.password")
    let port = try secrets.intIfPresent(at: "database.port") ?? 5432
    return (password, port)
}

private func value(_ secrets: Secrets, connect: (Span<UInt8>) throws -> Void) throws {
    let password = try secrets.value(at: "database.password")
    try password.withBytes { try connect($0) }
}

private struct Client {
    let password: String
}

private func string(_ secrets: Secrets) throws -> Client {
    let client = try secrets.withString(at: "mail.password") { password in Client(password: password) }
    return client
}

private func layers() throws -> Secrets {
    let base = try Secrets(contentsOf: "base.ejson")
    let production = try Secrets(contentsOf: "production.ejson")
    let secrets = try Secrets(layered: [base, production])
    return secrets
}

private func secretBytes(
    _ secrets: Secrets,
    _ signature: [UInt8],
    of body: [UInt8],
    isSignature: (_ signature: [UInt8], _ body: [UInt8], _ key: Span<UInt8>) -> Bool
) throws -> Bool {
    let key = try secrets.value(at: "webhook.key")
    let isGenuine = key.withBytes { key in isSignature(signature, body, key) }
    return isGenuine
}

private func errors(_ start: (Secrets) -> Void, _ log: (String) -> Void) {
    do throws(EJSONError) {
        try start(Secrets(contentsOf: "secrets.ejson"))
    } catch  where error.code == .keyNotFound {
        log("this host needs the private key of \(error.publicKey?.description ?? "the document")")
    } catch {
        log("\(error)")
    }
}

private func position() throws {
    for error in try Document(contentsOf: "secrets.ejson").findings() {
        print("::error file=secrets.ejson,line=\(error.position?.line ?? 1)::\(error)")
    }
}

private struct Service {
    let secrets: Secrets
}

private func inMemory() throws -> Service {
    let service = Service(secrets: try Secrets(testing: #"{"database": {"password": "x"}}"#))
    return service
}

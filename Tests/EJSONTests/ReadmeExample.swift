import EJSON
import SystemPackage

/// The service's secrets as JSON, in guarded memory that is wiped when the value goes.
func loadSecrets() throws(EJSONError) -> SecretBytes {
    let document = try Document(contentsOf: "secrets.ejson")
    let privateKey = try KeyDirectory.standard.privateKey(for: document.recipient)
    return try document.decrypted(with: privateKey)
}

import EJSON
import EJSONDecoding
import EJSONTesting

/// Every part of the library's interface, with `MainActor` as the default isolation.
@main
struct Approachable {
    struct Database: Decodable, Equatable {
        let host: String
        let password: String
    }

    static func main() async throws {
        let document = try InMemoryDocument(#"{"database": {"_host": "h", "host": "h", "password": "correct horse"}}"#)
        let secrets = try document.secrets()
        precondition(try secrets.unprotectedString(at: "database.password") == "correct horse")
        precondition(try secrets.value(at: "database._host").withBytes { $0.count } == 1)
        precondition(
            try secrets.decode(Database.self, at: "database") == Database(host: "h", password: "correct horse"))
        precondition(try document.document.decrypted(with: document.keyPair.privateKey).count > 0)
        // Elsewhere, too.
        let count = try await Task.detached { try secrets.value(at: "database.password").count }.value
        precondition(count == 13)
        do throws(EJSONError) {
            _ = try Secrets(contentsOf: "no such file")
        } catch  where error.code == .inputOutput {
            print("as expected")
        }
    }
}

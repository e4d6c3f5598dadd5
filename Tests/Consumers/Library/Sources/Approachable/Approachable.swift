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
        require(try secrets.unprotectedString(at: "database.password") == "correct horse")
        require(try secrets.value(at: "database._host").withBytes { $0.count } == 1)
        require(try secrets.decode(Database.self, at: "database") == Database(host: "h", password: "correct horse"))
        require(try document.document.decrypted(with: document.keyPair.privateKey).count > 0)
        // Elsewhere, too.
        let count = try await Task.detached { try secrets.value(at: "database.password").count }.value
        require(count == 13)
        do throws(EJSONError) {
            _ = try Secrets(contentsOf: "no such file")
        } catch {
            require(error.code == .inputOutput)
            print("as expected")
        }
    }

    static func require(_ holds: Bool) {
        precondition(holds)
    }
}

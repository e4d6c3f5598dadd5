import EJSON
import EJSONDecoding

/// Prints the moment at which it has its first secret, and the secret's length.
@main
struct Decoded {
    struct Database: Decodable {
        let host: String
        let port: Int
        let password: String
    }

    static func main() throws {
        let secrets = try Secrets(contentsOf: "secrets.ejson")
        let database = try secrets.decode(Database.self, at: "database")
        print(monotonicNanoseconds(), database.password.utf8.count)
    }
}

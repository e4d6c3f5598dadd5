#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The same as `Decoded`, without secrecy: what linking the library is measured against.
@main
struct Plaintext {
    struct Database: Decodable {
        let host: String
        let port: Int
        let password: String
    }

    struct Document: Decodable {
        let database: Database
    }

    static func main() throws {
        let json = try Data(contentsOf: URL(filePath: "secrets.json"))
        let database = try JSONDecoder().decode(Document.self, from: json).database
        print(monotonicNanoseconds(), database.password.utf8.count)
    }
}

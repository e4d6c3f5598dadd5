import EJSON

/// Prints the moment at which it has its first secret, and the secret's length.
@main
struct Bytes {
    static func main() throws {
        let secrets = try Secrets(contentsOf: "secrets.ejson")
        let count = try secrets.value(at: "database.password").withBytes { $0.count }
        print(monotonicNanoseconds(), count)
    }
}

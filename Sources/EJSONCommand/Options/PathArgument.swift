import ArgumentParser
import EJSONFormat

/// The path of a value, as an argument: dotted, or a JSON Pointer (RFC 6901).
struct PathArgument: ExpressibleByArgument, Equatable {
    static let help = "The value: dotted (production.hosts.0), or a JSON Pointer (/tls.key/0)."

    private(set) var path = ValuePath.root

    init() {}

    init?(argument: String) {
        guard let path = ValuePath(argument) else { return nil }
        self.path = path
    }
}

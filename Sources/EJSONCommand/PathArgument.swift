import ArgumentParser
import EJSONFormat

/// The path of a value, as an argument: dotted, or a JSON Pointer (RFC 6901).
struct PathArgument: ExpressibleByArgument {
    static let help = ArgumentHelp(
        "The value: dotted (production.hosts.0), or a JSON Pointer (/tls.key/0).", valueName: "path")

    let path: ValuePath

    init?(argument: String) {
        guard let path = ValuePath(argument) else { return nil }
        self.path = path
    }
}

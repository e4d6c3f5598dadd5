import ArgumentParser
import EJSONFormat

extension EJSONTool {
    /// Tells a subcommand that does not exist, with the one that was likely meant. ArgumentParser would speak of
    /// unexpected arguments.
    static func refuseUnknownSubcommand(_ arguments: [String]) {
        guard let name = arguments.first, !name.hasPrefix("-") else { return }
        let names = ["help"] + subcommands.flatMap(\.names)
        guard !names.contains(name) else { return }
        let guess = nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
        exit(withError: ValidationError("There is no subcommand '\(printable(name))'\(guess)"))
    }
}

import CommandLineFlags
import SystemPackage

/// A tool with every kind of parameter.
struct Tool: Command {
    static let documentation = Documentation(
        abstract: "Keep boxes.",
        discussion: """
            A box is a file. Its name
            ends in `.box`.

              box.box
                indented

            That is all.
            """,
        examples: ["tool pack a.box": "one box", "tool --root /srv pack a.box b.box": ""],
        exitStatuses: ["0": "all is well", "1": "it is not"],
        sections: ["JSON": "{\"boxes\": []}"]
    )

    static let subcommands = [
        Subcommand("pack", alias: "p") { Pack.self },
        Subcommand("start") { Start.self },
        Subcommand("shelf") { Shelf.self },
        Subcommand("secret", isHidden: true) { Start.self },
    ]

    static var helpNames: [String] { ["help", "h"] }

    var root = Root()
    var showsVersion = false

    mutating func declare(in parameters: inout Parameters) {
        parameters.group(&root)
        parameters.flag("--version", "-v", help: "Show the version.", into: &showsVersion)
    }
}

/// What several commands have.
struct Root: ParameterGroup, Equatable {
    var root: FilePath?

    mutating func declare(in parameters: inout Parameters) {
        parameters.option(
            "--root", "-r", value: "dir", help: "Where boxes are.", isShared: true, completion: .directory, into: &root)
    }

    func validate() throws(UsageError) {
        if root == "/" { throw UsageError("--root must not be /.") }
    }
}

enum Format: String, ArgumentChoice {
    case text, json, yaml

    var help: String { self == .json ? "for programs" : "" }
}

struct Pack: Command, Equatable {
    static let documentation = Documentation(abstract: "Pack boxes.")

    var root = Root()
    var quiet = false
    var write = false
    var links = true
    var output: FilePath?
    var format = Format.text
    var size = 7
    var names: [String] = []
    var first: Argument = ""
    var files: [FilePath] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.group(&root, heading: "Box")
        parameters.flag("--quiet", "-q", help: "Print nothing.", into: &quiet)
        parameters.flag("--write", "-w", help: "Write it.", details: "Nothing is written\notherwise.", into: &write)
        parameters.invertibleFlag("--links", help: "Follow links.", into: &links)
        parameters.option("--output", "-o", value: "file", help: "Write here.", completion: .file, into: &output)
        parameters.option("--format", value: "format", help: "How to print.", into: &format)
        parameters.option("--size", value: "number", help: "How large.", into: &size)
        parameters.options(
            "--name", value: "name,…", help: "Names.",
            completion: .list { context in
                [Choice("anna"), Choice("anton"), Choice("in \(context["first"]?.text ?? "nothing")")]
            }, into: &names)
        parameters.argument("first", help: "A box.", completion: .files(ending: ".box"), into: &first)
        parameters.optionalArguments(
            "file", help: "More.",
            completion: .values { context in
                ["\(context["first"]?.text ?? "")/x", "a\u{1B}b", "with space"].map { Choice($0, "in it") }
            }, into: &files)
    }

    func validate() throws(UsageError) {
        if quiet, write { throw UsageError("Either --quiet or --write.") }
    }
}

struct Start: Command, Equatable {
    static let documentation = Documentation(
        abstract: "Start a program.", usage: "[<options>] [<size>] -- <command> [<argument> …]")

    var size = 3
    var command: [Argument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.optionalArgument("size", help: "How large.", into: &size)
        parameters.argumentsAfterTerminator(
            "command", help: "The program.", completion: .command, isMeant: { $0.text.flatMap { Int($0) } == nil },
            into: &command)
    }

    func validate() throws(UsageError) {
        if size == 0 { throw UsageError("Name it", kind: .nothingAfterTerminator(example: "x")) }
    }
}

struct Shelf: Command {
    static let documentation = Documentation(abstract: "Shelves.")
    static let subcommands = [Subcommand("add") { Add.self }]
}

struct Add: Command, Equatable {
    static let documentation = Documentation(abstract: "Add a shelf.")

    var root = Root()
    var name: String?

    mutating func declare(in parameters: inout Parameters) {
        parameters.group(&root)
        parameters.optionalArgument("name", help: "Its name.", into: &name)
    }
}

let tool = NamedCommand(Tool.self, named: "tool")

/// Splits a line into arguments as a shell does, with `\xHH` for a byte.
func arguments(_ line: String) -> [Argument] {
    line.split(separator: " ").map { word in
        let pieces = word.components(separatedBy: "\\x")
        return Argument(
            bytes: pieces.dropFirst().reduce(Array(pieces[0].utf8)) { bytes, piece in
                bytes + [UInt8(piece.prefix(2), radix: 16) ?? 0] + Array(piece.dropFirst(2).utf8)
            })
    }
}

extension Substring {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        var pieces: [Substring] = []
        var rest = self
        while let range = rest.firstRange(of: separator) {
            pieces.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return pieces + [rest]
    }
}

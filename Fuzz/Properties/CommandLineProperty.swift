import CommandLineFlags
import SystemPackage

extension Property {
    /// Any bytes give values, help or an error, and values are parsed again from their plainest spelling. A NUL byte
    /// separates arguments. Completions of every line are computed too.
    static let commandLines = Property("command-lines") { input throws in
        let arguments = input.split(separator: 0, omittingEmptySubsequences: false).map { Argument(bytes: Array($0)) }
        switch readCommandLine(arguments, of: tool) {
        case .help(let command, let isLong): try require(!CommandPage(command).help(isLong: isLong).isEmpty, "no help")
        case .wrong(let error, _):
            try require(!error.words.isEmpty, "no words")
            try require(!error.words.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "a terminal would obey: \(error.words)")
        case .command(let read):
            let command = try require(read as? Everything, "another command")
            guard case .command(let again) = readCommandLine(command.spelling, of: tool) else {
                throw Violation(words: "its own spelling is refused")
            }
            try require(again as? Everything == command, "its own spelling is read as something else")
        }
        for shell in Shell.allCases {
            let answer = CompletionQuestion(shell, arguments, home: nil).answer(of: tool)
            try require(!answer.contains("\u{1B}"), "a terminal would obey a completion")
        }
    }

    private static let tool = NamedCommand(Everything.self, named: "tool")
}

/// Every kind of parameter there is.
private struct Everything: Command, Equatable {
    static let documentation = Documentation(abstract: "Take everything.")

    enum Color: String, ArgumentChoice {
        case red, green
    }

    var quiet = false
    var write = false
    var links = true
    var color = Color.red
    var size: Int?
    var text: String?
    var path: FilePath?
    var names: [String] = []
    var first: Argument = ""
    var files: [FilePath] = []
    var command: [Argument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--quiet", "-q", help: "Print nothing.", into: &quiet)
        parameters.flag("--write", "-w", help: "Write it.", into: &write)
        parameters.invertibleFlag("--links", help: "Follow links.", into: &links)
        parameters.option("--color", "-c", value: "color", help: "The color.", into: &color)
        parameters.option("--size", value: "number", help: "The size.", into: &size)
        parameters.option("--text", "-t", value: "text", help: "A text.", into: &text)
        parameters.option("--path", "-p", value: "path", help: "A file.", completion: .file, into: &path)
        parameters.options(
            "--name", value: "name,…", help: "Names.",
            completion: .list { [Choice("a\u{1B}"), Choice($0["first"]?.description ?? "b")] }, into: &names)
        parameters.argument("first", help: "First.", completion: .files(ending: ".box"), into: &first)
        parameters.optionalArguments("file", help: "More.", completion: .directory, into: &files)
        parameters.argumentsAfterTerminator("command", help: "A command.", completion: .command, into: &command)
    }

    var spelling: [Argument] {
        func option(_ name: String, _ value: [UInt8]?) -> [Argument] {
            value.map { [Argument(bytes: Array("--\(name)=".utf8) + $0)] } ?? []
        }
        func bytes(_ path: FilePath) -> [UInt8] {
            unsafe path.withPlatformString {
                unsafe UnsafeBufferPointer(start: $0, count: path.length).map { UInt8(bitPattern: $0) }
            }
        }
        var arguments: [Argument] =
            (quiet ? ["--quiet"] : []) + (write ? ["-w"] : []) + [links ? "--links" : "--no-links"]
        arguments += option("color", Array(color.rawValue.utf8)) + option("size", size.map { Array(String($0).utf8) })
        arguments += option("text", text.map { Array($0.utf8) }) + option("path", path.map(bytes))
        arguments += names.flatMap { option("name", Array($0.utf8)) }
        // Before the terminator, a positional argument cannot begin with a dash; none was given so.
        arguments += [first] + files.map { Argument(bytes: bytes($0)) }
        return arguments + ["--"] + command
    }
}

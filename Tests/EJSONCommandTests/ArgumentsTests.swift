import CommandLineFlags
import EJSONProperties
import Testing

@testable import EJSONCommand

/// The declarations of all commands, and parsing with them.
@Suite struct ArgumentsTests {
    static let pages = CommandPage(EJSONTool.named).all
    static let names = pages.map(\.command.name)

    private static func page(_ name: String) throws -> CommandPage {
        try #require(pages.first { $0.command.name == name })
    }

    /// Every valid command line is parsed correctly, in every spelling.
    @Test(arguments: names) func readsBackWhatItCanBeGiven(_ name: String) throws {
        let forms = try Self.page(name).parameters.map(\.form)
        var random = SeededGenerator(seed: 20)
        for _ in 0..<1_000 {
            let line = GeneratedCommandLine(of: forms, using: &random)
            var reader = ArgumentReader(forms, line.arguments[...])
            try reader.readAll()
            #expect(Set(reader.assignments) == Set(line.assignments), "\(line.arguments)")
        }
    }

    /// Random values, most of them invalid.
    @Test(arguments: names) func readsOrRefusesAnyArguments(_ name: String) throws {
        let page = try Self.page(name)
        let path = page.command.path.dropFirst().map { Argument($0) }
        var random = SeededGenerator(seed: 21)
        for _ in 0..<200 {
            let line = GeneratedCommandLine(of: page.parameters.map(\.form), using: &random)
            switch readCommandLine(path + line.arguments, of: EJSONTool.named) {
            case .command, .help: break
            case .wrong(let error, _): #expect(!error.words.isEmpty && !error.words.utf8.contains { $0 < 0x20 })
            }
        }
    }

    @Test(arguments: names) func isDocumented(_ name: String) throws {
        let page = try Self.page(name)
        #expect(page.documentation.abstract.hasSuffix("."))
        #expect(!page.documentation.examples.isEmpty && page.documentation.examples.allSatisfy { !$0.key.isEmpty })
        #expect(page.documentation.exitStatuses.isEmpty == (name == "ejson git"))
        for parameter in page.parameters {
            #expect(parameter.help.hasSuffix(".") || parameter.help.hasSuffix(")"), "\(parameter.form.long)")
            #expect(parameter.help.first?.isUppercase ?? false, "\(parameter.form.long)")
        }
        let names = page.parameters.map(\.form.long)
        let shorts = page.parameters.map(\.form.short).filter { $0 != 0 }
        #expect(Set(names).count == names.count && Set(shorts).count == shorts.count)
    }

    /// Command lines of the reference, which containers use.
    @Test(arguments: [
        "--version", "-v", "keygen", "g -w", "--keydir k keygen -w", "--keydir=k keygen", "e a.ejson b.ejson",
        "encrypt -", "decrypt secrets.ejson", "d secrets.ejson -o plain", "decrypt --key-from-stdin f", "-keydir k d f",
        "d --o plain f", "d -o=plain f", "-k=k d f", "d f -kk", "decrypt -key-from-stdin f",
        "env -q secrets.ejson", "env --format github f", "kubernetes --format=json f", "run -- ./server --port 80",
        "run secrets.ejson --user app --require A,B --only A --only B --keydir k -- ./server",
        "run --env --file CONFIG --directory /run/secrets --stdin --select a.b --audit fd:3 -- nginx -g x",
        "get f a.b", "set f a.b --stdin", "unset f /a/b", "list --older-than 90d f", "check --staged", "diff a b",
        "rotate --dry-run d", "keys --json", "git install --no-hook", "git textconv f", "git merge -- a b c 7 -name",
        "recipients f", "recipients --json a b", "recipients add f n k", "recipients remove f n --below .",
        "recipients set f --from l", "decrypt --identity a --identity b f", "init --recipient a=b --recipient c=d",
        "init", "edit f", "run a b c d e f g h i j k l m n o p q r s t -- true",
    ])
    func reads(_ line: String) {
        let reading = readCommandLine(line.split(separator: " ").map { Argument(String($0)) }, of: EJSONTool.named)
        guard case .command = reading else { return #expect(Bool(false), "\(reading)") }
    }

    /// A contradiction in a group of options is refused by every subcommand that has the group, in every position.
    @Test(arguments: [
        "K", "init K", "keygen K", "encrypt K f", "decrypt f K", "edit K f", "get K f p", "check K f", "diff a b K",
        "rotate f K", "run K -- true", "env K f", "kubernetes f K", "keys K", "git textconv K f", "K set f p",
    ])
    func emptyKeyDirectory(_ line: String) throws {
        let arguments = line.split(separator: " ").map(String.init)
        for name in ["--keydir", "-keydir", "-k"] {
            let result = try Command.run(arguments.flatMap { $0 == "K" ? [name, ""] : [$0] })
            #expect(result.status == 64)
            #expect(result.error.contains("'' \(Said.isInvalidFor) --keydir"))
        }
    }

    /// An empty argument, from an unset variable, is not a name.
    @Test(arguments: [
        "encrypt E", "decrypt E", "decrypt -o E f", "edit E", "rotate E", "check E", "set f p --from-file E", "init E",
        "decrypt --key-from-file E f", "run --directory E -- true", "run --only E -- true", "run --require , -- true",
        "run --allow E -- true", "run --select E -- true",
    ])
    func emptyNames(_ line: String) throws {
        let arguments = line.split(separator: " ").map { $0 == "E" ? "" : String($0) }
        let result = try Command.run(arguments)
        #expect(result.status == 64 && result.error.contains(" \(Said.isInvalidFor) "), "\(result.error)")
    }

    /// Options of the same name have the same form everywhere.
    @Test func namesAreConsistent() {
        struct Meaning: Hashable { let short: UInt8, value: String, takesValue: Bool }
        var meanings: [String: Set<Meaning>] = [:]
        var longs: [UInt8: Set<String>] = [:]
        for page in Self.pages {
            for parameter in page.parameters where parameter.form.kind.isNamed {
                let form = parameter.form
                meanings[form.long, default: []].insert(
                    Meaning(short: form.short, value: parameter.valueName, takesValue: form.kind.takesValue))
                if form.short != 0 { longs[form.short, default: []].insert(form.long) }
                #expect(form.long.wholeMatch(of: /--[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil, "\(form.long)")
                #expect(parameter.valueName.isEmpty != form.kind.takesValue, "\(form.long)")
                // These are parsed differently.
                #expect(!["--help", "--h"].contains(form.long) && form.short != UInt8(ascii: "h"))
                #expect(!form.long.hasPrefix("--no-"), "\(form.long)")
            }
        }
        for (long, meanings) in meanings { #expect(meanings.count == 1, "\(long): \(meanings)") }
        for (short, longs) in longs { #expect(longs.count == 1, "\(Unicode.Scalar(short)): \(longs)") }
    }

    /// The closer one wins.
    @Test func keyDirectoryBeforeAndAfterTheSubcommand() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        for arguments in [["--keydir", "/none", "decrypt", "--keydir", "keys"], ["--keydir", "keys", "decrypt"]] {
            #expect(try scratch.run(arguments + ["secrets.ejson"]).status == 0)
        }
        #expect(try scratch.run(["--keydir", "keys", "decrypt", "--keydir", "/none", "secrets.ejson"]).status == 1)
    }
}

import Testing

@testable import CommandLineFlags

@Suite struct HelpTests {
    @Test func shortHelp() {
        #expect(
            CommandPage(NamedCommand(Pack.self, named: "pack")).help(isLong: false) == """
                USAGE: pack [<options>] <first> [<file> …]

                Pack boxes.

                ARGUMENTS:
                  <first>              A box.
                  <file>               More.

                OPTIONS:
                  -q, --quiet          Print nothing.
                  -w, --write          Write it.
                  --[no-]links         Follow links. (default: --links)
                  -o, --output <file>  Write here.
                  --format <format>    How to print: text, json or yaml. (default: text)
                  --size <number>      How large. (default: 7)
                  --name <name,…>      Names.
                  -h, --help           Show help: -h in short, --help in full.

                BOX OPTIONS:
                  -r, --root <dir>     Where boxes are.

                More: pack --help

                """)
    }

    @Test func longHelp() {
        #expect(
            CommandPage(tool).help(isLong: true, HelpStyle(width: 40)) == """
                USAGE: tool [<options>] <subcommand>

                Keep boxes.

                A box is a file. Its name ends in
                `.box`.

                  box.box
                    indented

                That is all.

                OPTIONS:
                  -r, --root <dir>  Where boxes are.
                  -v, --version     Show the version.
                  -h, --help        Show help: -h in
                                    short, --help in
                                    full.

                SUBCOMMANDS:
                  pack, p  Pack boxes.
                  start    Start a program.
                  shelf    Shelves.
                  help, h  Show help of a subcommand.

                JSON:
                  {"boxes": []}

                EXIT STATUS:
                  0  all is well
                  1  it is not

                EXAMPLES:
                  tool pack a.box   one box
                  tool --root /srv pack a.box b.box

                """)
    }

    @Test func longHelpHasWhatTheShortOneLeavesOut() {
        let page = CommandPage(NamedCommand(Pack.self, named: "pack"))
        #expect(page.help(isLong: true).contains("Nothing is written otherwise."))
        #expect(page.help(isLong: true).contains("json: for programs"))
        #expect(!page.help(isLong: false).contains("otherwise"))
    }

    @Test func usage() {
        let usages = CommandPage(tool).all.map(\.usage)
        #expect(
            usages == [
                "tool [<options>] <subcommand>", "tool pack [<options>] <first> [<file> …]",
                "tool start [<options>] [<size>] -- <command> [<argument> …]", "tool shelf [<options>] <subcommand>",
                "tool shelf add [<options>] [<name>]",
            ])
    }

    @Test func colors() {
        let page = CommandPage(tool)
        #expect(!page.help(isLong: true).contains("\u{1B}"))
        #expect(page.help(isLong: true, HelpStyle(hasColors: true)).contains("\u{1B}[1mUSAGE:\u{1B}[0m"))
    }

    @Test func manualPages() throws {
        #expect(ManualEdition(date: "2026-13-01", version: "1") == nil)
        #expect(ManualEdition(date: "today", version: "1") == nil)
        let edition = try #require(ManualEdition(date: "2026-11-27", version: "1.0"))
        let pages = CommandPage(tool).manual(edition)
        #expect(pages.map(\.fileName) == ["tool.1", "tool-pack.1", "tool-start.1", "tool-shelf.1", "tool-shelf-add.1"])
        #expect(
            pages[0].text.hasPrefix(
                ".Dd November 27, 2026\n.Dt TOOL 1\n.Os tool 1.0\n.Sh NAME\n.Nm tool\n.Nd Keep boxes\n"))
        // All commands stand in the one page.
        #expect(
            pages[0].text.contains(".Ss shelf add\n") && pages[0].text.contains(".It Fl o , Fl \\-output Ar file\n"))
        #expect(pages[1].text.contains(".It Fl r , Fl \\-root Ar dir\nWhere boxes are.\n"))
        // Nothing hidden is in any.
        #expect(!pages.contains { $0.text.contains("secret") })
    }

    @Test func markdown() {
        let text = CommandPage(tool).markdown
        #expect(text.contains("## tool shelf add\n\nAdd a shelf.\n\n```\ntool shelf add [<options>] [<name>]\n```\n"))
        #expect(text.contains("- [`pack`](#tool-pack), `p`: Pack boxes.\n"))
        #expect(text.contains("- `--format <format>`: How to print: text, json or yaml. (default: text)\n"))
        #expect(!text.contains("secret") && !text.contains("\n\n\n"))
    }
}

import SystemPackage
import Testing

@testable import CommandLineFlags

@Suite struct ReadingTests {
    private static func pack(_ change: (inout Pack) -> Void) -> Pack {
        var pack = Pack()
        pack.first = "a"
        change(&pack)
        return pack
    }

    static let lines: [(line: String, command: Pack)] = [
        ("pack a", pack { _ in }),
        ("p a", pack { _ in }),
        ("pack a b c", pack { $0.files = ["b", "c"] }),
        ("pack -q a", pack { $0.quiet = true }),
        ("pack a --quiet", pack { $0.quiet = true }),
        ("pack -quiet a", pack { $0.quiet = true }),
        ("pack --q a", pack { $0.quiet = true }),
        ("pack -q -q a", pack { $0.quiet = true }),
        ("pack --no-links a", pack { $0.links = false }),
        ("pack -no-links a", pack { $0.links = false }),
        ("pack --links a", pack { _ in }),
        ("pack -o x a", pack { $0.output = "x" }),
        ("pack --o x a", pack { $0.output = "x" }),
        ("pack -ox a", pack { $0.output = "x" }),
        ("pack -o=x a", pack { $0.output = "x" }),
        ("pack -output x a", pack { $0.output = "x" }),
        ("pack -output=x a", pack { $0.output = "x" }),
        ("pack --output=x=y a", pack { $0.output = "x=y" }),
        ("pack --output=-x a", pack { $0.output = "-x" }),
        ("pack -o - a", pack { $0.output = "-" }),
        ("pack -qo x a", pack { ($0.quiet, $0.output) = (true, "x") }),
        ("pack -qox a", pack { ($0.quiet, $0.output) = (true, "x") }),
        ("pack -qo=x a", pack { ($0.quiet, $0.output) = (true, "x") }),
        ("pack -qoqw a", pack { ($0.quiet, $0.output) = (true, "qw") }),
        ("pack --format json a", pack { $0.format = .json }),
        ("pack --size 12 a", pack { $0.size = 12 }),
        ("pack --size=-12 a", pack { $0.size = -12 }),
        ("pack --name x --name y,z a", pack { $0.names = ["x", "y,z"] }),
        ("pack -", pack { $0.first = "-" }),
        ("pack a - -q", pack { ($0.files, $0.quiet) = (["-"], true) }),
        ("pack a -- -q --", pack { $0.files = ["-q", "--"] }),
        ("pack -- a", pack { _ in }),
        (
            "pack caf\\xE9 \\xFF",
            pack { ($0.first, $0.files) = (Argument(bytes: [99, 97, 102, 0xE9]), [Argument(bytes: [0xFF]).path]) }
        ),
        ("pack -o \\xFF a", pack { $0.output = Argument(bytes: [0xFF]).path }),
        ("--root r pack a", pack { $0.root.root = "r" }),
        ("-root=r pack a", pack { $0.root.root = "r" }),
        ("-rr pack a", pack { $0.root.root = "r" }),
        ("pack --root r a", pack { $0.root.root = "r" }),
        ("--root x pack --root r a", pack { $0.root.root = "r" }),
        ("--root=\\xFF pack a", pack { $0.root.root = Argument(bytes: [0xFF]).path }),
    ]

    @Test(arguments: lines.indices) func reads(_ index: Int) {
        let (line, command) = Self.lines[index]
        let reading = readCommandLine(arguments(line), of: tool)
        guard case .command(let read) = reading else { return #expect(Bool(false), "\(line): \(reading)") }
        #expect(read as? Pack == command, "\(line)")
    }

    @Test func readsWhatStandsAfterTheTerminator() {
        for (line, size, command) in [
            ("start -- x -q --root -- y", 3, ["x", "-q", "--root", "--", "y"] as [Argument]),
            ("start 4", 4, []), ("start --", 3, []), ("start 4 -- \\xFF", 4, [Argument(bytes: [0xFF])]),
        ] {
            guard case .command(let read) = readCommandLine(arguments(line), of: tool) else {
                #expect(Bool(false), "\(line)")
                continue
            }
            #expect(read as? Start == Start(size: size, command: command), "\(line)")
        }
    }

    /// Options before a subcommand's name are passed to it, also through an intermediate subcommand.
    @Test func sharesOptions() {
        guard case .command(let read) = readCommandLine(arguments("--root r shelf add n"), of: tool) else {
            return #expect(Bool(false))
        }
        #expect(read as? Add == Add(root: Root(root: "r"), name: "n"))
    }

    @Test(arguments: [
        ("pack", "Missing argument <first>."),
        ("start 1 2", "Unexpected argument '2'."),
        ("pack --bogus a", "There is no option '--bogus'."),
        ("pack --fromat json a", "There is no option '--fromat'; did you mean --format?"),
        ("pack --Quiet a", "did you mean --quiet?"),
        ("pack -z a", "There is no option '-z'."),
        ("pack -qz a", "There is no option '-qz'."),
        ("pack --=x a", "There is no option '--'."),
        ("pack -outptu a", "did you mean --output?"),
        ("pack -o", "--output needs a value."),
        ("pack -o --", "--output needs a value."),
        ("pack a -o -x", "--output needs a value; one that begins with a dash is written --output=-x"),
        ("pack --quiet=yes a", "--quiet takes no value"),
        ("pack -q=yes a", "--quiet takes no value"),
        ("pack --no-quiet a", "There is no option '--no-quiet'"),
        ("pack -o x --output y a", "--output is given twice."),
        ("pack --links --no-links a", "--links and --no-links are given both."),
        ("pack --format xml a", "'xml' is invalid for --format: expected text, json or yaml"),
        ("pack --format jsn a", "did you mean json?"),
        ("pack --format \\xFF a", "'\\xff' is invalid for --format"),
        ("pack --size many a", "'many' is invalid for --size"),
        ("pack --size 99999999999999999999 a", "is invalid for --size"),
        ("pack --name \\xFF a", "'\\xff' is invalid for --name: it is not UTF-8"),
        ("start many", "'many' is invalid for <size>"),
        ("pack --caf\\xE9 a", "There is no option '--caf\\xe9'."),
        ("pack -q -w a", "Either --quiet or --write."),
        ("--root=/ pack a", "--root must not be /."),
        ("pack --root / a", "--root must not be /."),
        ("--root=/", "--root must not be /."),
        ("--root= pack a", "'' is invalid for --root: expected a path"),
        ("pack -o= a", "'' is invalid for --output: expected a path"),
        ("pack --out x a", "There is no option '--out'; did you mean --output?"),
        (
            "pack -out a",
            "There is no option '-out'; did you mean --output? The value 'ut' of -o is written apart: -o ut"
        ),
        ("pack --s 1 a", "There is no option '--s'."),
        ("pack --help=yes a", "--help takes no value; it is given '--help=yes'."),
        ("pack -qzh a", "There is no option '-qzh'."),
        ("help --bogus", "There is no option '--bogus'."),
        ("--version pack a", "Unexpected argument 'pack'."),
        ("-- pack a", "Unexpected argument '--'."),
        ("--bogus pack a", "There is no option '--bogus'."),
    ])
    func refuses(_ line: String, _ words: String) {
        guard case .wrong(let error, _) = readCommandLine(arguments(line), of: tool) else {
            return #expect(Bool(false), "\(line)")
        }
        #expect(error.words.contains(words), "\(line): \(error.words)")
        #expect(error.kind == .wrongArguments)
    }

    /// What is started stands before its `--`, or there is none. The whole line is shown as it should be.
    @Test(arguments: [
        ("start sh -c x", "The command and its options come after --: tool start -- sh -c x"),
        ("start sh -c a*b", "The command and its options come after --: tool start -- sh -c 'a*b'"),
        ("start sh -c it's", "The command and its options come after --: tool start -- sh -c 'it'\\''s'"),
        ("start sh -c \\xFF", "The command and its options come after --: tool start -- sh -c $'\\xff'"),
        ("start npm -x -- y", "The command and its options come after --: tool start -- npm -x -- y"),
        ("--root r start sh -c", "The command and its options come after --: tool --root r start -- sh -c"),
        (
            "start 4 sh -c",
            "Unexpected argument 'sh'. The command and its options come after --: tool start 4 -- sh -c"
        ),
        (
            "start sh --halp",
            "There is no option '--halp'; did you mean --help? The command and its options come after --: "
                + "tool start -- sh --halp"
        ),
        (
            "start sh --help=x",
            "--help takes no value; it is given '--help=x'. The command and its options come after --: "
                + "tool start -- sh --help=x"
        ),
        (
            "start sh",
            "'sh' is invalid for <size>: expected a number; the command and its options come after --: tool start -- sh"
        ),
        ("start --bogus", "There is no option '--bogus'. The command and its options come after --."),
        ("start 4 --bogus", "There is no option '--bogus'. The command and its options come after --."),
        ("start 4 --bogus -- x", "There is no option '--bogus'."),
        ("start --halp -- x", "There is no option '--halp'; did you mean --help?"),
        ("start sh --halp -- x", "There is no option '--halp'; did you mean --help?"),
        ("start 0", "Name it: tool start 0 -- x"),
        ("start 0 --", "Name it: tool start 0 -- x"),
        ("start --root", "There is no option '--root'. The command and its options come after --."),
    ])
    func saysWhatComesAfterTheTerminator(_ line: String, _ words: String) {
        guard case .wrong(let error, _) = readCommandLine(arguments(line), of: tool) else {
            return #expect(Bool(false), "\(line)")
        }
        #expect(error.words == words)
    }

    @Test(arguments: [
        ("pakc a", "There is no subcommand 'pakc'; did you mean pack?", "tool"),
        ("sta", "There is no subcommand 'sta'; did you mean start?", "tool"), ("s", "'s'.", "tool"),
        ("\\xFF", "'\\xff'.", "tool"),
        ("shelf bogus", "'bogus'.", "tool shelf"), ("help bogus", "'bogus'.", "tool"),
        ("bogus --help", "'bogus'.", "tool"), ("secre", "'secre'.", "tool"), ("help pack x", "'x'.", "tool pack"),
    ])
    func saysWhichSubcommandWasMeant(_ line: String, _ words: String, _ name: String) {
        guard case .wrong(let error, let command) = readCommandLine(arguments(line), of: tool) else {
            return #expect(Bool(false), "\(line)")
        }
        #expect(error.words.hasSuffix(words), "\(line): \(error.words)")
        #expect(error.kind == .unknownCommand && command.name == name)
    }

    @Test(arguments: [
        ("", "tool", false), ("-h", "tool", false), ("--help", "tool", true), ("-help", "tool", true),
        ("--h", "tool", false), ("help", "tool", true), ("h", "tool", true), ("shelf", "tool shelf", false),
        ("--root r", "tool", false), ("pack -h", "tool pack", false), ("p --help", "tool pack", true),
        ("help pack", "tool pack", true), ("h shelf add", "tool shelf add", true),
        ("shelf help add", "tool shelf add", true), ("pack --bogus --help", "tool pack", true),
        ("pack a -o -h", "tool pack", false), ("--bogus -h", "tool", false),
        ("pack -qh", "tool pack", false), ("-hv", "tool", false), ("help help", "tool", true),
        ("help -h", "tool", true),
        ("help shelf h", "tool shelf", true), ("--help pack", "tool", true),
    ])
    func showsHelp(_ line: String, _ name: String, _ isLong: Bool) {
        guard case .help(let command, let long) = readCommandLine(arguments(line), of: tool) else {
            return #expect(Bool(false), "\(line)")
        }
        #expect(command.name == name && long == isLong, "\(line)")
    }

    /// Arguments in messages cannot control the terminal or add a line.
    @Test func showsArgumentsWithoutControlCharacters() {
        for bytes in [
            [0x1B, 0x5B], [0xC2, 0x9B], [0x0A], [0xFF, 0x1B], Array("\u{202E}".utf8), Array("\u{2028}".utf8),
        ] as [[UInt8]] {
            guard case .wrong(let error, _) = readCommandLine([Argument(bytes: bytes)], of: tool) else {
                return #expect(Bool(false))
            }
            #expect(!error.words.utf8.contains { $0 < 0x20 } && error.words.contains("\\"), "\(error.words)")
        }
    }
}

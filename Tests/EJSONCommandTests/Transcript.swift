import Foundation
import Testing

/// The console transcripts of a documentation page.
struct Transcript {
    private let shown: String

    /// The transcripts of a page or of a section, one after the other.
    init(_ page: String) {
        shown = page.matches(of: /```console\n((?:.|\n)*?)```/).map { $0.output.1 }.joined()
    }

    /// Runs the commands in a directory, and expects what is shown.
    func expectAsShown(in scratch: Scratch, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let commands = shown.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { $0.dropFirst(2) }
        // Every command is printed before its output, as on a terminal.
        let script = commands.map { "cat <<'COMMAND'\n$ \($0)\nCOMMAND\n\($0)\n" }.joined()
        let result = try scratch.shell(
            """
            PATH="$(dirname "$EJSON"):$PATH" HOME=$PWD EJSON_KEYDIR=keys TERM=dumb LC_ALL=C.UTF-8
            export PATH HOME EJSON_KEYDIR TERM LC_ALL
            exec 2>&1
            \(script)
            """)
        #expect(withoutWhatDiffers(result.output) == withoutWhatDiffers(shown), sourceLocation: sourceLocation)
    }

    /// Keys, dates, owners and directories differ in every run.
    private func withoutWhatDiffers(_ text: some StringProtocol) -> String {
        String(text)
            .replacing(/[0-9a-f]{64}/, with: "<key>")
            .replacing(/[0-9a-f]{4}…[0-9a-f]{4}/, with: "<key>")
            .replacing(/SHA256:[A-Za-z0-9+\/]{43}/, with: "<fingerprint>")
            .replacing(/tried [^;\n]*/, with: "tried <files>")
            .replacing(/\d{4}-\d\d-\d\d/, with: "<date>")
            .replacing(/[a-z]+:[a-z]+, mode/, with: "<owner>, mode")
            .replacing(/OWNER +MODE/, with: "OWNER  MODE")
            .replacing(/matches +[a-z]+:[a-z]+ +/, with: "matches  <owner>  ")
            .replacing(/\S+\/\.git\//, with: "<repository>/.git/")
            .replacing(/kept: \S+/, with: "kept: <file>")
    }

    static func page(_ name: String) -> String {
        let page = Scratch.testdata.deletingLastPathComponent().appending(path: "Docs/\(name)")
        return (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    }
}

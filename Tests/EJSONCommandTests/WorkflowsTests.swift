import Foundation
import Testing

/// The transcripts of Docs/workflows.md, each section in a scratch directory of its own.
@Suite struct WorkflowsTests {
    static let sections: [String] = {
        let page = Scratch.testdata.deletingLastPathComponent().appending(path: "Docs/workflows.md")
        let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
        return text.components(separatedBy: "\n## ").dropFirst().map { $0 }
    }()

    @Test func thereAreSections() { #expect(Self.sections.count >= 6) }

    @Test(arguments: sections) func runsAsItStands(_ section: String) throws {
        let shown = section.matches(of: /```console\n((?:.|\n)*?)```/).map { $0.output.1 }.joined()
        let commands = shown.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { $0.dropFirst(2) }
        let scratch = try Scratch()
        try FileManager.default.removeItem(at: scratch.keys)
        // Every command is told, as a terminal shows it, in front of what it prints.
        let script = commands.map { "cat <<'COMMAND'\n$ \($0)\nCOMMAND\n\($0)\n" }.joined()
        let result = try scratch.shell(
            """
            PATH="$(dirname "$EJSON"):$PATH" HOME=$PWD EJSON_KEYDIR=keys TERM=dumb LC_ALL=C.UTF-8
            export PATH HOME EJSON_KEYDIR TERM LC_ALL
            exec 2>&1
            \(script)
            """)
        #expect(withoutWhatDiffers(result.output) == withoutWhatDiffers(shown))
    }

    /// Keys, dates, owners and directories are other ones each time.
    private func withoutWhatDiffers(_ text: some StringProtocol) -> String {
        String(text)
            .replacing(/[0-9a-f]{64}/, with: "<key>")
            .replacing(/[0-9a-f]{4}…[0-9a-f]{4}/, with: "<key>")
            .replacing(/\d{4}-\d\d-\d\d/, with: "<date>")
            .replacing(/[a-z]+:[a-z]+, mode/, with: "<owner>, mode")
            .replacing(/OWNER +MODE/, with: "OWNER  MODE")
            .replacing(/matches +[a-z]+:[a-z]+ +/, with: "matches  <owner>  ")
            .replacing(/\S+\/\.git\//, with: "<repository>/.git/")
            .replacing(/kept: \S+;/, with: "kept: <file>;")
    }
}

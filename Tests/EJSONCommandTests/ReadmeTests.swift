import Foundation
import Testing

/// The README's transcript must be correct.
@Suite struct ReadmeTests {
    private let readme: String

    init() throws {
        let root = Scratch.testdata.deletingLastPathComponent()
        readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    }

    /// The transcript above the fold, pasted as it stands.
    @Test func theTranscriptWorks() throws {
        let scratch = try Scratch()
        let block = try #require(readme.firstMatch(of: /```sh\n((?:.|\n)*?)```/)).output.1
        let result = try scratch.shell("PATH=\"$(dirname \"$EJSON\"):$PATH\"; set -e\n" + block)
        #expect(result.status == 0)
        #expect(result.error.isEmpty)
        let shown = try #require(readme.firstMatch(of: /```text\n((?:.|\n)*?)```/)).output.1
        // Keys and nonces differ in every run, and the page shortens them.
        func withoutKeys(_ text: some StringProtocol) -> String {
            String(text).replacing(/[0-9a-f]{64}/, with: "<key>").replacing(/EJ\[1:[^\]]*\]/, with: "<box>")
        }
        #expect(withoutKeys(result.output) == withoutKeys(shown))
    }
}

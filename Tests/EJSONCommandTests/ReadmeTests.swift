import Foundation
import Testing

/// What the README shows must be so.
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
        #expect(result.output.contains(/Wrote \d+ bytes to secrets.ejson\./))
        #expect(result.output.contains("\"password\": \"EJ[1:"))
        #expect(result.output.hasSuffix("\"password\": \"correct horse battery staple\" }\n}\n"))
    }
}

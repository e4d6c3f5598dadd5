import EJSONTestSupport
import SystemPackage
import Testing

@testable import EJSON

/// Error descriptions for logs.
@Suite struct ErrorDescriptionTests {
    @Test(arguments: [
        ("{\"a\": }", "line 1, column 7: expected a value"),
        ("{}", "no \"_public_key\" in the top-level object"),
        (
            "{\"_public_key\": \"12\"}",
            "line 1, column 17: _public_key: not a public key: it must be a string of 64 hex digits"
        ),
        ("", "line 1, column 1: empty"),
    ])
    func ofTextThatIsNoDocument(_ text: String, _ description: String) throws {
        #expect(failure { _ = try Document(text) }?.description == description)
    }

    @Test func namesTheFile() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("{\"a\": }", to: "secrets.ejson")
        #expect(failure { _ = try Document(contentsOf: file) }?.description == "\(file):1:7: expected a value")
        let none = directory.path.appending("none.ejson")
        let error = failure { _ = try Document(contentsOf: none) }
        #expect(error?.description == "\(none): cannot open: No such file or directory")
    }

    @Test func namesTheValue() throws {
        let findings = try Document(text("\n  \"environment\": {\"TOKEN\": \"x\"}")).findings()
        #expect(findings.map(\.description) == ["line 2, column 28: environment.TOKEN: not encrypted"])
    }

    /// A line feed in a name cannot forge a line of the log.
    @Test func isOneLine() throws {
        let findings = try Document(text(#""a\u001b[31m\nb": "x""#)).findings()
        #expect(findings.count == 1)
        #expect(findings[0].description.hasSuffix(#": a\u{1b}[31m\u{a}b: not encrypted"#))
        #expect(EJSONError(.inputOutput, .file(.open), file: "a\nb").description == #"a\u{a}b: cannot open"#)
    }

    /// Every reason is a sentence, not a case's name.
    @Test func everyFileProblemHasWords() {
        for problem in [FileProblem.open, .read, .write, .replace, .hardLinked, .keepOwner, .tooLarge, .isTheInput] {
            #expect(problem.cause().contains(" "), "\(problem)")
        }
        for problem in AgentProblem.allCases { #expect(problem.cause.contains(" "), "\(problem)") }
    }
}

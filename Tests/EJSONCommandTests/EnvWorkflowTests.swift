import Foundation
import Testing

/// `ejson env --format github`: variables for later steps, and masks for the log.
@Suite struct EnvWorkflowTests {
    /// Runs it like a step of a runner: with `GITHUB_ENV`, and a pipe as standard output.
    private func step(_ scratch: Scratch, _ arguments: String = "secrets.ejson") throws -> Command.Result {
        try scratch.shell("export GITHUB_ENV=\"$PWD/env\"; $EJSON env --format github \(arguments)")
    }

    /// The file as the runner reads it: `NAME=VALUE`, or `NAME<<DELIMITER`, lines, and the delimiter.
    private func variables(_ text: String) throws -> [String: String] {
        var variables: [String: String] = [:]
        var lines = text.components(separatedBy: "\n")[...]
        while let line = lines.popFirst() {
            if line.isEmpty { continue }
            if let mark = line.range(of: "<<") {
                let delimiter = line[mark.upperBound...]
                let value = lines.prefix { $0 != delimiter }
                lines = lines.dropFirst(value.count)
                try #require(lines.popFirst() == String(delimiter))
                variables[String(line[..<mark.lowerBound])] = value.joined(separator: "\n")
            } else {
                let parts = line.split(separator: "=", maxSplits: 1)
                variables[String(parts[0])] = String(parts[1])
            }
        }
        return variables
    }

    /// The values, and the masks on standard output in the order of the names.
    @Test(arguments: [
        (["A": "s3cr3t", "B": "x"], ["s3cr3t", "x"]),
        // Nothing to mask: the runner would warn.
        (["A": "", "B": "  ", "C": "\n\n"], []),
        // The runner undoes %25.
        (["A": "50%0A", "B": "%"], ["50%250A", "%25"]),
        // White space around it need not be printed with it.
        (["A": "  tr im\t"], ["tr im"]),
        // The log is masked line by line; the whole is for its base64.
        (["A": "one\ntwo\n"], ["one%0Atwo%0A", "one", "two"]),
        (["A": "\n  one\n\n  two"], ["%0A  one%0A%0A  two", "one", "two"]),
        // Short lines beside longer ones would make the log useless.
        (["A": "{\n  \"k\": \"v\"\n}\n"], ["\"k\": \"v\""]),
        (["A": "a\nb"], ["a", "b"]),
        (["A": "::add-mask::x"], ["::add-mask::x"]),
    ])
    func masksAndSets(_ values: [String: String], _ masks: [String]) throws {
        let scratch = try Scratch()
        try scratch.seal(environment: values)
        try scratch.write("", to: "env")
        let result = try step(scratch)
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
        #expect(result.output == masks.map { "::add-mask::\($0)\n" }.joined())
        #expect(try variables(scratch.read("env")) == values)
    }

    /// Plaintext in the document is not secret, and masking `true` would make the log useless.
    @Test func masksNoComments() throws {
        let scratch = try Scratch()
        try scratch.seal(environment: #"{"_USER": "app", "N": 1, "T": true}"#)
        try scratch.write("", to: "env")
        #expect(try step(scratch, "--trim-underscore secrets.ejson").output.isEmpty)
        #expect(try variables(scratch.read("env")) == ["USER": "app", "N": "1", "T": "true"])
    }

    /// Existing content is kept, and its last line is ended.
    @Test(arguments: ["OTHER=1\n", "OTHER=1"])
    func appends(_ before: String) throws {
        let scratch = try Scratch()
        try scratch.seal(environment: ["A": "x=y"])
        try scratch.write(before, to: "env")
        #expect(try step(scratch).status == 0)
        #expect(try variables(scratch.read("env")) == ["OTHER": "1", "A": "x=y"])
        #expect(try scratch.read("env").hasPrefix("OTHER=1\nA<<ejson_"))
    }

    @Test func delimitersAreRandom() throws {
        let scratch = try Scratch()
        try scratch.seal(environment: ["A": "x", "B": "x"])
        try scratch.write("", to: "env")
        _ = try step(scratch)
        let delimiters = try scratch.read("env").matches(of: /<<(ejson_[0-9a-f]{16,})/).map(\.output.1)
        #expect(delimiters.count == 2 && Set(delimiters).count == 2)
    }

    /// Nothing is written or printed.
    @Test(arguments: [
        ("unset GITHUB_ENV", "", Said.noGitHubEnv),
        ("GITHUB_ENV=", "", Said.noGitHubEnv),
        ("GITHUB_ENV=none", "", "\(Said.cannotOpen) $GITHUB_ENV, none: \(Said.noSuchFile)"),
        ("GITHUB_ENV=.", "", "\(Said.cannotOpen) $GITHUB_ENV"),
        ("mkfifo fifo; GITHUB_ENV=fifo", "", Said.isNotRegular),
        (":", ">> \"$GITHUB_ENV\"", Said.outputIsGitHubEnv),
        (":", "> other", Said.outputIsAFile),
        (":", "> /dev/null", Said.outputIsAFile),
    ])
    func writesNowhereElse(_ before: String, _ redirection: String, _ words: String) throws {
        let scratch = try Scratch()
        try scratch.seal(environment: ["A": "x"])
        try scratch.write("", to: "env")
        let result = try scratch.shell(
            "export GITHUB_ENV=env; \(before); $EJSON env --format github secrets.ejson \(redirection)")
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errorLine.contains(words), "\(result.error)")
        #expect(try scratch.read("env").isEmpty)
        #expect(!scratch.has("none"))
    }

    @Test(arguments: [#"{"A": "x\ry"}"#, #"{"A": null}"#, #"{"LD_PRELOAD": "x"}"#, #"{"A-B": "x"}"#])
    func allOrNothing(_ object: String) throws {
        let scratch = try Scratch()
        try scratch.seal(environment: object)
        try scratch.write("", to: "env")
        let result = try step(scratch)
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(try scratch.read("env").isEmpty)
    }
}

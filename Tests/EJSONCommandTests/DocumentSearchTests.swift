import Foundation
import Testing

/// A document in the directories above is used only with `--find`, and only if nobody else could have put it there.
@Suite struct DocumentSearchTests {
    /// A repository with a document at its top, and a directory two levels below.
    private static func repository() throws -> Scratch {
        let scratch = try Scratch()
        for directory in [".git", "sub/deep"] {
            try FileManager.default.createDirectory(
                at: scratch.url.appending(path: directory), withIntermediateDirectories: true)
        }
        try scratch.seal(#""environment": {"A": "one"}"#)
        return scratch
    }

    private static func run(
        _ scratch: Scratch,
        _ arguments: [String],
        in directory: String = "sub/deep",
        home: String = "/nonexistent"
    ) throws -> Command.Result {
        try Command.run(
            arguments, environment: ["EJSON_KEYDIR": scratch.keys.path(), "HOME": home],
            in: scratch.url.appending(path: directory))
    }

    @Test(arguments: [
        ["get", "secrets.ejson", "environment.A"], ["run", "--", "sh", "-c", "printf $A"],
        ["run", "secrets.ejson", "--", "sh", "-c", "printf $A"], ["env", "--quiet", "secrets.ejson"],
    ]) func isTakenWhenAsked(_ arguments: [String]) throws {
        let scratch = try Self.repository()
        let refused = try Self.run(scratch, arguments)
        #expect(refused.status == 1 && refused.error.contains("there is ../../secrets.ejson"), "\(refused.error)")
        let result = try Self.run(scratch, [arguments[0], "--find"] + arguments.dropFirst())
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
        #expect(result.output.contains("one"))
    }

    /// The nearest one is used, and one in the working directory always wins.
    @Test func theNearestCounts() throws {
        let scratch = try Self.repository()
        try scratch.seal(#""environment": {"A": "two"}"#, to: "sub/secrets.ejson")
        #expect(try Self.run(scratch, ["get", "--find", "secrets.ejson", "environment.A"]).output == "two")
        try scratch.seal(#""environment": {"A": "three"}"#, to: "sub/deep/secrets.ejson")
        #expect(try Self.run(scratch, ["get", "--find", "secrets.ejson", "environment.A"]).output == "three")
    }

    /// What is wrong, and the script that makes it so.
    static let limits: [(name: String, script: String)] = [
        ("past the repository's top", "mkdir sub/.git"),
        ("outside of a repository", "rmdir .git"),
        ("a file that everyone can change", "chmod 666 secrets.ejson"),
        ("a directory that everyone can write to", "chmod 1777 ."),
        ("no file at all", "rm secrets.ejson"),
    ]

    @Test(arguments: limits) func isNotTaken(_ limit: (name: String, script: String)) throws {
        let scratch = try Self.repository()
        #expect(try scratch.shell(limit.script).status == 0)
        let result = try Self.run(scratch, ["get", "--find", "secrets.ejson", "environment.A"])
        #expect(result.status == 1 && result.output.isEmpty, "\(limit.name): \(result.error)")
        let hint = try Self.run(scratch, ["get", "secrets.ejson", "environment.A"])
        #expect(hint.status == 1 && !hint.error.contains("there is ../"), "\(limit.name): \(hint.error)")
    }

    @Test func theHomeDirectoryIsTheLimit() throws {
        let scratch = try Self.repository()
        let home = scratch.path("sub")
        let result = try Self.run(scratch, ["get", "--find", "secrets.ejson", "environment.A"], home: home)
        #expect(result.status == 1, "\(result.output)")
    }

    /// A path with a directory is used as it is.
    @Test func namesWithParentsAreNotLookedFor() throws {
        let scratch = try Self.repository()
        let result = try Self.run(scratch, ["get", "--find", "../secrets.ejson", "environment.A"])
        #expect(result.status == 1)
    }
}

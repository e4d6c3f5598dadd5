import Foundation
import Testing

extension Scratch {
    /// Makes the directory a git repository that ignores the keys.
    func makeRepository() throws {
        try require(program: "git")
        try git(
            """
            git init -q -b main .
            git config user.name Test
            git config user.email test@example.org
            git config advice.detachedHead false
            echo /keys > .git/info/exclude
            """)
    }

    /// Runs a script that must succeed, and returns what it prints.
    @discardableResult
    func git(_ script: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let result = try shell("set -e\n\(script)")
        try #require(
            result.status == 0, "\(script):\n\(result.output)\(result.error)", sourceLocation: sourceLocation)
        return result.output
    }

    /// Runs a script and returns its status and all output.
    func outcome(_ script: String) throws -> (status: Int32, text: String) {
        let result = try shell("{ \(script)\n} 2>&1")
        return (result.status, result.output)
    }

    /// A repository in which ejson is installed, with a sealed document in the first commit.
    static func withInstalledGit() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.makeDocumentRepository()
        return scratch
    }

    /// Makes the directory such a repository.
    func makeDocumentRepository() throws {
        try makeRepository()
        try git("$EJSON git install")
        try write(
            """
            {
              "_public_key": "\(Self.publicKey)",
              "a": "x",
              "b": {
                "c": "y"
              },
              "l": ["p", "q"]
            }

            """)
        try git("$EJSON encrypt secrets.ejson; git add --all; git commit -qm base")
    }

    /// A script that edits the document with sed, seals and commits it.
    static func commit(_ edit: String, _ message: String) -> String {
        "sed -i '\(edit)' secrets.ejson; $EJSON encrypt secrets.ejson; git commit -qam \(message)"
    }

    // sed scripts for that document: another value at `a`, new ones after `b.c`.
    static let setA = #"s/"a": .*/"a": "A",/"#
    static let addD = #"s/"c": \(.*\)/"c": \1,\n    "d": "D"/"#
    static let addE = #"s/"c": \(.*\)/"c": \1,\n    "e": "E"/"#
}

import Foundation
import Testing

extension Scratch {
    /// Makes the directory a git repository, in which the keys are ignored.
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

    /// Runs a script and returns its status and all that it prints.
    func outcome(_ script: String) throws -> (status: Int32, text: String) {
        let result = try shell("{ \(script)\n} 2>&1")
        return (result.status, result.output)
    }
}

import Foundation
import Testing

/// `ejson doctor`.
@Suite struct DoctorTests {
    private struct Report: Decodable {
        struct Check: Decodable {
            let subject: String
            let verdict: String
            let message: String
            let hint: String?
        }

        let checks: [Check]

        /// The verdicts about a subject, in order, once each.
        func verdicts(_ subject: String) -> [String] {
            checks.filter { $0.subject == subject }.map(\.verdict).reduce(into: []) { verdicts, verdict in
                if !verdicts.contains(verdict) { verdicts.append(verdict) }
            }
        }
    }

    /// A directory with keys of mode 0700 on a disk, for /tmp may be memory.
    private func scratch() throws -> Scratch {
        let scratch = try Scratch(in: URL(filePath: "/var/tmp"))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: scratch.keys.path())
        return scratch
    }

    private func examine(_ scratch: Scratch, after preparation: String = "true") throws -> (Report, status: Int32) {
        let result = try scratch.shell(
            "{ \(preparation); } >&2; export HOME=$PWD; EJSON_KEYDIR=${EJSON_KEYDIR-keys} $EJSON doctor --json")
        return (try JSONDecoder().decode(Report.self, from: Data(result.output.utf8)), result.status)
    }

    /// What is done before; what it is about; the verdicts; the exit status.
    @Test(arguments: [
        ("true", "keys", ["ok"], 0),
        ("rm keys/*", "keys", ["note"], 0),
        ("rm -r keys", "keys", ["note"], 0),
        ("chmod 0644 keys/*", "keys", ["ok", "warning"], 0),
        ("chmod 0777 keys", "keys", ["problem"], 1),
        ("for key in keys/*; do echo none > \"$key\"; done", "keys", ["problem"], 1),
        ("export EJSON_IDENTITY=nowhere", "identities", ["problem"], 1),
        ("export EJSON_IDENTITY=$(echo keys/*)", "identities", ["ok"], 0),
        ("export EJSON_AGENT=nowhere", "agent", ["problem"], 1),
        ("true", "git", ["note"], 0),
        ("git init -q .; echo keys > .gitignore; $EJSON git install", "git", ["ok"], 0),
        ("git init -q .", "git", ["problem", "note"], 1),
        (
            "git init -q .; echo keys > .gitignore; echo '*.ejson diff=ejson' > .gitattributes", "git",
            ["warning", "note"], 0
        ),
        (
            "git init -q .; echo keys > .gitignore; $EJSON git install; git config ejson.program /nowhere", "git",
            ["problem", "ok"], 1
        ),
        ("git init -q .; mkfifo .gitattributes; echo keys > .gitignore", "git", ["problem"], 1),
        ("true", "documents", ["note"], 0),
        ("echo '{' > broken.ejson", "documents", ["problem"], 1),
        ("mkdir sub; cp $DOCUMENT sub/a.ejson; $EJSON encrypt sub/a.ejson", "documents", ["ok"], 0),
        ("cp $DOCUMENT a.ejson", "documents", ["problem", "ok"], 1),
        (
            "cp $DOCUMENT a.ejson; $EJSON encrypt a.ejson; mkdir .ejson-tmp-1; cp $DOCUMENT .ejson-tmp-1/a.ejson",
            "documents", ["ok", "warning"], 0
        ),
        ("mkdir -p sub/.ejson-tmp-1; echo x > sub/.ejson-tmp-1/out.json", "documents", ["note", "warning"], 0),
        ("mkdir .ejson-tmp-1", "documents", ["note", "warning"], 0),
        ("mkdir -m 0700 keys/.ejson-tmp-1", "keys", ["ok", "warning"], 0),
        ("cp $DOCUMENT a.ejson; $EJSON encrypt a.ejson; rm keys/*", "documents", ["note"], 0),
        (
            "cp $DOCUMENT a.ejson; $EJSON encrypt a.ejson; for key in keys/*; do echo none > \"$key\"; done",
            "documents", ["problem"], 1
        ),
    ])
    func judges(_ preparation: String, _ subject: String, _ verdicts: [String], _ status: Int32) throws {
        let scratch = try scratch()
        let document = try scratch.write(Scratch.plain, to: "document")
        let (report, end) = try examine(scratch, after: "DOCUMENT=\(document); \(preparation)")
        #expect(report.verdicts(subject) == verdicts, "\(report.checks)")
        #expect(end == status, "\(report.checks)")
    }

    @Test func printsNoSecret() throws {
        let scratch = try scratch()
        try scratch.write(Scratch.plain)
        let result = try scratch.shell("EJSON_KEYDIR=keys $EJSON doctor; EJSON_KEYDIR=keys $EJSON doctor --json")
        let key = Scratch.privateKey.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(!result.output.contains(key) && !result.output.contains("correct horse"))
        #expect(result.output.contains("Hint: run: ejson encrypt secrets.ejson\n"))
        #expect(result.error.isEmpty)
    }

    @Test func changesNothing() throws {
        let scratch = try scratch()
        try scratch.write(Scratch.plain)
        _ = try scratch.shell("git init -q .; touch -d '2001-01-01' secrets.ejson")
        let before = try scratch.shell("find . -type f | sort | xargs sha256sum; stat -c %Y secrets.ejson").output
        _ = try examine(scratch)
        #expect(
            try scratch.shell("find . -type f | sort | xargs sha256sum; stat -c %Y secrets.ejson").output == before)
    }

    @Test func namesWhatIsNoDirectory() throws {
        let result = try scratch().shell("$EJSON doctor nowhere")
        #expect(result.status == 1 && result.error.contains("nowhere") && result.output.isEmpty)
    }
}

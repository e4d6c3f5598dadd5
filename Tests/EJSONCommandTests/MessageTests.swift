import Foundation
import Testing

/// Pins every message of the command once: this suite runs the terminal transcripts in `testdata/messages`. Other
/// suites check exit statuses, positions and states, and at most a phrase of `Said`.
///
/// `EJSON_RECORD=1 swift test --filter MessageTests` records the current output; review the diff before committing it.
@Suite struct MessageTests {
    @Test(arguments: try Situation.all()) func isSaidSo(_ situation: Situation) throws {
        #expect(try situation.whatIsSaid() == situation.expected, "\(situation.page): \(situation.title)")
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["EJSON_RECORD"] != nil)) func record() throws {
        for (page, situations) in Dictionary(grouping: try Situation.all(), by: \.page) {
            let text = try situations.map { "# \($0.title)\n\(try $0.whatIsSaid())" }.joined(separator: "\n")
            try text.write(to: Situation.directory.appending(path: page), atomically: true, encoding: .utf8)
        }
    }
}

/// Commands in a scratch directory, and what a terminal shows.
struct Situation: CustomTestStringConvertible {
    static let directory = Scratch.testdata.appending(path: "messages")

    let page: String
    let title: String

    /// Commands, each after `$ ` and followed by what it prints; a status other than 0 is in brackets.
    let expected: String

    var testDescription: String { "\(page): \(title)" }

    static func all() throws -> [Situation] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path()).sorted().flatMap { page in
            try String(contentsOf: directory.appending(path: page), encoding: .utf8)
                .components(separatedBy: "\n# ").map { part in
                    let lines = part.trimmingPrefix("# ").split(separator: "\n", maxSplits: 1)
                    return Situation(
                        page: page, title: String(lines[0]), expected: lines[1].trimmingSuffix("\n") + "\n")
                }
        }
    }

    private var needsRoot: Bool { title.hasSuffix("(root)") }

    /// Runs the commands in a directory with a sealed `secrets.ejson`, its private key in `keys`, and an unsealed
    /// `plain.ejson`.
    func whatIsSaid() throws -> String {
        if needsRoot, geteuid() != 0 { return expected }
        // On a disk: in memory, permissions of a key file are judged less strictly.
        let scratch = try Scratch(in: URL(filePath: "/var/tmp"))
        try scratch.seal("\n\"environment\": {\"A\": \"x\", \"B\": {\"C\": \"y\"}},\n\"password\": \"z\"\n")
        try scratch.write(
            "{\n\"_public_key\": \"\(Scratch.publicKey)\",\n\"password\": \"correct horse\"\n}\n", to: "plain.ejson")
        // Where `ejson edit` keeps a text.
        let memory = URL(filePath: "/dev/shm/ejson-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: memory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: memory) }
        let commands = expected.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { $0.dropFirst(2) }
        let script = commands.map { command in
            """
            cat <<'COMMAND'
            $ \(command)
            COMMAND
            \(command)
            status=$?; test $status = 0 || echo "[$status]"

            """
        }.joined()
        let result = try scratch.shell(
            """
            umask 022; chmod 0700 keys; exec < /dev/null 2>&1
            KEY=\(Scratch.publicKey) DATA=\(Scratch.testdata.path()) HOME=$PWD EJSON_KEYDIR=keys TERM=dumb LC_ALL=C.UTF-8
            AS_USER="setpriv --reuid 65534 --regid 65534 --clear-groups"
            PATH="$(dirname "$EJSON"):$PATH" XDG_RUNTIME_DIR=\(memory.path())
            export PATH HOME EJSON_KEYDIR TERM LC_ALL XDG_RUNTIME_DIR
            \(script)
            """)
        return withoutWhatDiffers(result.output, scratch.url.path(), memory.path())
    }

    /// Replaces directories and keys, which differ in every run.
    private func withoutWhatDiffers(_ text: String, _ directory: String, _ memory: String) -> String {
        text
            .replacing(memory, with: "MEMORY").replacing(directory, with: "DIR")
            .replacing(Scratch.testdata.path(), with: "DATA")
            .replacing(Command.binary.resolvingSymlinksInPath().path(), with: "EJSON")
            .replacing(Scratch.publicKey, with: "KEY")
            .replacing(/[0-9a-f]{64}/, with: "<key>")
            .replacing(/[0-9a-f]{4}…[0-9a-f]{4}/) { $0.output == "bccb…d40c" ? "bccb…d40c" : "<key>" }
            .replacing(/SHA256:[A-Za-z0-9+\/]{43}/, with: "<fingerprint>")
            .replacing(/ejson-edit-[0-9]+-[0-9a-f]{16}/, with: "ejson-edit")
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(_ character: Character) -> SubSequence {
        var end = endIndex
        while end > startIndex, self[index(before: end)] == character { end = index(before: end) }
        return self[startIndex..<end]
    }
}

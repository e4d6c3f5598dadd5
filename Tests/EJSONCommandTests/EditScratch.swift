import Foundation
import Testing

/// A scratch directory with its own directory in memory for `ejson edit`, and a scripted editor.
final class EditScratch {
    let scratch: Scratch
    let memory: URL

    init() throws {
        scratch = try Scratch()
        memory = URL(filePath: "/dev/shm/ejson-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: memory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(at: memory)
    }

    /// Runs `ejson edit` with a shell script as the editor: `$1` is the text, `$EJSON` the binary. Its default name is
    /// that of a terminal editor.
    func edit(
        _ script: String,
        _ arguments: [String] = ["secrets.ejson"],
        as name: String = "ed",
        environment: [String: String] = [:]
    ) throws -> Command.Result {
        let editor = try scratch.write("#!/bin/sh\n\(script)\n", to: name, mode: 0o755)
        let environment = ["EDITOR": editor].merging(environment) { $1 }
        var result = try run(["edit"] + arguments, environment: environment)
        // Another test that starts a program just now holds the script open for writing until then (ETXTBSY).
        for _ in 0..<100 where result.error.contains("Text file busy") {
            usleep(20_000)
            result = try run(["edit"] + arguments, environment: environment)
        }
        return result
    }

    /// The same, for an editor that leaves a process running: it must not inherit the pipes that this process reads to
    /// the end.
    func editClosingDescriptors(_ script: String, as name: String) throws -> Command.Result {
        let editor = try scratch.write("#!/bin/sh\n\(script)\n", to: name, mode: 0o755)
        let program = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"
        return try Command.shell(
            "python3 -c '\(program)' \"$EJSON\" edit secrets.ejson",
            environment: environment.merging(["EDITOR": editor]) { $1 }, in: scratch.url)
    }

    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Command.Result {
        try Command.run(arguments, environment: self.environment.merging(environment) { $1 }, in: scratch.url)
    }

    var environment: [String: String] {
        [
            "EJSON": Command.binary.path(), "EJSON_KEYDIR": scratch.keys.path(), "XDG_RUNTIME_DIR": memory.path(),
        ]
    }

    /// Waits for another process.
    static func wait(until condition: () throws -> Bool) throws {
        for _ in 0..<500 where try !condition() { usleep(20_000) }
        #expect(try condition())
    }

    /// The names of the files kept in memory.
    func kept() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: memory.path()).sorted()
    }

    /// The text that an edit has left.
    func keptText(_ name: String = "secrets.json") throws -> String {
        let path = try #require(try kept().first { $0.hasSuffix("/\(name)") })
        return try String(contentsOf: memory.appending(path: path), encoding: .utf8)
    }

    /// The document's boxed messages, by key.
    func boxes() throws -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: try scratch.read().matches(of: /"(\w+)": "(EJ\[1:[^"]*)"/).map {
                (String($0.output.1), String($0.output.2))
            })
    }
}

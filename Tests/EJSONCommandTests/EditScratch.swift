import Foundation
import Testing

/// A scratch directory with a place in memory of its own, where `ejson edit` keeps the text, and a scripted editor.
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

    /// Runs `ejson edit` with a shell script as the editor: `$1` is the text, `$EJSON` the binary.
    func edit(
        _ script: String,
        _ arguments: [String] = ["secrets.ejson"],
        environment: [String: String] = [:]
    ) throws -> Command.Result {
        let editor = try scratch.write("#!/bin/sh\n\(script)\n", to: "editor", mode: 0o755)
        return try run(["edit"] + arguments, environment: ["EDITOR": editor].merging(environment) { $1 })
    }

    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Command.Result {
        try Command.run(arguments, environment: self.environment.merging(environment) { $1 }, in: scratch.url)
    }

    var environment: [String: String] {
        [
            "EJSON": Command.binary.path(), "EJSON_KEYDIR": scratch.keys.path(), "XDG_RUNTIME_DIR": memory.path(),
        ]
    }

    /// What is kept in memory, by name.
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

import Foundation
import Testing

/// A directory for one test with the test keys in `keys`, removed when the value goes.
final class Scratch {
    static let publicKey = "bccbe49f68fdb7a2318a798508ed4f519244302d4b6f73113bc3df618ad4d40c"
    static let testdata = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "testdata")
    static let privateKey =
        (try? String(contentsOf: testdata.appending(path: "interop/keys/\(publicKey)"), encoding: .utf8)) ?? ""
    static let plain = "{\"_public_key\": \"\(publicKey)\", \"password\": \"correct horse\", \"_user\": \"app\"}\n"

    let url: URL
    let keys: URL

    init(in parent: URL = FileManager.default.temporaryDirectory) throws {
        url = parent.appending(path: "ejson-command-\(UUID().uuidString)")
        keys = url.appending(path: "keys")
        try FileManager.default.createDirectory(at: keys, withIntermediateDirectories: true)
        try write(Self.privateKey, to: "keys/\(Self.publicKey)", mode: 0o600)
    }

    deinit {
        try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path())
        try? FileManager.default.removeItem(at: url)
    }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ text: String, to name: String = "secrets.ejson", mode: Int = 0o644) throws -> String {
        let file = url.appending(path: name)
        try text.write(to: file, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path())
        return file.path()
    }

    func read(_ name: String = "secrets.ejson") throws -> String {
        try String(contentsOf: url.appending(path: name), encoding: .utf8)
    }

    func path(_ name: String) -> String { url.appending(path: name).path() }

    func mode(_ name: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? NSNumber)
            .intValue
    }

    func inode(_ name: String = "secrets.ejson") throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path(name))[.systemFileNumber] as? NSNumber)
            .intValue
    }

    func entries() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.path()).sorted()
    }

    /// Writes the plain document, sealed, and returns its path.
    @discardableResult
    func writeSealed() throws -> String {
        let file = try write(Self.plain)
        #expect(try run(["encrypt", file]).status == 0)
        return file
    }

    /// Runs `ejson` with the scratch key directory in the environment.
    func run(_ arguments: [String], input: String = "") throws -> Command.Result {
        try Command.run(arguments, input: input, environment: ["EJSON_KEYDIR": keys.path()], in: url)
    }

    func shell(_ script: String) throws -> Command.Result {
        try Command.shell(script, environment: ["EJSON_KEYDIR": keys.path()], in: url)
    }
}

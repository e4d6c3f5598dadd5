import Foundation
import Testing

extension Scratch {
    /// Writes a document for the test key with these members, sealed, and returns its path.
    @discardableResult
    func seal(_ members: String, to name: String = "secrets.ejson") throws -> String {
        let plain = try write("{\"_public_key\": \"\(Self.publicKey)\", \(members)}", to: name)
        let result = try run(["encrypt", plain])
        #expect(result.status == 0, "\(result.error)")
        return plain
    }

    /// Seals a document with this object `environment`.
    @discardableResult
    func seal(environment object: String) throws -> String {
        try seal("\"environment\": \(object)")
    }

    /// Seals a document with these strings in its object `environment`.
    @discardableResult
    func seal(environment values: [String: String]) throws -> String {
        try seal(environment: String(decoding: JSONEncoder().encode(values), as: UTF8.self))
    }

    /// Whether there is such a file.
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}

/// Requires a program: a missing one fails the test and never skips it.
func require(program name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let found = ["/bin", "/usr/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    try #require(found, "the tests need \(name); install its package", sourceLocation: sourceLocation)
}

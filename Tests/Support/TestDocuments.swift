package import EJSON
package import Foundation
package import SystemPackage

/// The documents that the reference has sealed, and their keys.
package enum TestData {
    package static let directory = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .removingLastComponent().appending("testdata")
    package static let interop = directory.appending("interop")
    package static let keys = KeyDirectory(interop.appending("keys"))
    package static let publicKey = "bccbe49f68fdb7a2318a798508ed4f519244302d4b6f73113bc3df618ad4d40c"

    package static let interopNames = try? FileManager.default.contentsOfDirectory(atPath: interop.string)
        .filter { $0.hasSuffix(".ejson") }
        .map { String($0.dropLast(".ejson".count)) }
        .sorted()

    package static func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: interop.appending(name).string)))
    }
}

/// A document with the test key and the given members.
package func text(_ members: String) -> String {
    "{\"_public_key\": \"\(TestData.publicKey)\", \(members)}"
}

package func document(_ text: String) throws(EJSONError) -> Document {
    try Document(Array(text.utf8).span)
}

package func seal(_ text: String) throws -> String {
    String(decoding: try document(text).encrypted(), as: UTF8.self)
}

package func open(_ text: String) throws -> String {
    let document = try document(text)
    return try open(document, with: TestData.keys.privateKey(for: document.recipient))
}

package func open(_ document: Document, with key: borrowing PrivateKey) throws -> String {
    try document.decrypted(with: key).withBytes { String(decoding: Array($0), as: UTF8.self) }
}

/// The boxed messages in a document, in order.
package func boxedMessages(in text: String) -> [String] {
    text.matches(of: /EJ\[1:[^\]]*\]/).map { String($0.output) }
}

extension Array<UInt8> {
    package init(_ span: Span<UInt8>) {
        self = span.indices.map { span[$0] }
    }
}

/// The error that `body` throws, or `nil`.
package func failure(_ body: () throws -> Void) -> EJSONError? {
    do {
        try body()
        return nil
    } catch {
        return error as? EJSONError
    }
}

/// A directory for one test, removed when the value goes.
package final class TemporaryDirectory {
    package let path: FilePath

    package init(in parent: URL = FileManager.default.temporaryDirectory) throws {
        let url = parent.appending(path: "ejson-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        path = FilePath(url.path())
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path.string)
    }

    @discardableResult
    package func write(_ text: String, to name: String, mode: Int = 0o644) throws -> FilePath {
        let file = path.appending(name)
        try text.write(toFile: file.string, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.string)
        return file
    }

    package func entries() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path.string).sorted()
    }
}

package func contents(of path: FilePath) throws -> String {
    try String(contentsOfFile: path.string, encoding: .utf8)
}

package func attribute(_ key: FileAttributeKey, of path: FilePath) throws -> Int? {
    (try FileManager.default.attributesOfItem(atPath: path.string)[key] as? NSNumber)?.intValue
}

package func makeFIFO(_ path: FilePath) throws {
    guard unsafe mkfifo(path.string, 0o600) == 0 else { throw Errno(rawValue: errno) }
}

/// Renames over a file, in one step.
package func replace(_ path: FilePath, with other: FilePath) throws {
    guard unsafe rename(other.string, path.string) == 0 else { throw Errno(rawValue: errno) }
}

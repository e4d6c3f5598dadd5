import EJSON
import Foundation
import SystemPackage
import Testing

@testable import EJSONAgent

@Suite struct GrantTests {
    private static let key = "bccbe49f68fdb7a2318a798508ed4f519244302d4b6f73113bc3df618ad4d40c"

    private func grant(_ text: String) throws(LocatedError) -> Grant {
        try Grant(Array(text.utf8), file: "/g/shop.json", named: "shop", runtime: "/run/ejson")
    }

    @Test func aGrantHasDefaults() throws {
        let grant = try grant(#"{"documents": ["/srv/shop/secrets.ejson"]}"#)
        #expect(grant.socket == "/run/ejson/shop.sock")
        #expect(grant.access == SocketAccess(user: nil, group: nil, mode: 0o600))
        #expect(grant.files == ["/srv/shop/secrets.ejson"])
        #expect(grant.rate == 600)
    }

    @Test func aGrantSaysEverything() throws {
        let grant = try grant(
            """
            {"public_keys": ["\(Self.key)"], "socket": "/run/s.sock", "owner": "0", "group": "root", "mode": "0660", "rate": 7}
            """)
        #expect(grant.publicKeys == [try PublicKey(hexadecimal: Self.key)])
        #expect(grant.socket == "/run/s.sock")
        #expect(grant.access == SocketAccess(user: 0, group: 0, mode: 0o660))
        #expect(grant.rate == 7)
    }

    @Test(arguments: [
        ("nothing", "{}", "1:1"),
        ("no object", "[]", "1:1"),
        ("not JSON", "{\n  \"documents\": [}", "2:17"),
        ("an unknown member", "{\n  \"document\": \"/a\"}", "2:3"),
        ("a second member", #"{"rate": 1, "rate": 2, "documents": ["/a"]}"#, "1:2"),
        ("a relative path", "{\"documents\": [\"/a\",\n \"b\"]}", "2:2"),
        ("no array", #"{"documents": "/a"}"#, "1:2"),
        ("a key of low order", "{\"public_keys\": [\"\(String(repeating: "0", count: 64))\"]}", "1:18"),
        ("for everybody", #"{"documents": ["/a"], "mode": "0666"}"#, "1:23"),
        ("a mode that is none", #"{"documents": ["/a"], "mode": "rw"}"#, "1:23"),
        ("a mode that is a number", #"{"documents": ["/a"], "mode": 600}"#, "1:23"),
        ("no such user", #"{"documents": ["/a"], "owner": "no such user"}"#, "1:23"),
        ("the number that means none", #"{"documents": ["/a"], "owner": "4294967295"}"#, "1:23"),
        ("no rate", #"{"documents": ["/a"], "rate": 0}"#, "1:23"),
        ("a zero byte", #"{"documents": ["/a\u0000"]}"#, "1:16"),
    ])
    func aMistakeHasItsPosition(_ case: String, _ text: String, _ position: String) {
        let error = #expect(throws: LocatedError.self) { try grant(text) }
        #expect(error?.position?.description == position)
        #expect(error?.description.hasPrefix("/g/shop.json:\(position): ") == true)
    }

    @Test func aMistakeInOneFileEndsNoOtherGrant() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "ejson-grants-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: url) }
        let files = [
            ("shop.json", #"{"documents": ["/a"]}"#, 0o600),
            ("broken.json", "{", 0o600),
            ("twin.json", #"{"documents": ["/a"], "socket": "/run/ejson/shop.sock"}"#, 0o600),
            ("open.json", #"{"documents": ["/a"]}"#, 0o606),
            ("group.json", #"{"documents": ["/a"]}"#, 0o660),
            ("note.txt", "no grant", 0o600),
        ]
        for (name, text, mode) in files {
            let file = url.appending(path: name)
            try Data(text.utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path())
        }
        let directory = GrantDirectory(FilePath(url.path()), runtime: "/run/ejson")
        let (grants, errors) = try directory.read()
        #expect(grants.keys.sorted() == ["shop"])
        #expect(errors.keys.sorted() == ["broken", "group", "open", "twin"])
    }

    /// Of a file or the directory: a user who can change them can open every document.
    @Test(.enabled(if: geteuid() == 0), arguments: ["shop.json", ""])
    func whatAnotherUserOwnsGrantsNothing(_ name: String) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "ejson-grants-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: url) }
        let file = url.appending(path: "shop.json")
        try Data(#"{"documents": ["/a"]}"#.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path())
        let directory = GrantDirectory(FilePath(url.path()), runtime: "/run/ejson")
        #expect(try directory.read().grants.count == 1)
        try FileManager.default.setAttributes(
            [.ownerAccountID: 4711], ofItemAtPath: name.isEmpty ? url.path() : url.appending(path: name).path())
        do throws(LocatedError) {
            let read = try directory.read()
            #expect(!name.isEmpty && read.grants.isEmpty && read.errors.count == 1)
        } catch {
            #expect(name.isEmpty)
        }
    }
}

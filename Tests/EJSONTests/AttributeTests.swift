#if os(Linux)
    import CPlatform
    import EJSONTestSupport
    import Foundation
    import SystemPackage
    import Testing

    @testable import EJSON

    /// A file keeps its ACL and extended attributes, and gets no others.
    @Suite struct AttributeTests {
        private let temporary: TemporaryDirectory
        private let plain = text(#""a": "x""#)

        init() throws {
            temporary = try TemporaryDirectory()
        }

        @Test func encryptionKeepsThem() throws {
            let file = try temporary.write(plain, to: "s.ejson", mode: 0o600)
            try set("user.note", to: Array("mine".utf8), of: file)
            try set(access, to: fileACL, of: file)
            _ = try DocumentFile(file).encrypt()
            #expect(value("user.note", of: file) == Array("mine".utf8))
            #expect(value(access, of: file) == fileACL)
            #expect(try open(contents(of: file)) == plain)
        }

        @Test func anOutputKeepsThem() throws {
            let file = try temporary.write("old", to: "out.json", mode: 0o600)
            try set("user.note", to: Array("mine".utf8), of: file)
            try set(access, to: fileACL, of: file)
            try SecretBytes(copying: Array("new".utf8).span).write(to: file)
            #expect(value("user.note", of: file) == Array("mine".utf8))
            #expect(value(access, of: file) == fileACL)
            #expect(try contents(of: file) == "new")
        }

        @Test func aDirectorysDefaultWidensNothing() throws {
            let file = try temporary.write(plain, to: "s.ejson", mode: 0o640)
            try set("system.posix_acl_default", to: directoryACL, of: temporary.path)
            _ = try DocumentFile(file).encrypt()
            let output = temporary.path.appending("out.json")
            try SecretBytes(copying: Array("new".utf8).span).write(to: output)
            for (file, mode) in [(file, 0o640), (output, 0o600)] {
                #expect(try attribute(.posixPermissions, of: file) == mode)
                #expect(value(access, of: file) == nil)
            }
        }

        private let access = "system.posix_acl_access"
        private let fileACL = acl([(1, 6, nil), (2, 6, 12), (4, 4, nil), (16, 6, nil), (32, 0, nil)])
        private let directoryACL = acl([(1, 7, nil), (2, 7, 12), (4, 7, nil), (16, 7, nil), (32, 7, nil)])

        private func set(_ name: String, to value: [UInt8], of file: FilePath) throws {
            guard unsafe setxattr(file.string, name, value, value.count, 0) == 0 else {
                throw Errno(rawValue: errno)
            }
        }

        private func value(_ name: String, of file: FilePath) -> [UInt8]? {
            var value = [UInt8](repeating: 0, count: 1_000)
            let count = unsafe getxattr(file.string, name, &value, value.count)
            return count < 0 ? nil : Array(value.prefix(count))
        }
    }

    /// The format of `linux/posix_acl_xattr.h`: version 2, then tag, permissions and id of each entry.
    private func acl(_ entries: [(tag: UInt8, permissions: UInt8, id: UInt8?)]) -> [UInt8] {
        [2, 0, 0, 0]
            + entries.flatMap { entry in
                [entry.tag, 0, entry.permissions, 0] + (entry.id.map { [$0, 0, 0, 0] } ?? [255, 255, 255, 255])
            }
    }
#endif

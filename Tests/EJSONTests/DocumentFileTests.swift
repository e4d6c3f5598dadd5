import CPlatform
import Foundation
import Synchronization
import SystemPackage
import EJSONTestSupport
import Testing

@testable import EJSON

/// Writing in place: section 5, point 1 of the design.
@Suite struct DocumentFileTests {
    private let temporary: TemporaryDirectory
    private let plain = text(#""a": "x""#)

    init() throws {
        temporary = try TemporaryDirectory()
    }

    @Test func writesAndTellsHowMuch() throws {
        let file = try temporary.write(plain, to: "s.ejson")
        let count = try DocumentFile(file).encrypt()
        let sealed = try contents(of: file)
        #expect(count == sealed.utf8.count)
        #expect(try open(sealed) == plain)
        #expect(try temporary.entries() == ["s.ejson"])
    }

    @Test func doesNotWriteWhatHasNothingToSeal() throws {
        let file = try temporary.write(seal(plain), to: "s.ejson")
        let inode = try attribute(.systemFileNumber, of: file)
        #expect(try DocumentFile(file).encrypt() == nil)
        #expect(try attribute(.systemFileNumber, of: file) == inode)
    }

    @Test(arguments: [0o600, 0o640, 0o644, 0o664, 0o755])
    func keepsTheMode(_ mode: Int) throws {
        let file = try temporary.write(plain, to: "s.ejson", mode: mode)
        _ = try DocumentFile(file).encrypt()
        #expect(try attribute(.posixPermissions, of: file) == mode)
    }

    @Test(.enabled(if: geteuid() == 0)) func keepsTheOwner() throws {
        let file = try temporary.write(plain, to: "s.ejson", mode: 0o640)
        try FileManager.default.setAttributes(
            [.ownerAccountID: 12, .groupOwnerAccountID: 34], ofItemAtPath: file.string)
        _ = try DocumentFile(file).encrypt()
        #expect(try attribute(.ownerAccountID, of: file) == 12)
        #expect(try attribute(.groupOwnerAccountID, of: file) == 34)
        #expect(try attribute(.posixPermissions, of: file) == 0o640)
    }

    @Test func followsLinksAndKeepsThem() throws {
        let file = try temporary.write(plain, to: "s.ejson")
        let link = temporary.path.appending("link")
        try FileManager.default.createSymbolicLink(atPath: link.string, withDestinationPath: "s.ejson")
        _ = try DocumentFile(link).encrypt()
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.string) == "s.ejson")
        #expect(try open(contents(of: file)) == plain)
    }

    @Test func takesNamesByteForByte() throws {
        let file = try temporary.write(plain, to: "s.ejson")
        let name = [0xFF, 0xC3, UInt8(ascii: " "), UInt8(ascii: ".")].map(CChar.init(bitPattern:)) + [0]
        let renamed = temporary.path.pushing(FilePath(platformString: name))
        let renaming = unsafe file.withPlatformString { file in
            unsafe renamed.withPlatformString { unsafe rename(file, $0) }
        }
        try #require(renaming == 0)
        _ = try DocumentFile(renamed).encrypt()
        let back = unsafe file.withPlatformString { file in
            unsafe renamed.withPlatformString { unsafe rename($0, file) }
        }
        try #require(back == 0)
        #expect(try open(contents(of: file)) == plain)
        #expect(try temporary.entries() == ["s.ejson"])
    }

    @Test func tellsDirectoryAndName() throws {
        let target = try FileTarget("/surely-not-there.ejson", mayBeNew: true)
        #expect(target.directory.path == "/")
        #expect(target.name == "surely-not-there.ejson")
        let error = #expect(throws: EJSONError.self) { try FileTarget("/", mayBeNew: true) }
        #expect(error?.reason == .file(.directory))
    }

    @Test func refusesWhatIsNoRegularFile() throws {
        let dangling = temporary.path.appending("dangling")
        try FileManager.default.createSymbolicLink(atPath: dangling.string, withDestinationPath: "none")
        let pipe = temporary.path.appending("pipe")
        try makeFIFO(pipe)
        for (path, problem) in [
            (dangling, FileProblem.danglingLink), (pipe, .notRegular), (temporary.path, .directory),
            ("/dev/null", .notRegular), (temporary.path.appending("none"), .open), ("/", .directory), ("", .open),
        ] {
            let error = failure { _ = try DocumentFile(path).encrypt() }
            #expect(error?.code == .inputOutput)
            #expect(error?.reason == .file(problem), "\(path)")
        }
        #expect(try temporary.entries() == ["dangling", "pipe"])
    }

    @Test func refusesAFileWithOtherNames() throws {
        let file = try temporary.write(plain, to: "s.ejson")
        try FileManager.default.linkItem(atPath: file.string, toPath: temporary.path.appending("other").string)
        #expect(failure { _ = try DocumentFile(file).encrypt() }?.reason == .file(.hardLinked))
        #expect(try contents(of: file) == plain)
    }

    @Test func leavesAFileAloneThatIsNoDocument() throws {
        for bad in [
            "", "{", text(#""a": "x"#),
            text(
                #""a": "EJ[2:"# + String(repeating: "A", count: 44) + ":"
                    + String(repeating: "A", count: 32) + #":AAAA]""#),
        ] {
            let file = try temporary.write(bad, to: "s.ejson")
            let error = failure { _ = try DocumentFile(file).encrypt() }
            #expect(error?.file == file)
            #expect(try contents(of: file) == bad)
            #expect(try temporary.entries() == ["s.ejson"])
        }
    }

    @Test func aFullDirectoryNameIsNoObstacle() throws {
        let name = String(repeating: "n", count: 249) + ".ejson"
        let file = try temporary.write(plain, to: name)
        #expect(try DocumentFile(file).encrypt() != nil)
        #expect(try temporary.entries() == [name])
    }

    /// A version of others that came between our read and our swap is put back.
    @Test func doesNotOverwriteAnEditThatCameBetween() throws {
        let file = try temporary.write(plain, to: "s.ejson")
        for edit in ["in place", "by rename"] {
            let original = try Descriptor(reading: file)
            var staged = try StagedFile(for: FileTarget(file, mayBeNew: false))
            try staged.write(Array("ours".utf8).span)
            if edit == "in place" {
                try "theirs \(edit)".write(toFile: file.string, atomically: false, encoding: .utf8)
            } else {
                try "theirs \(edit)".write(toFile: file.string, atomically: true, encoding: .utf8)
            }
            let isReplaced = try staged.replace(
                original, holding: Array(plain.utf8).span, writing: Array("ours".utf8).span)
            #expect(!isReplaced)
            #expect(try contents(of: file) == "theirs \(edit)")
            try plain.write(toFile: file.string, atomically: false, encoding: .utf8)
        }
        #expect(try temporary.entries() == ["s.ejson"])
    }

    #if os(Linux)
        /// A version of others that is there before the swap is not even moved: no reader finds ours in its place.
        @Test func doesNotMoveAnEditThatIsThere() throws {
            let file = try temporary.write(plain, to: "s.ejson")
            let original = try Descriptor(reading: file)
            var staged = try StagedFile(for: FileTarget(file, mayBeNew: false))
            try staged.write(Array("ours".utf8).span)
            try "theirs".write(toFile: file.string, atomically: false, encoding: .utf8)
            // Renaming a file changes this time.
            func changed() throws -> timespec { try systemStatus(file, followingLinks: false).st_ctim }
            let before = try changed()
            Thread.sleep(forTimeInterval: 0.05)
            let isReplaced = try staged.replace(
                original, holding: Array(plain.utf8).span, writing: Array("ours".utf8).span)
            let after = try changed()
            #expect(!isReplaced)
            #expect(before.tv_sec == after.tv_sec && before.tv_nsec == after.tv_nsec)
        }
    #endif

    /// Editors that save between the swap and the swap back: the latest save is kept, and the loop ends.
    @Test(arguments: [0, 1]) func keepsTheLatestOfSeveralEdits(_ style: Int) throws {
        let file = try temporary.write(plain, to: "s.ejson")
        let last = 2_000
        let isDone = Mutex(false)
        // A thread of its own: it must not wait for a test to end.
        Thread.detachNewThread {
            for edit in 1...last {
                let content = text("\"edit\": \"\(edit)\"")
                let other = file.removingLastComponent().appending("edit~")
                try? content.write(toFile: other.string, atomically: false, encoding: .utf8)
                // By renaming over it, or after moving it away, as editors with backups do.
                if style == 1 { try? replace(file.removingLastComponent().appending("backup~"), with: file) }
                try? replace(file, with: other)
            }
            isDone.withLock { $0 = true }
        }
        while !isDone.withLock({ $0 }) { _ = try? DocumentFile(file).encrypt() }
        _ = try DocumentFile(file).encrypt()
        let kept = try open(contents(of: file))
        #expect(kept == text("\"edit\": \"\(last)\""), "\(kept) is left")
        #expect(try temporary.entries().filter { $0 != "backup~" } == ["s.ejson"])
    }

    /// Eight encryptions at once, and an editor that adds forty secrets: in the end every secret is there and sealed.
    @Test func losesNoEditAmongConcurrentEncryptions() async throws {
        let file = try temporary.write(text(#""k0": "0""#), to: "s.ejson")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<40 { _ = try DocumentFile(file).encrypt() }
                }
            }
            group.addTask {
                for edit in 1...40 {
                    // As an editor does: read, change, write elsewhere, rename; again when the file has changed since.
                    while true {
                        let before = try contents(of: file)
                        let after = before.dropLast() + ", \"k\(edit)\": \"\(edit)\"}"
                        let other = file.removingLastComponent().appending("edit~")
                        try after.write(toFile: other.string, atomically: false, encoding: .utf8)
                        guard try contents(of: file) == before else { continue }
                        try replace(file, with: other)
                        // The check and the rename are two steps: an encryption between them was overwritten, and
                        // what it had sealed is plaintext again, which is not lost.
                        break
                    }
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
            try await group.waitForAll()
        }
        _ = try DocumentFile(file).encrypt()
        let expected = text((0...40).map { "\"k\($0)\": \"\($0)\"" }.joined(separator: ", "))
        #expect(try open(contents(of: file)) == expected)
        #expect(try temporary.entries() == ["s.ejson"])
    }

    /// git ignores what a killed process leaves.
    @Test func thePrivateDirectoryIsHiddenFromGit() throws {
        let file = try temporary.write(plain, to: "s.ejson")
        do {
            let staged = try StagedFile(for: FileTarget(file, mayBeNew: false))
            try staged.write(Array("new".utf8).span)
            let name = try #require(try temporary.entries().first { $0.hasPrefix(".ejson-tmp-") })
            let directory = temporary.path.appending(name)
            #expect(try contents(of: directory.appending(".gitignore")) == "*\n")
            #expect(try attribute(.posixPermissions, of: directory) == 0o700)
        }
        #expect(try temporary.entries() == ["s.ejson"])
    }

    @Test func aFileOfGitsIsNoObstacle() throws {
        let file = try temporary.write(plain, to: ".gitignore")
        #expect(try DocumentFile(file).encrypt() != nil)
        #expect(try temporary.entries() == [".gitignore"])
    }

    @Test func writesPlaintextOnlyForItsOwner() throws {
        let output = temporary.path.appending("out.json")
        let secret = try SecretBytes(copying: Array("plain".utf8).span)
        try secret.write(to: output)
        #expect(try attribute(.posixPermissions, of: output) == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: output.string)
        try secret.write(to: output)
        #expect(try attribute(.posixPermissions, of: output) == 0o640)
        #expect(try contents(of: output) == "plain")
        #expect(try temporary.entries() == ["out.json"])
    }
}

import CPlatform
import EJSON
import EJSONDelivery
import SystemPackage
import Testing

@testable import EJSONVolumes

@Suite struct SecretFilesTests {
    private func write(_ json: String, _ access: FileAccess = ownAccess, in path: FilePath) throws -> Bool {
        let directory = try opened(path)
        return try directory.closeAfter {
            try SecretFiles.write(values(json), access, in: directory.rawValue, at: path)
        }
    }

    @Test func aFileIsAValue() throws {
        let scratch = try VolumeScratch()
        #expect(try write(#"{"A": "one", "B": "two\nlines", "N": 1.50, "EMPTY": ""}"#, in: scratch.path))
        #expect(try contents(scratch.path) == ["A": "one", "B": "two\nlines", "N": "1.50", "EMPTY": ""])
        let status = try FileStatus(of: scratch.path.appending("A"), followingLinks: true)
        #expect(status.permissions == 0o400)
        #expect(status.user == effectiveUser)
        let link = try opened(scratch.path)
        defer { try? link.close() }
        #expect(try systemReadLink("A", in: link.rawValue) == "..data/A")
        #expect(try systemReadLink("..data", in: link.rawValue).string.hasPrefix("..2"))
    }

    @Test(.enabled(if: isRoot)) func aFileIsItsReaders() throws {
        let scratch = try VolumeScratch()
        let access = FileAccess(mode: 0o440, user: 4711, group: 4712)
        #expect(try write(#"{"A": "one"}"#, access, in: scratch.path))
        let status = try FileStatus(of: scratch.path.appending("A"), followingLinks: true)
        #expect((status.user, status.group, status.permissions) == (4711, 4712, 0o440))
        // Another owner is a change, even with the same value.
        #expect(try !write(#"{"A": "one"}"#, access, in: scratch.path))
        #expect(try write(#"{"A": "one"}"#, FileAccess(mode: 0o440, user: 4711, group: 4713), in: scratch.path))
    }

    @Test func newValuesReplaceAllOldOnes() throws {
        let scratch = try VolumeScratch()
        _ = try write(#"{"A": "one", "B": "two"}"#, in: scratch.path)
        #expect(try write(#"{"A": "three", "C": "four"}"#, in: scratch.path))
        #expect(try contents(scratch.path) == ["A": "three", "C": "four"])
        // The old directory and the link of B are gone: A, C, ..data, and where it leads.
        #expect(try entryCount(scratch.path) == 4)
    }

    @Test func theSameValuesChangeNothing() throws {
        let scratch = try VolumeScratch()
        _ = try write(#"{"A": "one"}"#, in: scratch.path)
        let before = try systemList(scratch.path).sorted()
        #expect(try !write(#"{"A": "one"}"#, in: scratch.path))
        #expect(try systemList(scratch.path).sorted() == before)
        #expect(
            try write(
                #"{"A": "one"}"#, FileAccess(mode: 0o440, user: effectiveUser, group: effectiveGroup), in: scratch.path)
        )
        #expect(try FileStatus(of: scratch.path.appending("A"), followingLinks: true).permissions == 0o440)
    }

    @Test(arguments: [
        ("a slash", #"{"A": "x", "B/C": "y"}"#), ("the parent", #"{"..": "y"}"#), ("itself", #"{".": "y"}"#),
        ("our own link", #"{"..data": "y"}"#), ("a hidden name of ours", #"{"..2026": "y"}"#),
        ("no name", #"{"": "y"}"#),
        ("an object", #"{"A": {"B": "x"}}"#), ("null", #"{"A": null}"#), ("a NUL byte", #"{"A": "x\u0000"}"#),
    ])
    func whatCanBeNoFileIsRefusedAndTheOldStands(_ case: String, _ json: String) throws {
        let scratch = try VolumeScratch()
        _ = try write(#"{"A": "one"}"#, in: scratch.path)
        let error = #expect(throws: EJSONError.self) { try write(json, in: scratch.path) }
        #expect(error?.code == .undeliverableValue)
        #expect(try contents(scratch.path) == ["A": "one"])
        #expect(try entryCount(scratch.path) == 3)
    }

    /// As a kill at each step of an update leaves it.
    @Test(arguments: ["the new directory", "half of it", "the new link", "a link to a value that is not there"])
    func whatAKilledUpdateHasLeftGoesWithTheNext(_ step: String) throws {
        let scratch = try VolumeScratch()
        _ = try write(#"{"A": "one"}"#, in: scratch.path)
        let directory = try opened(scratch.path)
        defer { try? directory.close() }
        switch step {
        case "the new directory": try systemMakeDirectory("..2030-x", in: directory.rawValue, mode: 0o700)
        case "half of it":
            try systemMakeDirectory("..2030-x", in: directory.rawValue, mode: 0o700)
            try scratch.write(Array("tw".utf8), to: "..2030-x/A")
        case "the new link": try systemMakeLink("..data_new", to: "..2030-x", in: directory.rawValue)
        default: try systemMakeLink("Z", to: "..data/Z", in: directory.rawValue)
        }
        #expect(try read(scratch.path.appending("A")) == "one")
        #expect(try write(#"{"A": "two"}"#, in: scratch.path))
        #expect(try contents(scratch.path) == ["A": "two"])
        #expect(try entryCount(scratch.path) == 3)
    }

    /// What a root in a container can do to a volume.
    @Test(arguments: ["data", "value", "directory"])
    func nothingInTheVolumeIsFollowed(_ which: String) throws {
        let scratch = try VolumeScratch()
        let outside = try scratch.directory("outside")
        try scratch.write(Array("keep".utf8), to: "outside/A")
        let volume = try scratch.directory("volume")
        _ = try write(#"{"A": "one"}"#, in: volume)
        let directory = try opened(volume)
        defer { try? directory.close() }
        switch which {
        case "data":
            try systemRemove("..data", in: directory.rawValue)
            try systemMakeLink("..data", to: outside, in: directory.rawValue)
        case "value":
            try systemRemove("A", in: directory.rawValue)
            try systemMakeLink("A", to: outside.appending("A"), in: directory.rawValue)
        default:
            let name = try systemReadLink("..data", in: directory.rawValue)
            try systemRename(name, to: "..moved", in: directory.rawValue)
            try systemMakeLink(name, to: outside, in: directory.rawValue)
        }
        #expect(try write(#"{"A": "two"}"#, in: volume))
        #expect(try contents(volume) == ["A": "two"])
        #expect(try contents(outside) == ["A": "keep"])
        #expect(try entryCount(volume) == 3)
    }

    @Test func aReaderSeesAllOldOrAllNewValues() async throws {
        let scratch = try VolumeScratch()
        let path = scratch.path
        _ = try write(#"{"A": "0", "B": "0", "C": "0"}"#, in: path)
        let reader = Task.detached { () -> (versions: Set<Set<String>>, reads: Int) in
            var (versions, reads): (Set<Set<String>>, Int) = ([], 0)
            while !Task.isCancelled {
                if let seen = try? version(path) { versions.insert(seen) }
                reads += 1
            }
            return (versions, reads)
        }
        for number in 1...100 {
            _ = try write(#"{"A": "\#(number)", "B": "\#(number)", "C": "\#(number)"}"#, in: path)
            if number % 10 == 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
        reader.cancel()
        let (versions, reads) = await reader.value
        #expect(reads > 0)
        #expect(versions.allSatisfy { $0.count == 1 })
    }

    /// As programs read that care: `..data` is looked up once. `nil` when the version goes meanwhile.
    private func version(_ path: FilePath) throws -> Set<String> {
        let directory = try opened(path.appending("..data"))
        return try directory.closeAfter {
            var values: Set<String> = []
            for name in ["A", "B", "C"] as [FilePath] {
                let file = FileDescriptor(rawValue: try systemOpen(name, in: directory.rawValue, O_RDONLY))
                _ = try file.closeAfter {
                    values.insert(
                        try SecretBytes.read(file).withBytes { bytes in
                            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
                        })
                }
            }
            return values
        }
    }
}

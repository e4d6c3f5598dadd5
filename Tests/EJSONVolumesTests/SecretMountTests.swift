import CPlatform
import EJSON
import EJSONDelivery
import SystemPackage
import Testing

@testable import EJSONVolumes

/// Mounting needs root; continuous integration is root. Each test mounts in a directory of its own.
@Suite(.enabled(if: isRoot, "mounting needs root")) struct SecretMountTests {
    @Test func aVolumeIsATmpfsOfItsOwn() throws {
        let scratch = try VolumeScratch()
        let path = scratch.path.appending("volume")
        #expect(try SecretMount.publish(values(#"{"A": "one"}"#), ownAccess, at: path, VolumeScratch.options))
        #expect(try contents(path) == ["A": "one"])
        let entry = try #require(MountTable().entries.first { $0.path == path })
        #expect(entry.type == "tmpfs")
        #expect(entry.source == VolumeScratch.source)
        let line = try SecretBytes.contents(of: "/proc/self/mountinfo").withBytes { bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }.split(separator: "\n").first { $0.contains(" \(path) ") }
        for option in ["nosuid", "nodev", "noexec", "size=16384k", "nr_inodes=8192", "mode=755"] {
            #expect(line?.contains(option) == true, "\(option)")
        }
        // The kernel knows it from 6.4 on, and lets root of the host alone have it.
        if platform_is_in_user_namespace() == 0, try kernel() >= (6, 4) {
            #expect(line?.contains("noswap") == true, "\(line ?? "")")
        }
        try SecretMount.unmount(at: path, source: VolumeScratch.source)
        #expect(!exists(path))
    }

    private func kernel() throws -> (Int, Int) {
        let text = try SecretBytes.contents(of: "/proc/sys/kernel/osrelease").withBytes { bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        return (numbers[0], numbers[1])
    }

    @Test func itIsUpdatedFoundAndUnmountedByItsPathAlone() throws {
        let scratch = try VolumeScratch()
        let path = scratch.path.appending("volume with space")
        #expect(try SecretMount.publish(values(#"{"A": "one"}"#), ownAccess, at: path, VolumeScratch.options))
        #expect(try !SecretMount.publish(values(#"{"A": "one"}"#), ownAccess, at: path, VolumeScratch.options))
        #expect(try SecretMount.publish(values(#"{"A": "two"}"#), ownAccess, at: path, VolumeScratch.options))
        #expect(try contents(path) == ["A": "two"])
        #expect(try SecretMount.all(below: scratch.path, source: VolumeScratch.source) == [path])
        #expect(try SecretMount.all(below: scratch.path, source: "other").isEmpty)
        try SecretMount.unmount(at: path, source: VolumeScratch.source)
        try SecretMount.unmount(at: path, source: VolumeScratch.source)
        #expect(try SecretMount.open(at: path, source: VolumeScratch.source) == nil)
        #expect(try SecretMount.all(below: scratch.path, source: VolumeScratch.source).isEmpty)
    }

    @Test func whatDoesNotFillIsNotMounted() throws {
        let scratch = try VolumeScratch()
        let path = scratch.path.appending("volume")
        #expect(throws: EJSONError.self) {
            try SecretMount.publish(values(#"{"A/B": "one"}"#), ownAccess, at: path, VolumeScratch.options)
        }
        #expect(try SecretMount.all(below: scratch.path, source: VolumeScratch.source).isEmpty)
        try SecretMount.unmount(at: path, source: VolumeScratch.source)
        #expect(!exists(path))
    }

    @Test(arguments: ["a link", "a file", "not empty", "mounted by another", "no parent", "relative", "dots"])
    func whereNothingIsMounted(_ what: String) throws {
        let scratch = try VolumeScratch()
        var path = scratch.path.appending("volume")
        switch what {
        case "a link":
            let directory = try scratch.directory("elsewhere")
            try systemMakeLink(path, to: directory, in: AT_FDCWD)
        case "a file": try scratch.write([1], to: "volume")
        case "not empty":
            _ = try scratch.directory("volume")
            try scratch.write([1], to: "volume/file")
        case "mounted by another":
            var other = VolumeScratch.options
            other.source = "ejson-test-other"
            try SecretMount.publish(values("{}"), ownAccess, at: path, other)
        case "no parent": path = path.appending("below")
        case "relative": path = "volume"
        default: path = scratch.path.appending("..").appending("volume")
        }
        #expect(throws: VolumeError.self) {
            _ = try SecretMount.mount(at: path, VolumeScratch.options) { _ in Issue.record("it was filled") }
        }
        #expect(try SecretMount.all(below: scratch.path, source: VolumeScratch.source).isEmpty)
        if what == "mounted by another" {
            // It is not taken away either.
            #expect(throws: VolumeError.self) { try SecretMount.unmount(at: path, source: VolumeScratch.source) }
            try SecretMount.unmount(at: path, source: "ejson-test-other")
        }
        if what == "not empty" || what == "a link" || what == "a file" {
            #expect(throws: (any Error).self) { try SecretMount.unmount(at: path, source: VolumeScratch.source) }
        }
    }

    @Test func aFullVolumeKeepsTheOldValues() throws {
        let scratch = try VolumeScratch()
        let path = scratch.path.appending("volume")
        var options = VolumeScratch.options
        options.size = 256 << 10
        let long = String(repeating: "x", count: 200 << 10)
        try SecretMount.publish(values(#"{"A": "one", "B": "\#(long)"}"#), ownAccess, at: path, options)
        let error = #expect(throws: VolumeError.self) {
            try SecretMount.publish(
                values(#"{"A": "two", "B": "y\#(long)", "C": "new"}"#), ownAccess, at: path, options)
        }
        #expect(error?.errno == .noSpace)
        #expect(try contents(path) == ["A": "one", "B": long])
        #expect(try entryCount(path) == 4)
        #expect(try SecretMount.publish(values(#"{"A": "two"}"#), ownAccess, at: path, options))
        #expect(try contents(path) == ["A": "two"])
    }

    @Test func aVolumeWithoutFilesLeftKeepsTheOldValues() throws {
        let scratch = try VolumeScratch()
        let path = scratch.path.appending("volume")
        var options = VolumeScratch.options
        options.files = 14
        try SecretMount.publish(values(#"{"A": "1", "B": "1", "C": "1"}"#), ownAccess, at: path, options)
        #expect(throws: VolumeError.self) {
            try SecretMount.publish(
                values(#"{"A": "2", "B": "2", "C": "2", "D": "2", "E": "2"}"#), ownAccess, at: path, options)
        }
        #expect(try contents(path) == ["A": "1", "B": "1", "C": "1"])
    }

    /// Where there is no fsopen(2): mount(2) takes its place.
    @Test func oldKernelsMountInOneStep() throws {
        let scratch = try VolumeScratch()
        let path = try scratch.directory("volume")
        let directory = try opened(path)
        defer { try? directory.close() }
        let status = unsafe VolumeScratch.source.withCString { source in
            var volume = unsafe platform_volume(source: source, size: 1 << 20, files: 100, mode: 0o755)
            return unsafe platform_mount_volume(&volume, directory.rawValue)
        }
        #expect(status == 0)
        #expect(try SecretMount.publish(values(#"{"A": "one"}"#), ownAccess, at: path, VolumeScratch.options))
        #expect(try contents(path) == ["A": "one"])
        try SecretMount.unmount(at: path, source: VolumeScratch.source)
    }

    @Test func oneOverTheOtherIsUnmountedToo() throws {
        let scratch = try VolumeScratch()
        let path = scratch.path.appending("volume")
        try SecretMount.publish(values(#"{"A": "one"}"#), ownAccess, at: path, VolumeScratch.options)
        let directory = try opened(path)
        let status = unsafe VolumeScratch.source.withCString { source in
            var volume = unsafe platform_volume(source: source, size: 1 << 20, files: 100, mode: 0o755)
            return unsafe platform_mount_volume(&volume, directory.rawValue)
        }
        try directory.close()
        #expect(status == 0)
        #expect(try SecretMount.all(below: scratch.path, source: VolumeScratch.source).count == 2)
        try SecretMount.unmount(at: path, source: VolumeScratch.source)
        #expect(try SecretMount.all(below: scratch.path, source: VolumeScratch.source).isEmpty)
    }

    @Test func whoHoldsAnUnmountedVolumeHoldsNoSecret() throws {
        let scratch = try VolumeScratch()
        let path = scratch.path.appending("volume")
        try SecretMount.publish(values(#"{"A": "one"}"#), ownAccess, at: path, VolumeScratch.options)
        let held = try opened(path)
        defer { try? held.close() }
        try SecretMount.unmount(at: path, source: VolumeScratch.source)
        #expect(try systemEntries(ofOpen: held.rawValue).isEmpty)
    }
}

@Suite struct MountTableTests {
    @Test func linesAreReadAsTheManualHasThem() {
        let text = """
            22 1 0:20 / /proc rw,relatime shared:5 - proc proc rw
            31 22 0:55 / /run/ejson/volumes/a\\040b/mount rw,nosuid shared:7 master:2 - tmpfs ejson rw,size=16384k
            32 22 0:56 / /run/ejson/volumes/c rw - tmpfs tmpfs rw
            33 22 0:57 / /run/ejson/volumesx/d rw - tmpfs ejson rw
            34 22 0:58 / /run/ejson/volumes/d rw - tmpfs ejson rw
            no line
            35 22 - tmpfs ejson

            """
        let table = MountTable(Array(text.utf8))
        #expect(table.entries.map(\.number) == [22, 31, 32, 33, 34])
        #expect(table.entries[1].device == "0:55")
        #expect(
            table.volumes(of: "ejson", below: "/run/ejson/volumes")
                == ["/run/ejson/volumes/d", "/run/ejson/volumes/a b/mount"])
    }
}

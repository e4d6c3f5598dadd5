import CPlatform
import EJSON
import EJSONDelivery
import EJSONFormat
import EJSONTesting
import SystemPackage
import Testing

@testable import EJSONVolumes

@Suite struct VolumeSourceTests {
    /// A source whose key is in a directory: who opens the document makes no difference here.
    private func source(_ json: String, in scratch: borrowing VolumeScratch, file: String = "secrets.ejson") throws
        -> VolumeSource
    {
        let keys = KeyDirectory(scratch.path.appending("keys"))
        if !exists(keys.path) { _ = try scratch.directory("keys") }
        let document = try InMemoryDocument(json)
        _ = try keys.store(document.keyPair)
        try scratch.write(document.text, to: file)
        return VolumeSource(
            .file(scratch.path.appending(file), in: DocumentDirectories([scratch.path])),
            keys: { _ in .keyRing(KeyRing(keys)) })
    }

    @Test(
        arguments: [
            ("all", nil, [], ["A", "_B"]),
            ("some", nil, ["A"], ["A"]),
            ("another object", "other.deep", [], ["C"]),
        ] as [(String, String?, [String], [String])])
    func valuesAreSelected(_ case: String, _ select: String?, _ only: [String], _ names: [String]) throws {
        let scratch = try VolumeScratch()
        var source = try source(#"{"environment": {"A": "x", "_B": "y"}, "other": {"deep": {"C": "z"}}}"#, in: scratch)
        if let select { source.select = try #require(ValuePath(select)) }
        source.only = only
        let opened = try source.values()
        #expect(opened.values.entries.map(\.name) == names)
        #expect(opened.status != nil)
    }

    @Test func aNameThatIsNotThereIsAnError() throws {
        let scratch = try VolumeScratch()
        var source = try source(#"{"environment": {"A": "x"}}"#, in: scratch)
        source.only = ["A", "B"]
        #expect(throws: EJSONError.self) { _ = try source.values() }
    }

    /// Who may open a document is decided by its public key, of the very text that is opened then.
    @Test func aKeyThatIsRefusedIsNotOpened() throws {
        let scratch = try VolumeScratch()
        var source = try source(#"{"environment": {"A": "x"}}"#, in: scratch)
        let publicKey = try Document(contentsOf: scratch.path.appending("secrets.ejson")).recipient
        let keys = source.keys
        // Called on this thread only.
        nonisolated(unsafe) var judged: [PublicKey] = []
        source.keys = { key in
            unsafe judged.append(key)
            return try keys(key)
        }
        #expect(try source.values().values.entries.count == 1)
        #expect(unsafe judged == [publicKey])
        source.keys = { _ in throw Errno.notPermitted }
        #expect(throws: Errno.notPermitted) { _ = try source.values() }
    }

    @Test func aTextIsADocumentToo() throws {
        let scratch = try VolumeScratch()
        var source = try source(#"{"environment": {"A": "x"}}"#, in: scratch)
        let text = try SecretBytes.contents(of: scratch.path.appending("secrets.ejson")).withBytes { bytes in
            bytes.indices.map { bytes[$0] }
        }
        source.origin = .text(text)
        let opened = try source.values()
        #expect(opened.values.entries.map(\.name) == ["A"])
        let recipient = try Document(text.span).recipient
        #expect(opened.publicKey == recipient)
    }

    @Test(arguments: [
        ("outside", "/etc/passwd"), ("dots", "in/../../x"), ("a directory", "in/folder"), ("a link out", "in/out"),
        ("a link out on the way", "in/way/x.ejson"), ("the directory itself", "in"), ("nothing", "in/nothing"),
        ("a pipe", "in/pipe"), ("a neighbour", "inside/x.ejson"),
    ])
    func onlyFilesInTheDirectoriesAreRead(_ case: String, _ name: String) throws {
        let scratch = try VolumeScratch()
        for name in ["in", "inside", "in/folder"] { _ = try scratch.directory(name) }
        for name in ["x.ejson", "inside/x.ejson"] { try scratch.write([0x7B], to: name) }
        try systemMakeLink(scratch.path.appending("in/out"), to: "../x.ejson", in: AT_FDCWD)
        try systemMakeLink(scratch.path.appending("in/way"), to: scratch.path, in: AT_FDCWD)
        _ = unsafe scratch.path.appending("in/pipe").withPlatformString { unsafe mkfifo($0, 0o600) }
        let path = name.hasPrefix("/") ? FilePath(name) : FilePath(scratch.path.string + "/" + name)
        #expect(throws: VolumeError.self) {
            _ = try DocumentDirectories([scratch.path.appending("in")]).open(path)
        }
    }

    @Test func linksThatStayInsideAreFollowed() throws {
        let scratch = try VolumeScratch()
        _ = try scratch.directory("in")
        try scratch.write([0x7B], to: "in/x.ejson")
        try systemMakeLink(scratch.path.appending("in/link"), to: "x.ejson", in: AT_FDCWD)
        let directories = DocumentDirectories([scratch.path.appending("in")])
        let opened = try directories.open(scratch.path.appending("in/link"))
        let size = try opened.status().size
        #expect(size == 1)
    }

    @Test(.enabled(if: isRoot, "mounting needs root")) func aChangedDocumentReachesItsVolume() throws {
        let scratch = try VolumeScratch()
        let path = scratch.path.appending("volume")
        let source = try source(#"{"environment": {"A": "one"}}"#, in: scratch)
        let opened = try source.values()
        try SecretMount.publish(opened.values, ownAccess, at: path, VolumeScratch.options)
        var watch = DocumentWatch(source, at: path, ownAccess, isWritten: true, status: opened.status)
        func update(after seconds: Int = 0) -> DocumentWatch.Outcome {
            watch.update(volumeSource: VolumeScratch.source, now: .now + .seconds(seconds))
        }
        #expect(update() == .unchanged)

        _ = try self.source(#"{"environment": {"A": "two"}}"#, in: scratch)
        #expect(update() == .updated)
        #expect(try contents(path) == ["A": "two"])
        #expect(update() == .unchanged)

        // What does not open leaves the last good values, and is reported once.
        try scratch.write(Array("{".utf8), to: "secrets.ejson")
        guard case .failed(let words) = update() else { throw Errno.invalidArgument }
        #expect(words.contains("secrets.ejson"))
        #expect(update() == .skipped)
        #expect(update(after: 10) == .skipped)
        #expect(try contents(path) == ["A": "two"])

        _ = try self.source(#"{"environment": {"A": "three"}}"#, in: scratch)
        #expect(update() == .updated)
        #expect(try contents(path) == ["A": "three"])

        try systemRemove(scratch.path.appending("secrets.ejson"), in: AT_FDCWD)
        guard case .failed = update() else { throw Errno.invalidArgument }
        #expect(try contents(path) == ["A": "three"])

        try SecretMount.unmount(at: path, source: VolumeScratch.source)
        _ = try self.source(#"{"environment": {"A": "four"}}"#, in: scratch)
        #expect(update() == .skipped)
        #expect(!exists(path))
    }
}

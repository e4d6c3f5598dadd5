import CPlatform
import EJSON
import SystemPackage

/// The directory in which one document is edited: in memory, of mode 0700, with the plaintext.
///
/// Its name is derived from the user and the document's path, so that the next edit finds the text of a killed one. A
/// lock on it shows whether an edit still runs. The editor inherits the lock, because it may outlive this process.
final class EditDirectory {
    let path: FilePath

    /// The edited text. It exists completely or not at all.
    let text: FilePath

    /// Set when an editor that returned may still save the text: then the directory stays.
    var awaitsText = false

    private let base: FilePath
    /// `nil` when the directory could not be opened again.
    private var descriptor: Descriptor?

    /// - Parameter document: the file, as a path without links.
    /// - Throws: `Failure` when there is no place in memory, or the document is being edited.
    init(for document: FilePath, allowingDisk: Bool) throws {
        let name = "ejson-edit-\(effectiveUser)-\(Bytes32(sha256Of: document.bytes.span).hexadecimal.prefix(16))"
        path = try placeInMemory(allowingDisk: allowingDisk).appending(name)
        text = path.appending(textName(of: document))
        base = path.appending(textName(of: document) + ".base")
        descriptor = try lockedDirectory(path)
    }

    // MARK: What is edited

    /// Whether there is a text, of this edit or of an earlier one. `true` when that is not known.
    var hasText: Bool { exists(text) }

    /// The version of the document from which the text was made; empty for a new document.
    func baseOfText() throws -> String {
        let bytes = try SecretBytes.contents(of: base)
        return bytes.withBytes { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
    }

    /// The text, as the editor has left it.
    ///
    /// - Throws: `Failure` when that is no file.
    func readText() throws -> SecretBytes {
        do {
            // It may be a pipe now: this does not wait for it.
            let file = try Descriptor(reading: text, followingLinks: false)
            guard try file.status().isRegular else {
                throw Failure("what the editor has left (\(printable(text))) is not a file")
            }
            return try SecretBytes.read(file.rawValue)
        } catch let error as Errno {
            throw Failure("cannot read what the editor has left (\(printable(text)))", error)
        }
    }

    /// Writes the version of the document, then the text.
    func begin(_ plaintext: borrowing SecretBytes, base version: String) throws {
        removeText()
        try PlaintextOutput(base).write(SecretBytes(copying: Array(version.utf8).span))
        try PlaintextOutput(text).write(plaintext)
    }

    func removeText() {
        // It need not exist.
        try? systemRemove(text)
    }

    /// Whether the editor or a child of it still runs: they have inherited the lock. If not, the lock is taken again.
    func isHeldByEditor() -> Bool {
        // A lock is held until the last process with an inherited descriptor closes it.
        descriptor = nil
        do throws(Errno) {
            let directory = try openDirectoryForEditor(path)
            let isFree = try? systemTryLock(directory.rawValue)
            descriptor = consume directory
            return isFree != true
        } catch {
            return true
        }
    }

    /// Removes the directory and its content. It holds plaintext, so a failure is reported.
    func remove() {
        if !removeTree(path) {
            printWarning("the plaintext in \(printable(path)) could not be removed", hint: "remove it by hand")
        }
        descriptor = nil
    }
}

/// A name by which editors recognise JSON.
private func textName(of document: FilePath) -> String {
    let name = document.lastComponent?.string ?? ""
    return name.hasSuffix(".ejson") ? name.dropLast(6) + ".json" : name
}

/// The first usable directory in memory.
private func placeInMemory(allowingDisk: Bool) throws -> FilePath {
    let temporary = environmentPath("TMPDIR") ?? "/tmp"
    let places = [environmentPath("XDG_RUNTIME_DIR"), "/dev/shm", temporary].compactMap { $0 }
    for place in places where isUsable(place, allowingDisk: false) { return place }
    guard allowingDisk, isUsable(temporary, allowingDisk: true) else {
        throw Failure(
            "there is no directory in memory for the plaintext: neither XDG_RUNTIME_DIR nor /dev/shm is one",
            hint: "name one with XDG_RUNTIME_DIR, or let it go to the disk, in \(printable(temporary)): --allow-disk")
    }
    return temporary
}

/// Whether nobody else could replace a directory made there.
private func isUsable(_ place: FilePath, allowingDisk: Bool) -> Bool {
    // A directory that cannot be opened is not usable; the next one is tried.
    guard place.isAbsolute,
        let directory = try? systemOpen(place, O_RDONLY | O_DIRECTORY)
    else { return false }
    defer { systemClose(directory) }
    guard let status = try? FileStatus(of: directory),
        status.user == effectiveUser || status.user == 0,
        status.isSticky || !status.isWritableByGroup && !status.isWritableByEveryone,
        (try? systemCheckUsable(place)) != nil
    else { return false }
    return allowingDisk || systemIsInMemory(directory)
}

/// Makes the directory if it is not there, and takes its lock.
private func lockedDirectory(_ path: FilePath) throws -> Descriptor {
    let name = printable(path)
    do {
        while true {
            _ = try systemMakeDirectoryIfMissing(path, mode: 0o700)
            let directory = try openDirectoryForEditor(path)
            let status = try directory.status()
            guard status.user == effectiveUser, status.permissions & 0o077 == 0 else {
                throw Failure("\(name) is not closed to others, and was made by somebody else", hint: "remove it")
            }
            try systemBequeathNoACL(directory.rawValue)
            guard try systemTryLock(directory.rawValue) else {
                throw Failure("it is being edited already", hint: "finish that first (its text is in \(name))")
            }
            // Another edit may just have ended and removed it.
            if FileIdentity(of: path) == status.identity { return directory }
        }
    } catch let error as Errno {
        throw Failure("cannot make the directory \(name)", error)
    }
}

/// Opens the directory so that the editor inherits it, and with it the lock.
private func openDirectoryForEditor(_ path: FilePath) throws(Errno) -> Descriptor {
    Descriptor(owning: try systemOpenInheritedDirectory(path))
}

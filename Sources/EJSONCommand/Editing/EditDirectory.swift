import CPlatform
import EJSON
import SystemPackage

/// Where one document is edited: a directory of mode 0700 in memory, which holds its plaintext.
///
/// Its name is made of the user and the document's path, so that the next edit finds what a killed one has left. A lock
/// on it shows whether an edit still runs; the editor shares that lock, because it may outlive this process.
final class EditDirectory {
    let path: FilePath

    /// The text that is edited. It is there in full or not at all.
    let text: FilePath

    /// Set when a text may come from an editor that has returned and still runs: then the directory stays.
    var awaitsText = false

    private let base: FilePath
    private var descriptor: FileDescriptor

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

    /// Whether there is a text: of this edit, or one that an earlier one has left. When that cannot be told, there is.
    var hasText: Bool { exists(text) }

    /// Which version of the document the text was made of; empty for one that is new.
    func baseOfText() throws -> String {
        let bytes = try SecretBytes.contents(of: base)
        return bytes.withBytes { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
    }

    /// The text, as the editor has left it.
    ///
    /// - Throws: `Failure` when that is no file.
    func readText() throws -> SecretBytes {
        do {
            // Whatever stands there now, this process does not wait for it.
            let file = try FileDescriptor.open(text, .readOnly, options: [.nonBlocking, .noFollow, .closeOnExec])
            // Nothing was written, so closing says nothing.
            defer { try? file.close() }
            guard try FileStatus(of: file.rawValue).isRegular else {
                throw Failure("what the editor has left (\(printable(text))) is not a file")
            }
            return try SecretBytes.read(file)
        } catch let error as Errno {
            throw Failure("cannot read what the editor has left (\(printable(text))): \(error)")
        }
    }

    /// Writes the text, and first of which version of the document it is made.
    func begin(_ plaintext: borrowing SecretBytes, base version: String) throws {
        removeText()
        try PlaintextOutput(base).write(SecretBytes(copying: Array(version.utf8).span))
        try PlaintextOutput(text).write(plaintext)
    }

    func removeText() {
        // When there is none, all is well.
        try? systemRemove(text)
    }

    /// Whether the editor, or what it has started, still runs: the lock is theirs too. When it is not, it is taken again.
    func isHeldByEditor() -> Bool {
        // A lock stays as long as anybody has the directory open that inherited it.
        try? descriptor.close()
        do {
            descriptor = try FileDescriptor.open(path, .readOnly, options: [.directory, .noFollow])
        } catch {
            descriptor = FileDescriptor(rawValue: -1)
            return true
        }
        do throws(Errno) {
            try systemLock(descriptor.rawValue)
            return false
        } catch {
            return true
        }
    }

    /// Removes all that is in it, and the directory. It holds plaintext, so what stays is said.
    func remove() {
        if !removeTree(path) {
            printWarning("the plaintext in \(printable(path)) could not be removed", hint: "remove it by hand")
        }
        // It is gone, or was just told to stay: closing says nothing.
        try? descriptor.close()
    }
}

/// An editor that knows JSON by a file's name shows it as such.
private func textName(of document: FilePath) -> String {
    let name = document.lastComponent?.string ?? ""
    return name.hasSuffix(".ejson") ? name.dropLast(6) + ".json" : name
}

/// The first directory that is in memory of those that programs have for such files.
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

/// Whether a directory can be made there that nobody else can replace.
private func isUsable(_ place: FilePath, allowingDisk: Bool) -> Bool {
    // A place that cannot be opened is not usable, and the next one is tried.
    guard place.isAbsolute,
        let directory = try? FileDescriptor.open(place, .readOnly, options: [.directory, .closeOnExec])
    else { return false }
    defer { try? directory.close() }
    guard let status = try? FileStatus(of: directory.rawValue),
        status.user == effectiveUser || status.user == 0,
        status.isSticky || !status.isWritableByGroup && !status.isWritableByEveryone,
        (try? systemCheckUsable(place)) != nil
    else { return false }
    return allowingDisk || systemIsInMemory(directory.rawValue)
}

/// Makes the directory if it is not there, and takes its lock.
private func lockedDirectory(_ path: FilePath) throws -> FileDescriptor {
    let name = printable(path)
    do {
        while true {
            _ = try systemMakeDirectoryIfMissing(path, mode: 0o700)
            // The editor inherits it, and with it the lock.
            let directory = try FileDescriptor.open(path, .readOnly, options: [.directory, .noFollow])
            do {
                let status = try FileStatus(of: directory.rawValue)
                guard status.user == effectiveUser, status.permissions & 0o077 == 0 else {
                    throw Failure("\(name) is not closed to others, and was made by somebody else", hint: "remove it")
                }
                try systemBequeathNoACL(directory.rawValue)
                guard try systemTryLock(directory.rawValue) else {
                    throw Failure("it is being edited already", hint: "finish that first (its text is in \(name))")
                }
            } catch {
                try? directory.close()
                throw error
            }
            // The edit that had it may have ended just now, and removed it.
            if FileIdentity(of: path) == FileIdentity(of: directory) { return directory }
            try directory.close()
        }
    } catch let error as Errno {
        throw Failure("cannot make the directory \(name): \(error)")
    }
}

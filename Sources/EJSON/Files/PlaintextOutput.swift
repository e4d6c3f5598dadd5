import CPlatform
package import SystemPackage

/// The destination of a plaintext: a path that the user names.
///
/// | what the path leads to | what happens |
/// |---|---|
/// | nothing | a new file of mode 0600 |
/// | a file of this user, in a directory where nobody else can create files | it is replaced; mode, group, ACL and attributes stay, because the user has chosen them |
/// | another file of this user or root (in `/tmp`, or with other hard links) | it is replaced by a new file of mode 0600, because an attacker may have created the old one for its mode |
/// | a file, pipe or device of another user, or a link of another user on the way | refused, because it is an attack or a mistake |
/// | an open descriptor (`/dev/stdout`, `/dev/fd/3`), a pipe, a terminal or another character device | it is written to |
/// | a directory, a socket, a block device, a link that leads nowhere | refused |
///
/// A directory that others can write to is accepted, because nobody else can read the new file, whatever they do to its
/// name. The directory is opened once, and the new file is created in it, with access for this user only, and never
/// opened by its name.
package struct PlaintextOutput: ~Copyable {
    /// The file that exists already, if it is a regular one.
    package let existingFile: FileIdentity?

    /// Whether everyone can read what will be written.
    package let isReadableByEveryone: Bool

    private let path: FilePath
    private let destination: Destination

    private enum Destination: ~Copyable {
        case stream(Descriptor)
        case file(FileTarget, isNew: Bool, adopting: Bool)
    }

    /// Follows the path, and opens a pipe, terminal or device; for a pipe it waits for the reader. Nothing is changed
    /// yet. It is called before this process is closed to others (`DocumentInput` says why).
    ///
    /// - Throws: `inputOutput`, with the file.
    package init(_ path: FilePath) throws(EJSONError) {
        self.path = path
        do throws(EJSONError) {
            switch try FileTarget.leading(from: path) {
            case .descriptor(let descriptor):
                let status = try attempt(to: .open) { () throws(Errno) in try FileStatus(of: descriptor) }
                destination = .stream(Descriptor(owning: descriptor))
                existingFile = status.isRegular ? status.identity : nil
                isReadableByEveryone = false
            case .name(let target, nil):
                destination = .file(target, isNew: true, adopting: false)
                existingFile = nil
                isReadableByEveryone = false
            case .name(let target, let status?):
                guard isOwn(status.user) else { throw EJSONError(.inputOutput, .file(.foreignFile(status.user))) }
                if status.isStream {
                    destination = .stream(try Self.open(target, status))
                    existingFile = nil
                    isReadableByEveryone = status.isPipe && status.permissions & 0o004 != 0
                } else {
                    _ = try target.regularFileStatus()
                    let isClosed = try target.directory.isClosed()
                    let adopting = isClosed && status.user == effectiveUser && status.links == 1
                    destination = .file(target, isNew: false, adopting: adopting)
                    existingFile = status.identity
                    isReadableByEveryone = adopting && status.permissions & 0o004 != 0
                }
            }
        } catch {
            throw error.concerning(path)
        }
    }

    /// Writes the plaintext. A file is replaced in one step, after the new content is on the disk.
    ///
    /// - Throws: `inputOutput`, with the file.
    package borrowing func write(_ plaintext: borrowing SecretBytes) throws(EJSONError) {
        do throws(EJSONError) {
            switch destination {
            case .stream(let descriptor):
                try attempt(to: .writeStream) { () throws(Errno) in
                    try plaintext.withBytes { (bytes) throws(Errno) in try descriptor.write(bytes) }
                }
            case .file(let target, let isNew, let adopting):
                try plaintext.write(to: target, adopting: adopting, isNew: isNew)
            }
        } catch {
            throw error.concerning(path)
        }
    }

    /// Opens a pipe or a character device, which must be the one that was checked.
    private static func open(_ target: FileTarget, _ judged: FileStatus) throws(EJSONError) -> Descriptor {
        let flags = O_WRONLY | O_NOCTTY | O_NOFOLLOW
        let descriptor = try attempt(to: .open) { () throws(Errno) in
            Descriptor(owning: try systemOpen(target.name, in: target.directory.descriptor, flags))
        }
        let status = try attempt(to: .open) { () throws(Errno) in try descriptor.status() }
        guard status.identity == judged.identity, status.isStream, isOwn(status.user) else {
            throw EJSONError(.inputOutput, .file(.changedMeanwhile))
        }
        return descriptor
    }
}

extension FileStatus {
    /// Pipes and all character devices, which include terminals.
    fileprivate var isStream: Bool { isPipe || isCharacterDevice }
}

import CPlatform
package import SystemPackage

/// Where a plaintext is to go: a path that the user names.
///
/// | what the path leads to | what happens |
/// |---|---|
/// | nothing | a new file of mode 0600 |
/// | a file of this user's, in a directory where nobody else can put one | it is replaced; mode, group, ACL and attributes stay, because the user has chosen them |
/// | another file of this user's or root's (in `/tmp`, or with other hard links) | it is replaced by a new file of mode 0600: the old one may have been put there for its mode |
/// | a stranger's file, pipe or device, or a stranger's link on the way | refused: it was put there for this to happen, or it is a mistake |
/// | an open descriptor (`/dev/stdout`, `/dev/fd/3`), a pipe, a terminal or another character device | it is written to |
/// | a directory, a socket, a block device, a link that leads nowhere | refused |
///
/// A directory that others can write to is no reason to refuse: what is written there nobody else can read, whatever they
/// do to its name. It is opened once, and the new file is made in it, closed to others, and never opened by a name.
package struct PlaintextOutput: ~Copyable {
    /// Which file there is, if it is a regular one.
    package let existingFile: FileIdentity?

    /// Whether everyone can read what will be written.
    package let isReadableByEveryone: Bool

    private let path: FilePath
    private let destination: Destination

    private enum Destination: ~Copyable {
        case stream(Descriptor)
        case file(FileTarget, isNew: Bool, adopting: Bool)
    }

    /// Follows the path, and opens what is written to as it stands; for a pipe, waits for its reader. Nothing is changed
    /// yet. To be called before this process is closed to others (`DocumentInput` says why).
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

    /// Writes the plaintext: a file in one step, so that until all is on the disk the old one stands.
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

    /// Opens a pipe or a character device, which must be the one that was judged.
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
    /// A character device stands for many things; all of them are written to as they are.
    fileprivate var isStream: Bool { isPipe || isCharacterDevice }
}

package import SystemPackage

/// A file to be written: an entry of an open directory. Links in the path are followed once, at the beginning.
struct FileTarget {
    let directory: OpenDirectory
    let name: FilePath

    /// An entry of an open directory.
    init(directory: OpenDirectory, name: FilePath) {
        self.directory = directory
        self.name = name
    }

    /// The file that `path` leads to, or, if `mayBeNew`, a name that is still free in a directory that exists. Errors
    /// do not have the file, because the caller adds the path that the user gave.
    init(_ path: FilePath, mayBeNew: Bool) throws(EJSONError) {
        let real: FilePath
        do throws(Errno) {
            real = try FileTarget.realPath(path, mayBeNew: mayBeNew)
        } catch {
            // This only chooses the message; the first error is thrown.
            let isLink = (try? FileStatus(of: path, followingLinks: false))?.isLink ?? false
            let problem: FileProblem = isLink && error == .noSuchFileOrDirectory ? .danglingLink : .open
            throw EJSONError(.inputOutput, .file(problem), errno: error)
        }
        guard let (parent, name) = FileTarget.cut(real) else { throw EJSONError(.inputOutput, .file(.directory)) }
        self.name = name
        directory = try OpenDirectory(parent)
    }

    /// The directory and the name of what `realPath` gives, absolute and without slashes at its end; `nil` for the root.
    ///
    /// As bytes, because `FilePath` components are generic code, and looking up their types took a tenth of an
    /// encryption.
    private static func cut(_ real: FilePath) -> (directory: FilePath, name: FilePath)? {
        let bytes = unsafe real.withPlatformString {
            unsafe [CChar](UnsafeBufferPointer(start: $0, count: real.length))
        }
        guard let slash = bytes.lastIndex(of: CChar(UInt8(ascii: "/"))), slash + 1 < bytes.count else { return nil }
        var directory = [CChar](bytes[..<max(slash, 1)])
        directory.append(0)
        var name = [CChar](bytes[(slash + 1)...])
        name.append(0)
        return (FilePath(platformString: directory), FilePath(platformString: name))
    }

    fileprivate static func realPath(_ path: FilePath, mayBeNew: Bool) throws(Errno) -> FilePath {
        do throws(Errno) {
            return try systemRealPath(path)
        } catch {
            // A name with a status exists, even if it is a link that leads nowhere.
            guard mayBeNew, error == .noSuchFileOrDirectory, let name = path.lastComponent, name.kind == .regular,
                (try? FileStatus(of: path, followingLinks: false)) == nil
            else { throw error }
            let parent = path.removingLastComponent()
            return try systemRealPath(parent.isEmpty ? "." : parent).appending(name)
        }
    }

    /// The status of the file with this name; `nil` when there is none.
    ///
    /// - Throws: `inputOutput` for anything but a regular file.
    func regularFileStatus() throws(EJSONError) -> FileStatus? {
        let status: FileStatus
        do throws(Errno) {
            status = try FileStatus(of: name, in: directory.descriptor, followingLinks: false)
        } catch  where error == .noSuchFileOrDirectory {
            return nil
        } catch {
            throw EJSONError(.inputOutput, .file(.open), errno: error)
        }
        guard !status.isDirectory else { throw EJSONError(.inputOutput, .file(.directory)) }
        guard status.isRegular else { throw EJSONError(.inputOutput, .file(.notRegular)) }
        return status
    }
}

/// The absolute path, without links, of a file that exists, or, if `mayBeNew`, could be made.
///
/// - Throws: `inputOutput`.
package func resolvedPath(_ path: FilePath, mayBeNew: Bool = false) throws(EJSONError) -> FilePath {
    try attempt(to: .open, path) { () throws(Errno) in try FileTarget.realPath(path, mayBeNew: mayBeNew) }
}

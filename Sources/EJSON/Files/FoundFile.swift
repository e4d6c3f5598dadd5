package import SystemPackage

extension SecretBytes {
    /// The content of a file that was found and not named by the user: a regular one, links followed. A pipe or a device of
    /// that name is neither waited for nor read.
    ///
    /// - Parameters:
    ///   - limit: The greatest size in bytes.
    ///   - isDocument: ends the reading at the first byte that no document begins with.
    /// - Throws: `inputOutput` when it is not a regular file, is larger, or cannot be read; `outOfMemory`. With the file.
    package static func contents(
        ofFound path: FilePath,
        limit: Int = .max,
        isDocument: Bool = false
    ) throws(EJSONError) -> SecretBytes {
        let file = try attempt(to: .open, path) { () throws(Errno) in try Descriptor(reading: path) }
        do throws(EJSONError) {
            let status = try attempt(to: .read) { () throws(Errno) in try file.status() }
            guard status.isRegular else { throw EJSONError(.inputOutput, .file(.notRead)) }
            guard status.size <= limit else { throw EJSONError(.inputOutput, .file(.tooLarge)) }
            return try read(file.rawValue, limit: limit, isDocument: isDocument)
        } catch {
            throw error.concerning(path)
        }
    }
}

/// Whether something is at this path that is neither a file nor a directory, links followed: who opens a pipe or a device
/// may wait for it. What cannot be looked at cannot be opened either.
package func isSpecialFile(_ path: FilePath) -> Bool {
    guard let status = try? FileStatus(of: path, followingLinks: true) else { return false }
    return !status.isRegular && !status.isDirectory
}

/// How many names a regular file has; `nil` when there is none at this path or it cannot be looked at.
package func numberOfNames(of path: FilePath) -> Int? {
    guard let status = try? FileStatus(of: path, followingLinks: true), status.isRegular else { return nil }
    return status.links
}

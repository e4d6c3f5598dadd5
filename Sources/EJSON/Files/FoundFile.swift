package import SystemPackage

extension SecretBytes {
    /// The content of a regular file that was found and not named by the user. Links are followed. A pipe or a device
    /// is not read, because that might block.
    ///
    /// - Parameters:
    ///   - limit: The greatest size in bytes.
    ///   - isDocument: Whether reading stops at the first byte that no document begins with.
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

/// Whether the path leads to something other than a regular file or a directory, links followed. Opening a pipe or a
/// device may block. `false` when the system does not say; then it cannot be opened either.
package func isSpecialFile(_ path: FilePath) -> Bool {
    guard let status = try? FileStatus(of: path, followingLinks: true) else { return false }
    return !status.isRegular && !status.isDirectory
}

/// The number of hard links of a regular file; `nil` when there is none at this path, or the system does not say.
package func numberOfNames(of path: FilePath) -> Int? {
    guard let status = try? FileStatus(of: path, followingLinks: true), status.isRegular else { return nil }
    return status.links
}

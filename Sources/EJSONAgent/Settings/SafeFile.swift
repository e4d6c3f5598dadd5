import EJSON
package import SystemPackage

// Files that say who may open what: a user who can write them can open every document.

/// The text of a file that only root and this user can change.
///
/// - Throws: when others can, or it cannot be read.
package func safeText(of file: FilePath) throws(LocatedError) -> [UInt8] {
    do {
        try requireSafe(file)
        return try SecretBytes.contents(of: file).withBytes { bytes in bytes.indices.map { bytes[$0] } }
    } catch let error as Errno {
        throw LocatedError(file: file, words: words(for: error))
    } catch {
        throw LocatedError(
            file: file, words: "it cannot be read: \((error as? EJSONError)?.errno.map(\.description) ?? "\(error)")")
    }
}

/// - Throws: `notPermitted` for a file or directory that others than root and this user can change.
package func requireSafe(_ path: FilePath) throws(Errno) {
    let status = try FileStatus(of: path, followingLinks: true)
    guard status.user == 0 || status.user == effectiveUser, !status.isWritableByGroup, !status.isWritableByEveryone
    else { throw .notPermitted }
}

func words(for error: Errno) -> String {
    error == .notPermitted
        ? "it can be changed by others than root and this user: its owner or mode is wrong"
        : "it cannot be read: \(error)"
}

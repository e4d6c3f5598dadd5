import EJSON
import SystemPackage

// Files of grants and credentials: a user who can write them can open every document.

/// The text of a file that only root and this user can change.
///
/// - Throws: `Errno.notPermitted` when others can; `Errno` and `EJSONError` when it cannot be read.
func safeText(of file: FilePath) throws -> [UInt8] {
    try requireSafe(file)
    return try SecretBytes.contents(of: file).withBytes { bytes in bytes.indices.map { bytes[$0] } }
}

/// - Throws: `notPermitted` for a file or directory that others than root and this user can change.
func requireSafe(_ path: FilePath) throws(Errno) {
    let status = try FileStatus(of: path, followingLinks: true)
    guard status.user == 0 || status.user == effectiveUser, !status.isWritableByGroup, !status.isWritableByEveryone
    else { throw .notPermitted }
}

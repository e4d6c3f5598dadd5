package import SystemPackage

// All files that are written, with their rules:
//
// | file | by | rule |
// |---|---|---|
// | an encrypted document, in place | `DocumentFile.rewrite` | links are followed; owner, mode, ACL and attributes stay, even of another user's file, because the content is public; a file with other hard links is refused |
// | a new encrypted document | `DocumentFile.create` | 0644 less the umask, never over anything |
// | plaintext: `decrypt -o`, the text that is edited | `PlaintextOutput` | 0600; files and links of other users are refused; descriptors, pipes and terminals are written to |
// | a key file | `KeyDirectory.store` | 0440 less the umask, never over anything |
// | the merged document that git asks for | `SecretBytes.write(to:)` | an existing file keeps owner, mode, ACL and attributes, because git or the user has made it, and its new content is as public as the old |
// | git's attributes and hooks | `TextFile`, by `SecretBytes.write(to:)` | the same; a link is refused, because a repository may bring it |
// | the audit log | `AuditLog` | appended to; links are refused; 0600 when it is new; files of other users are refused in directories where others can create files |
//
// All except the audit log are complete and on the disk before they get their name, and none is opened again by its
// name.

extension SecretBytes {
    /// Writes the bytes to a file in one step. A new file has mode 0600. A replaced file keeps its owner, mode, ACL and
    /// extended attributes, and is unchanged until the new content is on the disk. A link is followed.
    ///
    /// Not for decrypted plaintext: that is written by `PlaintextOutput`.
    ///
    /// - Throws: `inputOutput`, with the file.
    package borrowing func write(to path: FilePath) throws(EJSONError) {
        do throws(EJSONError) {
            let target = try FileTarget(path, mayBeNew: true)
            let isNew = try target.regularFileStatus() == nil
            try write(to: target, adopting: !isNew, isNew: isNew)
        } catch {
            throw error.concerning(path)
        }
    }

    /// Writes the bytes to a target. If `isNew`, it must not exist.
    borrowing func write(to target: FileTarget, adopting: Bool, isNew: Bool) throws(EJSONError) {
        var staged = try StagedFile(for: target)
        try withBytes { (bytes) throws(EJSONError) in try staged.write(bytes) }
        if adopting {
            let old = try attempt(to: .open) { () throws(Errno) in
                try Descriptor(reading: target.name, in: target.directory.descriptor, followingLinks: false)
            }
            try staged.adopt(old)
        }
        try staged.sync()
        if isNew { return try staged.publish() }
        try withBytes { (bytes) throws(EJSONError) in try staged.replace(writing: bytes) }
    }
}

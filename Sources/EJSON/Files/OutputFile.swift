package import SystemPackage

// Every file that is written, and the rule for it:
//
// | file | by | rule |
// |---|---|---|
// | a sealed document, in place | `DocumentFile.rewrite` | links are followed; owner, mode, ACL and attributes stay, whoever owns it, because what is in it is public; one with other hard links is refused |
// | a new sealed document | `DocumentFile.create` | 0644 less the umask, never over anything |
// | plaintext: `decrypt -o`, the text that is edited | `PlaintextOutput` | 0600; no stranger's file, no stranger's link; descriptors, pipes and terminals are written to |
// | a key file | `KeyDirectory.store` | 0440 less the umask, never over anything |
// | the merged document that git asks for | `SecretBytes.write(to:)` | what is there keeps owner, mode, ACL and attributes: git or the user has made it, and its new content is as public as the old |
// | git's attributes and hooks | `TextFile`, by `SecretBytes.write(to:)` | the same; a link is refused, because a repository may bring it |
// | the audit log | `AuditLog` | appended to; no links; 0600 when it is new; no stranger's file where strangers can put one |
//
// All but the audit log are complete and on the disk before they get their name, and none is opened again by that name.

extension SecretBytes {
    /// Writes the bytes to a file in one step: a new one of mode 0600, or over an old one, whose owner, mode,
    /// ACL and extended attributes it takes. A link is followed. Until all is on the disk, the old file stands.
    ///
    /// For plaintext that was sealed before there is `PlaintextOutput`.
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

    /// Puts the bytes at a target's name, where nothing is if `isNew`.
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

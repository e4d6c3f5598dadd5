package import SystemPackage

extension SecretBytes {
    /// Writes the bytes to a file in one step: a new one of mode 0600, or over an old one, whose owner, mode,
    /// ACL and extended attributes it takes. A link is followed. Until all is on the disk, the old file stands.
    ///
    /// - Throws: `inputOutput`, with the file.
    package borrowing func write(to path: FilePath) throws(EJSONError) {
        do throws(EJSONError) {
            let target = try FileTarget(path, mayBeNew: true)
            let isNew = try target.regularFileStatus() == nil
            var staged = try StagedFile(for: target)
            try withBytes { (bytes) throws(EJSONError) in try staged.write(bytes) }
            if isNew {
                try staged.sync()
                return try staged.publish()
            }
            let old = try attempt(to: .open) { () throws(Errno) in
                try Descriptor(reading: target.name, in: target.directory.descriptor, followingLinks: false)
            }
            try staged.adopt(old)
            try staged.sync()
            try withBytes { (bytes) throws(EJSONError) in try staged.replace(writing: bytes) }
        } catch {
            throw error.concerning(path)
        }
    }
}

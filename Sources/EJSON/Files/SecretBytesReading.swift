package import SystemPackage

extension SecretBytes {
    /// The content of a file, pipe or device, read to its end into guarded memory. Links are followed.
    ///
    /// - Throws: `inputOutput`, `outOfMemory`.
    package static func contents(of path: FilePath) throws(EJSONError) -> SecretBytes {
        let file = try attempt(to: .open, path) { () throws(Errno) in try Descriptor(reading: path, waiting: true) }
        do throws(EJSONError) {
            return try read(file.rawValue)
        } catch {
            throw error.concerning(path)
        }
    }

    /// What is left to read of a descriptor, in guarded memory. The descriptor stays the caller's to close.
    ///
    /// - Throws: `inputOutput` when reading fails or there are more than `limit` bytes; `outOfMemory`.
    package static func read(_ descriptor: FileDescriptor, limit: Int = .max) throws(EJSONError) -> SecretBytes {
        try read(descriptor.rawValue, limit: limit)
    }

    static func read(_ descriptor: CInt, limit: Int = .max) throws(EJSONError) -> SecretBytes {
        let expected = try attempt(to: .read) { () throws(Errno) in
            let status = try FileStatus(of: descriptor)
            guard !status.isDirectory else { throw .isDirectory }
            // One more than a file's size, so that its end is seen without growing.
            return status.isRegular ? status.size + 1 : 65_536
        }
        var bytes = try SecretBytes(capacity: expected)
        while true {
            try bytes.reserve(1)
            let start = bytes.count
            try bytes.withRoom { (room, count) throws(EJSONError) in
                count += try attempt(to: .read) { () throws(Errno) in
                    try systemRead(descriptor, into: &room, at: start)
                }
            }
            guard bytes.count > start else { return bytes }
            guard bytes.count <= limit else { throw EJSONError(.inputOutput, .file(.tooLarge)) }
        }
    }
}

package import SystemPackage

extension SecretBytes {
    /// The content of a file, pipe or device, read to its end into guarded memory. Links are followed.
    ///
    /// - Parameter isDocument: ends the reading at the first byte that no document begins with: `/dev/zero` has no end.
    /// - Throws: `inputOutput`; `outOfMemory`, also for a file that has more bytes than there is memory.
    package static func contents(of path: FilePath, isDocument: Bool = false) throws(EJSONError) -> SecretBytes {
        try OpenedFile(path).contents(isDocument: isDocument)
    }

    /// What is left to read of a descriptor, in guarded memory. The descriptor stays the caller's to close.
    ///
    /// - Parameter isDocument: the same as above.
    /// - Throws: `inputOutput` when reading fails or there are more than `limit` bytes; `outOfMemory`.
    package static func read(
        _ descriptor: FileDescriptor,
        limit: Int = .max,
        isDocument: Bool = false
    ) throws(EJSONError) -> SecretBytes {
        try read(descriptor.rawValue, limit: limit, isDocument: isDocument)
    }

    static func read(
        _ descriptor: CInt,
        limit: Int = .max,
        isDocument: Bool = false
    ) throws(EJSONError) -> SecretBytes {
        let expected = try attempt(to: .read) { () throws(Errno) in
            let status = try FileStatus(of: descriptor)
            guard !status.isDirectory else { throw .isDirectory }
            return status.isRegular ? status.size : firstCapacity
        }
        // A file may be all holes, and a limit is not to be exceeded by much; so a large one is begun with little.
        let isLarge = expected > 16 * firstCapacity
        // One more than a file's size, so that its end is seen without growing. It may still change its size.
        var bytes = try SecretBytes(capacity: isLarge ? firstCapacity : expected + 1)
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
            guard start == 0 else { continue }
            if isDocument, bytes.withBytes(cannotBeginDocument) { return bytes }
            if isLarge, bytes.count < expected { try bytes.reserve(expected - bytes.count + 1) }
        }
    }

    private static var firstCapacity: Int { 65_536 }
}

/// Whether what a text begins with is no object in JSON, whatever follows.
private func cannotBeginDocument(_ text: Span<UInt8>) -> Bool {
    for index in text.indices {
        switch text[index] {
        case 0x20, 0x0A, 0x0D, 0x09: continue
        // The first byte of a byte order mark, of which the rest is needed to tell it.
        case UInt8(ascii: "{"), 0xEF: return false
        default: return true
        }
    }
    return false
}

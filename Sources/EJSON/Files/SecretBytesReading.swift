package import SystemPackage

extension SecretBytes {
    /// The content of a file, pipe or device, read to its end into guarded memory. Links are followed.
    ///
    /// - Parameter isDocument: Whether reading stops at the first byte that no document begins with, because
    ///   `/dev/zero` has no end.
    /// - Throws: `inputOutput`; `outOfMemory`, also for a file that has more bytes than there is memory.
    package static func contents(of path: FilePath, isDocument: Bool = false) throws(EJSONError) -> SecretBytes {
        try OpenedFile(path).contents(isDocument: isDocument)
    }

    /// The rest of an open file, in guarded memory. The caller closes it.
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

    /// The same.
    package static func read(
        _ descriptor: CInt,
        limit: Int = .max,
        isDocument: Bool = false
    ) throws(EJSONError) -> SecretBytes {
        let expected = try attempt(to: .read) { () throws(Errno) in
            let status = try FileStatus(of: descriptor)
            guard !status.isDirectory else { throw .isDirectory }
            return status.isRegular ? status.size : firstCapacity
        }
        // Memory for a large file is allocated after its first bytes are read, because it may be sparse or above the
        // limit.
        let isLarge = expected > 16 * firstCapacity
        // One more byte than the file's size, so that its end is seen without a larger allocation. The size may still
        // change.
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

/// Whether a text that begins like this cannot be a JSON object.
private func cannotBeginDocument(_ text: Span<UInt8>) -> Bool {
    for index in text.indices {
        switch text[index] {
        case 0x20, 0x0A, 0x0D, 0x09: continue
        // The first byte of a byte order mark, which the scanner reports.
        case UInt8(ascii: "{"), 0xEF: return false
        default: return true
        }
    }
    return false
}

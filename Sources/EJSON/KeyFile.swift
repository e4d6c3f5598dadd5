package import SystemPackage

extension PrivateKey {
    /// The private key in a file of a key directory, read into guarded memory.
    ///
    /// The file may be a link, as mounted secrets are. It is opened once, and checked as it was opened: a regular file
    /// of at most 4,096 bytes that others cannot write. White space around the key is dropped.
    ///
    /// - Throws: `keyNotFound`; `insecureKeyDirectory`; `invalidPrivateKey`; `inputOutput`; `outOfMemory`. Without the
    ///   file.
    static func read(_ path: FilePath) throws(EJSONError) -> PrivateKey {
        let file = try open(path)
        let status = try attempt(to: .open) { () throws(Errno) in try file.status() }
        guard status.isRegular else { throw EJSONError(.insecureKeyDirectory, .file(.notRegular)) }
        return try read(file.rawValue)
    }

    /// The private key that is left to read of a descriptor, which stays the caller's to close. A regular file must be
    /// one that others cannot write; a pipe is whoever's the other end is.
    ///
    /// - Throws: `insecureKeyDirectory`; `invalidPrivateKey`; `inputOutput`; `outOfMemory`.
    package static func read(_ descriptor: FileDescriptor) throws(EJSONError) -> PrivateKey {
        try read(descriptor.rawValue)
    }

    private static func read(_ descriptor: CInt) throws(EJSONError) -> PrivateKey {
        let status = try attempt(to: .read) { () throws(Errno) in try FileStatus(of: descriptor) }
        guard !status.isRegular || status.permissions & 0o002 == 0 else {
            throw EJSONError(.insecureKeyDirectory, .file(.writableByOthers))
        }
        guard !status.isRegular || status.size <= greatestSize else {
            throw EJSONError(.insecureKeyDirectory, .file(.tooLarge))
        }
        let content = try SecretBytes.read(descriptor, limit: greatestSize)
        return try content.withBytes { (digits) throws(EJSONError) in try PrivateKey(hexadecimal: digits) }
    }

    private static func open(_ path: FilePath) throws(EJSONError) -> Descriptor {
        do throws(Errno) {
            return try Descriptor(reading: path)
        } catch  where error == .noSuchFileOrDirectory || error == .notDirectory {
            throw EJSONError(.keyNotFound, errno: error)
        } catch {
            throw EJSONError(.inputOutput, .file(.open), errno: error)
        }
    }

    /// A key file holds 64 digits and some white space.
    private static var greatestSize: Int { 4_096 }
}

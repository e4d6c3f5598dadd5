package import SystemPackage

extension PrivateKey {
    /// The private key that is left to read of a descriptor, which stays the caller's to close. A regular file is judged
    /// as one of a key directory is; a pipe is whoever's the other end is.
    ///
    /// - Throws: `insecureKeyDirectory`; `invalidPrivateKey`; `inputOutput`; `outOfMemory`.
    package static func read(
        _ descriptor: FileDescriptor,
        policy: KeyDirectory.Policy,
        onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> PrivateKey {
        let descriptor = descriptor.rawValue
        let status = try attempt(to: .read) { () throws(Errno) in try FileStatus(of: descriptor) }
        guard status.isRegular else { return try read(descriptor) }
        let warnings = try KeyPermissions(of: descriptor, status).warnings(under: policy)
        let privateKey = try read(descriptor, status)
        warnings.forEach(onWarning)
        return privateKey
    }

    /// The private key in an open file, whoever owns it: a small regular one. White space around the key is dropped.
    ///
    /// - Throws: `insecureKeyDirectory`; `invalidPrivateKey`; `inputOutput`; `outOfMemory`.
    static func read(_ descriptor: CInt, _ status: FileStatus) throws(EJSONError) -> PrivateKey {
        guard status.isRegular else { throw EJSONError(.insecureKeyDirectory, .file(.notRegular)) }
        guard status.size <= greatestSize else { throw EJSONError(.insecureKeyDirectory, .file(.tooLarge)) }
        return try read(descriptor)
    }

    private static func read(_ descriptor: CInt) throws(EJSONError) -> PrivateKey {
        let content = try SecretBytes.read(descriptor, limit: greatestSize)
        return try content.withBytes { (digits) throws(EJSONError) in try PrivateKey(hexadecimal: digits) }
    }

    /// A key file holds 64 digits and some white space.
    private static var greatestSize: Int { 4_096 }
}

import SystemPackage

extension PrivateKey {
    /// The private key in the rest of an open file, which the caller closes. Owner and mode of a regular file are
    /// checked like those of a key file. Those of a pipe say nothing about who writes to it.
    ///
    /// - Throws: `insecureKeyDirectory`; `invalidPrivateKey`; `inputOutput`; `outOfMemory`.
    package static func read(
        _ descriptor: CInt,
        policy: KeyDirectory.Policy,
        onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> PrivateKey {
        let status = try attempt(to: .read) { () throws(Errno) in try FileStatus(of: descriptor) }
        guard status.isRegular else { return try read(descriptor) }
        let warnings = try KeyPermissions(of: descriptor, status).warnings(under: policy)
        let privateKey = try read(descriptor, status)
        warnings.forEach(onWarning)
        return privateKey
    }

    /// The private key in a small regular file of any owner. White space around the key is ignored.
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

    /// A key file has 64 hex digits and a little white space.
    private static var greatestSize: Int { 4_096 }
}

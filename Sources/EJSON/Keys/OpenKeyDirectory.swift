import SystemPackage

/// An open key directory. The keys are read from the directory that was checked, whatever happens to its path.
struct OpenKeyDirectory: ~Copyable {
    let permissions: KeyPermissions
    private let descriptor: Descriptor

    /// - Throws: `keyNotFound`, about a directory, when there is none; `inputOutput`, with the directory.
    init(_ path: FilePath) throws(EJSONError) {
        let opened = try opening(.openDirectory, path) { () throws(Errno) in
            Descriptor(owning: try systemOpenDirectory(path))
        }
        let status = try attempt(to: .openDirectory, path) { () throws(Errno) in try opened.status() }
        permissions = KeyPermissions(of: opened.rawValue, status)
        descriptor = opened
    }

    /// The file for a public key. It may be a link, as in mounted secrets.
    ///
    /// - Throws: `keyNotFound`; `inputOutput`.
    borrowing func open(_ publicKey: PublicKey) throws(EJSONError) -> OpenKeyFile {
        let directory = descriptor.rawValue
        let file = try opening(.open) { () throws(Errno) in
            try Descriptor(reading: FilePath(publicKey.description), in: directory)
        }
        let status = try attempt(to: .open) { () throws(Errno) in try file.status() }
        return OpenKeyFile(
            permissions: KeyPermissions(of: file.rawValue, status), status: status, publicKey: publicKey, file: file)
    }
}

/// An open key file.
struct OpenKeyFile: ~Copyable {
    let permissions: KeyPermissions
    let status: FileStatus
    let publicKey: PublicKey
    let file: Descriptor

    /// The private key in it. The owner is not checked here.
    ///
    /// - Throws: `insecureKeyDirectory` when it is not a small regular file; `invalidPrivateKey`; `keyMismatch` when
    ///   the key does not belong to the public key; `inputOutput`; `outOfMemory`.
    borrowing func privateKey() throws(EJSONError) -> PrivateKey {
        let privateKey = try PrivateKey.read(file.rawValue, status)
        guard privateKey.publicKey == publicKey else { throw EJSONError(.keyMismatch) }
        return privateKey
    }
}

private func opening(
    _ problem: FileProblem,
    _ path: FilePath? = nil,
    _ open: () throws(Errno) -> Descriptor
) throws(EJSONError) -> Descriptor {
    do throws(Errno) {
        return try open()
    } catch  where error == .noSuchFileOrDirectory || error == .notDirectory {
        throw EJSONError(.keyNotFound, .file(problem), errno: error)
    } catch {
        throw EJSONError(.inputOutput, .file(problem), file: path, errno: error)
    }
}

import SystemPackage

extension KeyRing {
    /// The private key of a public key whose document is somewhere else: that in its key file, or the one that a document
    /// with this public key in a key directory, `*.ejson`, holds for its recipients.
    ///
    /// - Throws: what `KeyDirectory.privateKey(for:onWarning:)` and `privateKey(for:in:onWarning:)` throw; `keyNotFound` when
    ///   neither is there. A document that cannot be read is an error only when no other one is the right one.
    package func privateKey(
        of publicKey: PublicKey,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) -> PrivateKey {
        let missing: EJSONError
        do throws(EJSONError) {
            return try keyFile(of: publicKey, onWarning: onWarning).take()
        } catch  where error.code == .keyNotFound {
            missing = error
        }
        var failure: EJSONError?
        for directory in directories {
            let (documents, unreadable) = documents(in: directory.path)
            failure = failure ?? unreadable
            for file in documents {
                do throws(EJSONError) {
                    let document = try Document(contentsOf: file)
                    guard document.recipient == publicKey else { continue }
                    return try privateKey(for: document, in: file, onWarning: onWarning)
                } catch {
                    failure = failure ?? error.concerning(file)
                }
            }
        }
        throw failure ?? missing
    }
}

/// The files of a directory that are named as documents are; none when there is no such directory.
private func documents(in directory: FilePath) -> ([FilePath], EJSONError?) {
    do throws(EJSONError) {
        let names = try attempt(to: .open, directory) { () throws(Errno) in try systemList(directory) }
        return (names.sorted().filter { $0.hasSuffix(".ejson") }.map { directory.appending($0) }, nil)
    } catch {
        return ([], error.errno == .noSuchFileOrDirectory ? nil : error)
    }
}

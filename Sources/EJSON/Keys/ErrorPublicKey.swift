package import SystemPackage

extension EJSONError {
    /// The public key concerned: the document's recipient, or the one that a key file is named by.
    public internal(set) var publicKey: PublicKey? {
        get {
            // It was a public key when it was put there.
            publicKeyDigits.flatMap { try? PublicKey(hexadecimal: $0) }
        }
        set { publicKeyDigits = newValue?.description }
    }

    /// An error about a public key.
    package init(_ code: Code, file: FilePath? = nil, publicKey: PublicKey, errno: Errno? = nil) {
        self.init(code, file: file, errno: errno)
        self.publicKey = publicKey
    }
}

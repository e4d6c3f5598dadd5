package import SystemPackage

extension EJSONError {
    /// The public key concerned: that of the document, or the one in a key file's name.
    public internal(set) var publicKey: PublicKey? {
        get {
            // It is the description of a public key.
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

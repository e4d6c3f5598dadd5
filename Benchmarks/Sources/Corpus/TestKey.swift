public import EJSON

/// The key pair that all documents here are sealed to: the one of the test vectors in Docs/format.md.
public enum TestKey {
    /// The private key in hex.
    public static let privateDigits = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

    /// The public key in hex.
    public static let publicDigits = "8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f"

    /// The private key.
    public static func privateKey() throws(EJSONError) -> PrivateKey {
        try PrivateKey(hexadecimal: Array(privateDigits.utf8).span)
    }
}

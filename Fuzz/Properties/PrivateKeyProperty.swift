import EJSON

extension Property {
    /// A key file has 64 hex digits, with optional white space around them. Written back in lower case with a line
    /// feed, it is the same key.
    static let privateKeys = Property("private-keys") { input throws in
        let text = input.map(Unicode.Scalar.init)
        let isSpace = { (scalar: Unicode.Scalar) in scalar.isASCII && scalar.properties.isWhitespace }
        let digits = text.drop(while: isSpace).reversed().drop(while: isSpace)
        let isKey = digits.count == 64 && digits.allSatisfy(\.properties.isASCIIHexDigit)

        let key: PrivateKey
        do throws(EJSONError) {
            key = try PrivateKey(hexadecimal: input.span)
        } catch {
            try require(!isKey, "a key is refused: \(error)")
            return try require(error.code == .invalidPrivateKey, "refused for no reason of its own: \(error)")
        }
        try require(isKey, "something is taken for a key")
        let content = try key.keyFileContent().withBytes { bytes in bytes.indices.map { bytes[$0] } }
        let expected = String(String.UnicodeScalarView(digits.reversed())).lowercased() + "\n"
        try require(content == Array(expected.utf8), "another key is written")
        let again = try PrivateKey(hexadecimal: content.span).publicKey
        try require(again == key.publicKey, "another public key")
        let read = try PublicKey(hexadecimal: key.publicKey.description)
        try require(read == key.publicKey, "the public key is not what is written")
    }
}

extension Document {
    /// The SHA-256 of the document's text in hex. It identifies the version of a file.
    package func sha256() -> String {
        text.withBytes { Bytes32(sha256Of: $0).hexadecimal }
    }

    /// Whether both are the same, byte for byte.
    package func hasSameText(as other: Document) -> Bool {
        text.withBytes { Bytes32(sha256Of: $0) } == other.text.withBytes { Bytes32(sha256Of: $0) }
    }
}

extension SecretBytes {
    /// Whether both are the same, byte for byte.
    package borrowing func isSame(as other: borrowing SecretBytes) -> Bool {
        withBytes { Bytes32(sha256Of: $0) } == other.withBytes { Bytes32(sha256Of: $0) }
    }
}

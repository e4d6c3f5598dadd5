import EJSON

extension Property {
    /// Entries of a list, keys and identity files are parsed or refused with a message; a parsed one is written back
    /// unchanged and parsed to the same value.
    static let recipients = Property("recipients") { input throws in
        let text = String(decoding: input, as: UTF8.self)
        if let recipient = try read({ () throws(EJSONError) in try Recipient(entry: text) }) {
            // Digits may be of either case.
            try require(recipient.entry.lowercased() == text.lowercased(), "another entry is written")
            try require(try Recipient(entry: recipient.entry) == recipient, "another entry is read")
            let isPlain = recipient.entry.utf8.allSatisfy {
                0x20...0x7E ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
            }
            try require(isPlain, "an entry has a character that JSON escapes")
        }
        if let key = try read({ () throws(EJSONError) in try RecipientKey(parsing: text) }) {
            try require(try RecipientKey(parsing: key.description) == key, "another key is read")
            let publicKey = try PublicKey(hexadecimal: key.publicKey.description)
            try require(publicKey == key.publicKey, "its X25519 key is none")
        }
        if let name = RecipientName(text) {
            try require(Array(name.description.utf8) == input, "another name is written")
        }
        let publicKey: PublicKey?
        do throws(EJSONError) {
            if case .publicKey(let key) = try Identity(input.span).key { publicKey = key } else { publicKey = nil }
        } catch {
            return try require(refusals.contains(error.code), "refused for no reason of its own: \(error)")
        }
        guard let publicKey else { return }
        try require(
            try PrivateKey(hexadecimal: input.span).publicKey == publicKey, "an identity has another public key")
    }
}

private let refusals: [EJSONError.Code] = [.invalidRecipient, .invalidPublicKey, .keyMismatch]

/// What is read; `nil` when it is refused for a reason of its own.
private func read<Value>(_ body: () throws(EJSONError) -> Value) throws -> Value? {
    do throws(EJSONError) {
        return try body()
    } catch {
        try require(refusals.contains(error.code), "refused for no reason of its own: \(error)")
        return nil
    }
}

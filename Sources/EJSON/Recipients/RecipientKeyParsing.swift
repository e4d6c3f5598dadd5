extension RecipientKey {
    /// The key that a text names: 64 hex digits, or a line of a `.pub` file, of `authorized_keys`, of `known_hosts`, or of
    /// what `ssh-keyscan` prints. Of several lines those with other types of keys are passed over, as a host has one
    /// of each type. Empty lines and comments (`#`) do not count.
    ///
    /// - Throws: `invalidRecipient`: there is no key, several ed25519 keys, or only keys of types that cannot open a box.
    public init(parsing text: String) throws(EJSONError) {
        var found: Set<RecipientKey> = []
        var other: RecipientProblem?
        for line in text.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            switch try Self.key(in: words(of: line)) {
            case .key(let key): found.insert(key)
            case .problem(let problem): other = other ?? problem
            case .nothing: continue
            }
        }
        guard let key = found.first else {
            throw EJSONError(.invalidRecipient, .recipient(other ?? .notAKey))
        }
        guard found.count == 1 else { throw EJSONError(.invalidRecipient, .recipient(.severalKeys)) }
        self = key
    }

    private enum Line {
        case key(RecipientKey)
        case problem(RecipientProblem)
        case nothing
    }

    private static func key(in words: [String]) throws(EJSONError) -> Line {
        guard let first = words.first, first.utf8.first != UInt8(ascii: "#") else { return .nothing }
        if first.utf8.first == UInt8(ascii: "@") { return .problem(.marker(first)) }
        if words.count == 1, first.utf8.count == 2 * PublicKey.byteCount {
            return .key(.publicKey(try PublicKey(hexadecimal: first)))
        }
        for (index, word) in words.enumerated() where isKeyType(word) {
            guard word == SSHPublicKey.type else { return .problem(.unsupportedKeyType(word)) }
            guard index + 1 < words.count else { return .problem(.notAKey) }
            return .key(.ssh(try SSHPublicKey(base64: words[index + 1])))
        }
        return .problem(.notAKey)
    }
}

/// Whether the word is a type of ssh's keys. It stands behind a host's name or the options of `authorized_keys`, if any.
func isKeyType(_ word: String) -> Bool {
    ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "rsa-sha2-", "webauthn-sk-"].contains {
        word.utf8.starts(with: $0.utf8)
    }
}

/// The words of a line; white space in double quotes, as in the options of `authorized_keys`, does not part them.
private func words(of line: Substring.UTF8View.SubSequence) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var isQuoted = false
    for byte in line {
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        if !isQuoted, byte == 0x20 || byte == 0x09 {
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            word.removeAll()
        } else {
            word.append(byte)
        }
    }
    if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
    return words
}

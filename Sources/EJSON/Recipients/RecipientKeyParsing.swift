extension RecipientKey {
    /// The key in a text: 64 hex digits, or a line of a `.pub` file, of `authorized_keys`, of `known_hosts`, or of the
    /// output of `ssh-keyscan`. Lines with other types of keys are skipped, because a host has one of each type, as are
    /// empty lines and comments (`#`).
    ///
    /// - Throws: `invalidRecipient`: there is no key, there are several ed25519 keys, or only keys of types that cannot
    ///   open a box.
    public init(parsing text: String) throws(EJSONError) {
        try self.init(RecipientKeyText(parsing: text))
    }

    /// The same, with a host whose key is chosen when the text, such as `known_hosts`, has several.
    ///
    /// - Throws: the same.
    public init(parsing text: String, host: RecipientName) throws(EJSONError) {
        try self.init(RecipientKeyText(parsing: text, host: host.description))
    }

    init(_ text: RecipientKeyText) throws(EJSONError) {
        switch text {
        case .publicKey(let digits): self = .publicKey(try PublicKey(hexadecimal: digits))
        case .ssh(let base64): self = .ssh(try SSHPublicKey(base64: base64))
        }
    }
}

/// A key as text. Its encoding is not checked, because that takes as long as opening a box.
enum RecipientKeyText: Hashable {
    case publicKey(String)
    case ssh(String)

    init(_ key: RecipientKey) {
        switch key {
        case .publicKey(let key): self = .publicKey(key.description)
        case .ssh(let key): self = .ssh(String(key.description.dropFirst(SSHPublicKey.type.utf8.count + 1)))
        }
    }

    /// The text in an entry.
    var text: String {
        switch self {
        case .publicKey(let digits): digits.lowercased()
        case .ssh(let base64): SSHPublicKey.type + " " + base64
        }
    }

    /// The key in a text, with the rules of `RecipientKey(parsing:)`.
    init(parsing text: String, host: String? = nil) throws(EJSONError) {
        var found: [(key: RecipientKeyText, hosts: Substring)] = []
        var other: RecipientProblem?
        for line in text.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let words = words(of: line)
            switch Self.key(in: words) {
            case .key(let key): found.append((key, words[0][...]))
            case .problem(let problem): other = other ?? problem
            case .nothing: continue
            }
        }
        if let host, Set(found.map(\.key)).count > 1 {
            found = found.filter {
                $0.hosts.split(separator: ",").contains { $0 == host || $0.hasPrefix("[\(host)]:") }
            }
            other = .severalKeys
        }
        guard let key = found.first?.key else {
            throw EJSONError(.invalidRecipient, .recipient(other ?? .notAKey))
        }
        guard Set(found.map(\.key)).count == 1 else { throw EJSONError(.invalidRecipient, .recipient(.severalKeys)) }
        self = key
    }

    private enum Line {
        case key(RecipientKeyText)
        case problem(RecipientProblem)
        case nothing
    }

    private static func key(in words: [String]) -> Line {
        guard let first = words.first, first.utf8.first != UInt8(ascii: "#") else { return .nothing }
        if first.utf8.first == UInt8(ascii: "@") { return .problem(.marker(first)) }
        if words.count == 1, first.utf8.count == 2 * PublicKey.byteCount { return .key(.publicKey(first)) }
        for (index, word) in words.enumerated() where isKeyType(word) {
            guard word == SSHPublicKey.type else { return .problem(.unsupportedKeyType(word)) }
            guard index + 1 < words.count else { return .problem(.notAKey) }
            return .key(.ssh(words[index + 1]))
        }
        return .problem(.notAKey)
    }
}

/// Whether the word is a type of ssh key. In a line it comes after a host's name or the options of `authorized_keys`,
/// if there are any.
func isKeyType(_ word: String) -> Bool {
    ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "rsa-sha2-", "webauthn-sk-"].contains {
        word.utf8.starts(with: $0.utf8)
    }
}

/// The words of a line. White space in double quotes, as in the options of `authorized_keys`, does not separate words.
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

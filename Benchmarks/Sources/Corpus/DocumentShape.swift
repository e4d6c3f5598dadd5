/// What secrets a document holds.
public enum DocumentShape: Hashable, Sendable {
    /// So many secrets of 16 to 64 bytes.
    case short(Int)

    /// So many private keys as PEM, of 3 KB, with `\n` for line feeds.
    case pem(Int)

    /// One secret of so many megabytes.
    case megabytes(Int)

    /// Those that are measured. With 550,000 secrets a document has 100 MB when it is sealed.
    public static let all: [DocumentShape] = [
        .short(1), .short(100), .short(1_000), .short(10_000), .short(100_000), .short(550_000), .pem(100),
        .megabytes(100),
    ]

    /// The number of secrets.
    public var count: Int {
        switch self {
        case .short(let count), .pem(let count): count
        case .megabytes: 1
        }
    }

    /// Without spaces, as names of benchmarks and files.
    public var name: String {
        switch self {
        case .short(let count): "short-\(count)"
        case .pem(let count): "pem-\(count)"
        case .megabytes(let size): "megabytes-\(size)"
        }
    }

    /// Whether one new value among others is another work than a first encryption.
    public var hasOthers: Bool { count > 1 }

    /// Whether the document is measured with an ephemeral key for each value too. Not with many: a scalar
    /// multiplication a value is all that one would see.
    public var hasOwnKeys: Bool {
        switch self {
        case .short(let count): 100...10_000 ~= count
        case .pem, .megabytes: false
        }
    }

    /// The text of the string literals, without quotes.
    func literals(seed: UInt64) -> [[UInt8]] {
        var bytes = SeededBytes(seed: seed)
        return (0..<count).map { _ in
            switch self {
            case .short: shortSecret(from: &bytes)
            case .pem: privateKey(from: &bytes)
            case .megabytes(let size): bytes.characters(size * 1_000_000)
            }
        }
    }
}

private func shortSecret(from bytes: inout SeededBytes) -> [UInt8] {
    let count = 16 + Int(bytes.next() % 49)
    return bytes.characters(count)
}

private func privateKey(from bytes: inout SeededBytes) -> [UInt8] {
    let lines = (0..<45).flatMap { _ in bytes.characters(64) + Array(#"\n"#.utf8) }
    return Array(#"-----BEGIN PRIVATE KEY-----\n"#.utf8) + lines + Array(#"-----END PRIVATE KEY-----\n"#.utf8)
}

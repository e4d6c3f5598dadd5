import EJSON
import EJSONAuthoring
import EJSONFormat
import SystemPackage

/// The result of `ejson list` for one document.
struct Listing {
    let file: DocumentArgument
    let recipient: PublicKey
    let content: DocumentListing
    let history: GitHistory?

    /// How many values are older than the limit.
    func count(_ age: Age) -> Int {
        content.values.count { commit(of: $0).map { age.isExceeded(since: $0.time) } ?? false }
    }

    fileprivate func commit(of value: DocumentListing.Value) -> GitHistory.Commit? {
        history?.commits[value.header]
    }
}

// MARK: Text

extension Listing {
    /// The document's name and a tree of its values, or a table with their history.
    func text(_ style: TerminalStyle, keys: Bool, history: Bool, _ limit: Age?) -> [String] {
        let title = style.styled(file.words, .heading)
        return [title] + style.lines(history ? table(keys: keys, limit) : tree(keys: keys), widest: 60)
    }

    private func tree(keys: Bool) -> [[TerminalStyle.Cell]] {
        // For each level, whether more entries follow.
        var goesOn: [Bool] = []
        return content.values.map { value in
            goesOn.removeSubrange((value.depth - 1)...)
            goesOn.append(!value.isLast)
            // Of a very deep tree, only the inner levels.
            let bars = goesOn.dropLast().suffix(20).map { $0 ? "│   " : "    " }.joined()
            let branch = value.isLast ? "└── " : "├── "
            let name = TerminalStyle.Cell(bars + branch + (value.name.isEmpty ? "\"\"" : printable(value.name)))
            guard value.state != .object, value.state != .array else { return [name] }
            return [name] + cells(value, keys: keys)
        }
    }

    /// The sealed values, the oldest first; values unknown to git come last.
    private func table(keys: Bool, _ limit: Age?) -> [[TerminalStyle.Cell]] {
        let sealed = zip(content.values, content.paths()).filter { !$0.0.header.isEmpty }
            .map { (value: $0, path: $1, commit: commit(of: $0)) }
        let sorted = sealed.enumerated().sorted { left, right in
            (left.element.commit?.time ?? .max, left.offset) < (right.element.commit?.time ?? .max, right.offset)
        }
        return sorted.map { _, entry in
            let isOld = entry.commit.flatMap { commit in limit?.isExceeded(since: commit.time) } ?? false
            let date = TerminalStyle.Cell(
                entry.commit.map { String($0.date.prefix(10)) } ?? "-", isOld ? .warning : .plain)
            let author = TerminalStyle.Cell(entry.commit.map { printable($0.author) } ?? "not committed yet")
            let path = TerminalStyle.Cell(printable(entry.path))
            return [date, path] + cells(entry.value, keys: keys).dropFirst() + [author]
        }
    }

    private func cells(_ value: DocumentListing.Value, keys: Bool) -> [TerminalStyle.Cell] {
        let hidden = value.isHidden ? ", hidden by a later one" : ""
        var cells = [TerminalStyle.Cell(value.state.word + hidden, value.state.look)]
        if keys, case .sealed(let ephemeralKey) = value.state {
            cells.append(TerminalStyle.Cell(String(ephemeralKey.prefix(8)), .faint))
        }
        return cells
    }
}

extension DocumentListing.State {
    var word: String {
        switch self {
        case .sealed: "sealed"
        case .plaintext: "plaintext"
        case .malformed: "malformed"
        case .comment: "comment"
        case .publicKey: "public key"
        case .number: "number"
        case .boolean: "boolean"
        case .null: "null"
        case .object: "object"
        case .array: "array"
        }
    }

    fileprivate var look: TerminalStyle.Look {
        switch self {
        case .sealed: .good
        case .plaintext, .malformed: .bad
        default: .faint
        }
    }
}

// MARK: JSON

extension [Listing] {
    /// - Parameter unreadable: documents that cannot be listed.
    func json(_ unreadable: [JSONText]) -> JSONText {
        .object([("documents", .array(map(\.json) + unreadable, .lines(indent: 2)))])
    }
}

extension Listing {
    /// A document that cannot be listed, and why.
    static func json(unreadable file: DocumentArgument, _ reason: String) -> JSONText {
        .object([
            ("file", .string(file.name)), ("public_key", .null), ("error", .string(reason)), ("values", .array([])),
        ])
    }

    fileprivate var json: JSONText {
        let values = zip(content.values, content.paths())
            .filter { $0.0.state != .object && $0.0.state != .array }
            .map { json(of: $0, at: $1) }
        return .object([
            ("file", .string(file.name)),
            ("public_key", .string(recipient.description)),
            ("error", .null),
            ("values", .array(values, .lines(indent: 4))),
        ])
    }

    private func json(of value: DocumentListing.Value, at path: String) -> JSONText {
        var ephemeralKey = JSONText.null
        if case .sealed(let key) = value.state { ephemeralKey = .string(key) }
        let sealed = commit(of: value).map { commit in
            JSONText.object([
                ("date", .string(commit.date)), ("author", .string(commit.author)), ("commit", .string(commit.hash)),
            ])
        }
        return .object([
            ("path", .string(path)),
            ("state", .string(value.state.word.replacingEach(" ", with: "_"))),
            ("line", .number(value.line)),
            ("hidden", .boolean(value.isHidden)),
            ("ephemeral_key", ephemeralKey),
            ("sealed", sealed.orNull),
        ])
    }
}

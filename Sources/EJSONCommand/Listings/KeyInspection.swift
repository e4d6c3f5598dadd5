import EJSON
import SystemPackage

/// What `ejson keys` has found: a key directory, and the documents that it was asked about.
struct KeyInspection {
    let directory: KeyDirectory
    /// `nil` when there is no directory, and no document needs one.
    let report: KeyDirectoryReport?
    let documents: [Document]

    struct Document {
        let file: DocumentArgument
        let recipient: PublicKey?
        /// Where its private key was found.
        var origin: FoundKey.Origin?
        /// Why that was not found.
        var missing: EJSONError?
        /// Why it is no document.
        var error: EJSONError?
    }

    var isAllWell: Bool {
        report.map {
            $0.permissions.verdict(directory.policy) != .refused && $0.keys.allSatisfy { $0.isUsable }
        } ?? true && documents.allSatisfy(canBeOpened)
    }

    func canBeOpened(_ document: Document) -> Bool {
        document.origin != nil
    }

    func verdict(_ key: KeyDirectoryReport.Key) -> KeyPermissions.Verdict {
        key.isUsable ? key.permissions?.verdict(directory.policy) ?? .refused : .refused
    }
}

extension KeyInspection {
    /// A table, what to run, and what becomes of the documents, in lines.
    func text(_ style: TerminalStyle) -> [String] {
        var lines = report.map { text(of: $0, style) } ?? ["Key directory \(printable(directory.path)): there is none"]
        if !documents.isEmpty { lines += [""] + style.lines(documents.map(row)) }
        return lines
    }

    private func text(of report: KeyDirectoryReport, _ style: TerminalStyle) -> [String] {
        let verdict = report.permissions.verdict(directory.policy)
        var lines = [
            "Key directory \(printable(directory.path)): \(report.permissions.ownership), "
                + "mode \(report.permissions.octal), \(style.styled(verdict.word, verdict.look))"
        ]
        if !report.keys.isEmpty { lines += [""] + style.lines([Self.header] + report.keys.map(row)) }
        if !report.otherFiles.isEmpty {
            lines += ["", "Not named by a public key: " + report.otherFiles.map(printable).joined(separator: ", ")]
        }
        let findings = findings(report)
        if !findings.isEmpty { lines += ["", style.styled("To mend:", .heading)] + findings.map { "  " + $0.line } }
        return lines
    }

    private static let header = ["PUBLIC KEY", "PRIVATE KEY", "OWNER", "MODE", "VERDICT"].map {
        TerminalStyle.Cell($0, .heading)
    }

    private func row(_ key: KeyDirectoryReport.Key) -> [TerminalStyle.Cell] {
        let verdict = verdict(key)
        return [
            TerminalStyle.Cell(key.publicKey.description),
            TerminalStyle.Cell(key.content.rawValue, key.error == nil ? .plain : .bad),
            TerminalStyle.Cell(key.permissions?.ownership ?? "-"),
            TerminalStyle.Cell(key.permissions?.octal ?? "-"),
            TerminalStyle.Cell(verdict.word, verdict.look),
        ]
    }

    private func row(_ document: Document) -> [TerminalStyle.Cell] {
        let name = TerminalStyle.Cell(document.file.words)
        switch document.origin {
        case .keyFile: return [name, TerminalStyle.Cell("can be opened", .good)]
        case .identity(let file, let recipient):
            return [name, TerminalStyle.Cell("can be opened, as \(recipient) by \(printable(file))", .good)]
        case nil: return [name, TerminalStyle.Cell(obstacle(to: document) ?? "", .bad)]
        }
    }

    /// Why a document cannot be opened, and what to do, in one line; `nil` when it can.
    func obstacle(to document: Document) -> String? {
        if canBeOpened(document) { return nil }
        if let error = document.error { return words(for: error, about: document.file) }
        let recipient = document.recipient?.description ?? ""
        if let missing = document.missing, [.noIdentity, .forgedRecipient, .invalidRecipient].contains(missing.code) {
            return words(for: missing, about: document.file)
        }
        if report?.keys.contains(where: { $0.publicKey == document.recipient }) ?? false {
            return "no usable private key for \(recipient)"
        }
        let hint = document.recipient.map { "; \(hintOfPlace(of: $0, in: directory.path))" } ?? ""
        return "no private key for \(recipient)\(hint)"
    }

    /// What is wrong, and what to run.
    func findings(_ report: KeyDirectoryReport) -> [Message] {
        var findings = messages(report.permissions, "the key directory", directory.path)
        for key in report.keys {
            if let permissions = key.permissions { findings += messages(permissions, "the key file", key.file) }
            if let error = key.error { findings.append(message(for: error)) }
        }
        for name in report.otherFiles {
            let path = directory.path.appending(name)
            if isLeftoverDirectory(path) {
                findings.append(messageForLeftoverKey(path))
                continue
            }
            // A name that is no public key is listed as another file.
            guard let publicKey = try? PublicKey(hexadecimal: name) else { continue }
            let (now, then) = (path, directory.file(for: publicKey))
            findings.append(
                Message(
                    "\(printable(now)) is not found, because its name is not in lower case",
                    hint: "run: mv \(shellWord(now)) \(shellWord(then))"))
        }
        return findings
    }

    private func messages(_ permissions: KeyPermissions, _ object: String, _ path: FilePath) -> [Message] {
        permissions.problems.map { message(for: $0, of: "\(object) \(printable(path))", path) }
    }
}

extension KeyDirectoryReport.Key {
    enum Content: String { case matches, mismatch, invalid, unreadable }

    /// What the file holds.
    var content: Content {
        switch error?.code {
        case nil: .matches
        case .some(.keyMismatch): .mismatch
        case .some(.invalidPrivateKey), .some(.insecureKeyDirectory): .invalid
        default: .unreadable
        }
    }
}

extension KeyPermissions {
    /// Owner and group.
    fileprivate var ownership: String {
        [owner, group].map { $0 == 0 ? "root" : String($0) }.joined(separator: ":")
    }

    /// The mode in four octal digits.
    var octal: String {
        let digits = String(mode.rawValue, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension KeyPermissions.Verdict {
    var word: String {
        switch self {
        case .passes: "ok"
        case .warning: "warning"
        case .refused: "refused"
        }
    }

    fileprivate var look: TerminalStyle.Look {
        switch self {
        case .passes: .good
        case .warning: .warning
        case .refused: .bad
        }
    }
}

import EJSON
import EJSONFormat
import SystemPackage

/// The findings of `ejson check`.
struct CheckReport {
    struct Finding {
        let file: DocumentArgument
        var position: EJSONError.Position?
        var path: String?
        let code: String
        let words: String

        /// Whether it does not fail the check: a value that `ejson run` refuses is not a leak.
        var isWarning = false
    }

    /// How many documents were checked.
    var documents = 0

    private(set) var findings: [Finding] = []

    /// The recipients that each document must have; `nil` for no such rule.
    var wantedRecipients: [ListedRecipient]?

    /// The ephemeral keys of the documents checked so far.
    var record = SealingRecord()

    mutating func add(_ errors: [EJSONError], in file: DocumentArgument) {
        findings += errors.map { error in
            Finding(
                file: file, position: error.position, path: error.path, code: error.code.description,
                words: error.code == .notEncrypted ? wordsForFinding : words(for: error, about: file))
        }
    }

    /// A file that could not be checked is a finding: it may hold anything.
    mutating func add(failed error: any Error, in file: DocumentArgument) {
        switch error {
        case let error as EJSONError: add([error], in: file)
        case let failure as Failure:
            findings.append(Finding(file: file, code: "failed", words: failure.words))
        default: findings.append(Finding(file: file, code: "failed", words: message(of: error).line))
        }
    }

    /// Findings that do not fail the check.
    mutating func add(warnings errors: [EJSONError], in file: DocumentArgument) {
        findings += errors.map { error in
            Finding(
                file: file, position: error.position, path: error.path,
                code: error.code.description, words: messageForEnvironment(error).line, isWarning: true)
        }
    }

    mutating func add(_ finding: Finding) {
        findings.append(finding)
    }

    /// The files with secrets that are not sealed.
    var unsealedFiles: [FilePath] {
        var files: [FilePath] = []
        for finding in findings where finding.code == EJSONError.Code.notEncrypted.description {
            if let file = finding.file.file, files.last != file, !isLeftover(file) { files.append(file) }
        }
        return files
    }
}

extension CheckReport.Finding {
    /// A private key that is in git, or would be after the next `git add`.
    static func privateKeyInGit(_ file: FilePath) -> Self {
        Self(file: DocumentArgument(file), code: "privateKeyInGit", words: wordsForKeyInGit)
    }

    /// A private key that could not be looked up in git.
    static func privateKeyNotChecked(_ file: FilePath, _ reason: String) -> Self {
        Self(file: DocumentArgument(file), code: "privateKeyNotChecked", words: wordsForKeyNotChecked(reason))
    }

    static func privateKeyInBuildContext(_ file: FilePath, _ context: FilePath, _ document: FilePath) -> Self {
        Self(
            file: DocumentArgument(file), code: "privateKeyInBuildContext",
            words: wordsForKeyInBuildContext(context, beside: document))
    }

    static func tooManyRules(_ dockerfile: FilePath) -> Self {
        Self(file: DocumentArgument(dockerfile), code: "privateKeyNotChecked", words: wordsForTooManyRules)
    }

    /// What a killed command has left. Not in git, because the directory ignores itself.
    static func leftover(_ directory: FilePath) -> Self {
        Self(
            file: DocumentArgument(directory), code: "leftover", words: messageForLeftover(directory).line,
            isWarning: true)
    }

    /// A document that no command can change until it has one name again.
    static func hardLinked(_ file: FilePath, names: Int) -> Self {
        Self(file: DocumentArgument(file), code: "hardLinked", words: wordsForHardLink(names))
    }

    /// The format that editors and CI parse.
    var line: String { place(file, position, nil) + (isWarning ? "warning: " : "") + place(nil, nil, path) + words }
}

extension CheckReport {
    var json: JSONText {
        let findings = findings.map { finding in
            JSONText.object([
                ("file", .string(finding.file.name)),
                ("line", finding.position.map { JSONText.number($0.line) }.orNull),
                ("column", finding.position.map { JSONText.number($0.column) }.orNull),
                ("path", finding.path.map(JSONText.string).orNull),
                ("code", .string(finding.code)),
                ("message", .string(finding.words)),
                ("severity", .string(finding.isWarning ? "warning" : "error")),
            ])
        }
        return .object(
            [
                ("documents", .number(documents)),
                ("findings", .array(findings, findings.isEmpty ? .inline : .lines(indent: 4))),
            ], .lines(indent: 2))
    }
}

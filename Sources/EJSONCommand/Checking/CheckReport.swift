import EJSON
import EJSONFormat

/// What `ejson check` has found.
struct CheckReport {
    struct Finding {
        let file: String
        var position: EJSONError.Position?
        var keyPath: String?
        let code: String
        let words: String
    }

    /// How many documents were looked at.
    var documents = 0

    private(set) var findings: [Finding] = []

    mutating func add(_ errors: [EJSONError], in file: String) {
        findings += errors.map { error in
            Finding(
                file: file, position: error.position, keyPath: error.keyPath, code: error.code.description,
                words: error.code == .notEncrypted ? wordsForFinding : words(for: error, about: file))
        }
    }

    mutating func add(_ failure: Failure, in file: String) {
        findings.append(Finding(file: file, code: "failed", words: failure.words))
    }

    mutating func add(_ finding: Finding) {
        findings.append(finding)
    }

    /// The files with secrets that are not sealed.
    var unsealedFiles: [String] {
        var files: [String] = []
        for finding in findings where finding.code == EJSONError.Code.notEncrypted.description {
            if files.last != finding.file { files.append(finding.file) }
        }
        return files
    }
}

extension CheckReport.Finding {
    /// A private key that is in git, or will be at the next `git add`.
    static func privateKeyInGit(_ file: String) -> Self {
        Self(file: file, code: "privateKeyInGit", words: wordsForKeyInGit)
    }

    static func privateKeyInBuildContext(_ file: String, _ context: String, _ document: String) -> Self {
        Self(
            file: file, code: "privateKeyInBuildContext", words: wordsForKeyInBuildContext(context, beside: document))
    }

    /// As editors and CI read it.
    var line: String { place(file, position, keyPath) + words }
}

extension CheckReport {
    /// One JSON object, in lines.
    var json: [String] {
        let findings = findings.map { finding in
            let members = [
                ("file", jsonLiteral(finding.file)),
                ("line", finding.position.map { String($0.line) } ?? "null"),
                ("column", finding.position.map { String($0.column) } ?? "null"),
                ("path", finding.keyPath.map(jsonLiteral) ?? "null"),
                ("code", jsonLiteral(finding.code)),
                ("message", jsonLiteral(finding.words)),
            ]
            return "    {" + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
        }
        return ["{", "  \"documents\": \(documents),"]
            + (findings.isEmpty
                ? ["  \"findings\": []"] : ["  \"findings\": [", findings.joined(separator: ",\n"), "  ]"])
            + ["}"]
    }
}

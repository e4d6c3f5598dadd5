import EJSON
import EJSONFormat

/// All that `ejson doctor` has found.
struct DiagnosisReport {
    let diagnoses: [Diagnosis]

    var hasProblem: Bool { diagnoses.contains { $0.verdict == .problem } }

    /// A heading for each subject, and a line for each thing; below it what to do.
    func text(_ style: TerminalStyle) -> [String] {
        var lines: [String] = []
        for subject in Diagnosis.Subject.allCases {
            let own = diagnoses.filter { $0.subject == subject }
            if own.isEmpty { continue }
            if !lines.isEmpty { lines.append("") }
            lines.append(style.styled(subject.heading, .heading))
            for diagnosis in own { lines += self.lines(of: diagnosis, style) }
        }
        return lines + ["", conclusion(style)]
    }

    private func lines(of diagnosis: Diagnosis, _ style: TerminalStyle) -> [String] {
        let word = diagnosis.verdict.rawValue
        let margin = String(repeating: " ", count: 9 - word.count)
        let line = "  " + style.styled(word, diagnosis.verdict.look) + margin + diagnosis.message.words
        guard let hint = diagnosis.message.hint else { return [line] }
        return [line, String(repeating: " ", count: 11) + style.styled("Hint: \(hint)", .faint)]
    }

    private func conclusion(_ style: TerminalStyle) -> String {
        let counts = [Diagnosis.Verdict.problem, .warning].map { verdict in
            (verdict, diagnoses.count { $0.verdict == verdict })
        }
        let parts = counts.filter { $0.1 > 0 }.map { verdict, count in
            style.styled("\(count) \(verdict.rawValue)\(count == 1 ? "" : "s")", verdict.look)
        }
        return parts.isEmpty
            ? style.styled("No problem was found.", .good) : "Found " + parts.joined(separator: ", ") + "."
    }

    var json: JSONText {
        let checks = diagnoses.map { diagnosis in
            JSONText.object([
                ("subject", .string(diagnosis.subject.rawValue)),
                ("verdict", .string(diagnosis.verdict.rawValue)),
                ("message", .string(diagnosis.message.words)),
                ("hint", diagnosis.message.hint.map(JSONText.string).orNull),
            ])
        }
        return .object([("checks", .array(checks, .lines(indent: 4)))], .lines(indent: 2))
    }
}

extension Diagnosis.Subject {
    fileprivate var heading: String {
        switch self {
        case .versions: "Versions"
        case .keys: "Private keys"
        case .identities: "Identities"
        case .agent: "Agent"
        case .git: "git"
        case .documents: "Documents"
        case .machine: "This machine"
        }
    }
}

extension Diagnosis.Verdict {
    fileprivate var look: TerminalStyle.Look {
        switch self {
        case .ok: .good
        case .note: .plain
        case .warning: .warning
        case .problem: .bad
        }
    }
}

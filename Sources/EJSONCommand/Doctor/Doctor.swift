import CommandLineFlags
import EJSON
import EJSONFormat
import SystemPackage

struct Doctor: Command {
    static let documentation = Documentation(
        abstract: "Show what is set up here, what is wrong with it, and what to do.",
        discussion: """
            Looks at versions, the key directory, identities, the agent, git, all *.ejson
            files below a directory, and what this machine does with the memory of
            programs. It changes nothing, opens no value and prints no secret.

            A problem is something that does not work, or that puts a secret in danger. A
            warning is something that could be safer. A note is worth knowing.
            """,
        examples: [
            "ejson doctor": "",
            "ejson doctor --json services/shop": "",
        ],
        exitStatuses: [
            "0": "there is no problem; there may be warnings",
            "1": "there is a problem",
            "64": "the arguments are wrong",
        ],
        sections: [
            "JSON": """
              {"checks": [{"subject", "verdict", "message", "hint"}]}

            "subject" is versions, keys, identities, agent, git, documents or machine;
            "verdict" is ok, note, warning or problem. "hint" says what to do, or is null.
            """
        ]
    )

    var keys = KeyRingOptions()
    var json = false
    var directory: FilePath?

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--json", help: "Print JSON.", into: &json)
        parameters.group(&keys)
        parameters.optionalArgument(
            "directory", help: "Where documents are looked for. (default: the working directory)",
            completion: .directory, into: &directory)
    }

    func run() throws {
        forbidDumps()
        let report = try reporting("Cannot examine this") { try examine() }
        try reporting("Cannot show what was found") {
            for line in json ? [report.json.description] : report.text(TerminalStyle()) { try printLine(line) }
        }
        if report.hasProblem { throw ExitStatus.failure }
    }

    private func examine() throws -> DiagnosisReport {
        let directory = directory ?? "."
        guard isDirectory(directory) else {
            throw Failure(
                "\(printable(directory)) is not a directory",
                hint: "name one, or leave it out for this one; for a document: ejson check FILE")
        }
        let ring = keys.ring(.environment)
        let agent = Agent.environment
        var unseen: [Diagnosis] = []
        let tree = CheckedTree(directory) { unseen.append(Diagnosis(.documents, failed: $0)) }
        return DiagnosisReport(
            diagnoses: diagnosesOfVersions() + ring.directories.flatMap(diagnoses(of:)) + diagnosesOfIdentities(ring)
                + diagnoses(of: agent) + diagnosesOfGit(tree.keys) + diagnoses(of: tree, ring, agent) + unseen
                + diagnosesOfMachine())
    }
}

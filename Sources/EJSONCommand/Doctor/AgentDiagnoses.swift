import EJSON
import SystemPackage

/// The agent that documents are opened through, and what belongs to one on this host.
func diagnoses(of agent: Agent?) -> [Diagnosis] {
    var diagnoses: [Diagnosis] = []
    if let agent {
        do throws(EJSONError) {
            try agent.requireListening()
            diagnoses.append(Diagnosis(.agent, .ok, "an agent listens at \(printable(agent.path))"))
        } catch {
            diagnoses.append(Diagnosis(.agent, failed: error))
        }
    }
    let grants: FilePath = "/etc/ejson/grants"
    if isDirectory(grants) {
        diagnoses.append(
            Diagnosis(
                .agent, .note, "this host has grants in \(printable(grants))",
                hint: "`ejson-agent check-grants` looks at them"))
    }
    if diagnoses.isEmpty {
        diagnoses.append(
            Diagnosis(.agent, .note, "none is named by $EJSON_AGENT, so private keys are looked for here"))
    }
    return diagnoses
}

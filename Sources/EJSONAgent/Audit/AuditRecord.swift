package import EJSON
import EJSONFormat

/// One request, as one line of JSON.
package struct AuditRecord: Sendable {
    package let grant: String
    package let request: AgentRequest?

    /// The file of the grant that the request was judged by.
    package var document: String?
    package let peer: Peer
    package let description: PeerDescription

    /// `nil` when the keys are answered.
    package let refusal: AgentProblem?

    /// How many requests before this one were refused for the rate, and not recorded one by one.
    package let unrecorded: Int

    /// The line, without its line feed. What a client says is escaped, and is the member `name` alone.
    package var line: String {
        var members: [(name: String, value: JSONText)] = [
            ("time", .string(utcTime())),
            ("grant", .string(grant)),
            ("result", .string(refusal == nil ? "answered" : "refused")),
        ]
        if let refusal { members.append(("reason", .string("\(refusal)"))) }
        if let document { members.append(("document", .string(document))) }
        if let request {
            members.append(("public_key", .string("\(request.document)")))
            members.append(("keys", .number(request.ephemeralKeys.count)))
            if !request.name.isEmpty { members.append(("name", .string(request.name))) }
        }
        members += [("pid", .number(peer.process)), ("uid", .number(peer.user)), ("gid", .number(peer.group))]
        if let executable = description.executable { members.append(("executable", .string(executable))) }
        if let container = description.container {
            members.append(("container", .string(container.id)))
            if let runtime = container.runtime { members.append(("runtime", .string(runtime))) }
        }
        if let cgroup = description.cgroups?.utf8.split(separator: UInt8(ascii: "\n")).last {
            members.append(("cgroup", .string(String(Substring(cgroup)))))
        }
        if unrecorded > 0 { members.append(("unrecorded", .number(unrecorded))) }
        return JSONText.object(members).description
    }
}

import CPlatform
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
        var members = [
            ("time", jsonLiteral(utcTime())),
            ("grant", jsonLiteral(grant)),
            ("result", jsonLiteral(refusal == nil ? "answered" : "refused")),
        ]
        if let refusal { members.append(("reason", jsonLiteral("\(refusal)"))) }
        if let document { members.append(("document", jsonLiteral(document))) }
        if let request {
            members.append(("public_key", jsonLiteral("\(request.document)")))
            members.append(("keys", String(request.ephemeralKeys.count)))
            if !request.name.isEmpty { members.append(("name", jsonLiteral(request.name))) }
        }
        members += [("pid", String(peer.process)), ("uid", String(peer.user)), ("gid", String(peer.group))]
        if let executable = description.executable { members.append(("executable", jsonLiteral(executable))) }
        if let container = description.container {
            members.append(("container", jsonLiteral(container.id)))
            if let runtime = container.runtime { members.append(("runtime", jsonLiteral(runtime))) }
        }
        if let cgroup = description.cgroups?.split(separator: "\n").last {
            members.append(("cgroup", jsonLiteral(String(cgroup))))
        }
        if unrecorded > 0 { members.append(("unrecorded", String(unrecorded))) }
        return "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }
}

/// Now, as RFC 3339 writes it, in UTC.
private func utcTime() -> String {
    var text = [CChar](repeating: 0, count: Int(platform_utc_time_size))
    unsafe platform_utc_time(&text)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

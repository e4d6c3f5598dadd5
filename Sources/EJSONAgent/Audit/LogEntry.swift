import EJSON
import EJSONFormat

/// A line of the record, read again.
package struct LogEntry: Sendable {
    /// The members, strings without their quotes.
    package let members: [String: String]

    /// `nil` when the line is no record: no JSON object with time, grant and result.
    package init?(_ line: [UInt8]) {
        guard let outline = try? JSONOutline(line.span) else { return nil }
        var members: [String: String] = [:]
        for node in outline.nodes[0].children {
            let value = outline.nodes[node].value
            guard value.isPlain else { return nil }
            let bytes =
                value.kind == .string ? unescapedBytes(JSONString(value), in: line.span) : Array(line[value.range])
            members[outline.name(of: node, in: line.span)] = String(decoding: bytes, as: UTF8.self)
        }
        guard ["time", "grant", "result"].allSatisfy({ members[$0] != nil }) else { return nil }
        self.members = members
    }

    /// For people: what a client has said about itself cannot move their cursor.
    package var words: String {
        var words = [members["time"] ?? "", members["result"] ?? "", members["grant"] ?? ""]
        if let reason = members["reason"] { words.append("(\(reason))") }
        if let document = members["document"] ?? members["public_key"] { words.append(document) }
        if let keys = members["keys"] { words.append(keys == "1" ? "1 key" : "\(keys) keys") }
        words.append("uid \(members["uid"] ?? "?") pid \(members["pid"] ?? "?")")
        if let executable = members["executable"] { words.append(executable) }
        if let container = members["container"] {
            words.append("\(members["runtime"] ?? "container") \(container.prefix(12))")
        }
        if let unrecorded = members["unrecorded"] { words.append("after \(unrecorded) that were not recorded") }
        return printable(words.joined(separator: "  "))
    }
}

/// Which entries are shown.
package struct LogFilter: Sendable {
    package var grant: String?
    package var document: String?
    package var container: String?
    package var since: String?
    package var isRefused = false

    package init() {}

    package func accepts(_ entry: LogEntry) -> Bool {
        let members = entry.members
        if let grant, members["grant"] != grant { return false }
        if let document,
            ![members["document"], members["public_key"]].contains(where: { $0?.contains(document) ?? false })
        {
            return false
        }
        if let container, !(members["container"]?.hasPrefix(container) ?? false) { return false }
        // Times in UTC have the order of their digits.
        if let since, (members["time"] ?? "") < since { return false }
        return !isRefused || members["result"] == "refused"
    }
}

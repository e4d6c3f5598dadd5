package import EJSON
import EJSONFormat
package import SystemPackage

/// Where the credentials of a unit come from: the file `UNIT.json`.
package struct CredentialSource: Hashable, Sendable {
    package let document: FilePath

    /// The socket of the agent that opens the document.
    package let agent: FilePath

    /// The path of each credential's value. Without it a credential is the member of `environment` of its name.
    package let values: [String: String]?

    /// - Throws: also when the file can be changed by others than root and this user.
    package init(contentsOf file: FilePath) throws(GrantError) {
        try self.init(safeText(of: file), file: file)
    }

    package init(_ text: [UInt8], file: FilePath) throws(GrantError) {
        let parser = try GrantParser(text, file: file)
        let nodes = parser.outline.nodes
        var (document, agent): (FilePath?, FilePath?)
        var values: [String: String]?
        for node in nodes[0].children {
            if nodes[node].isHidden { throw parser.error("a second member of this name comes later", at: node) }
            switch parser.outline.name(of: node, in: text.span) {
            case "document": document = try parser.path(parser.string(node), node)
            case "agent": agent = try parser.path(parser.string(node), node)
            case "values":
                guard nodes[node].value.kind == .object else {
                    throw parser.error("this must be an object: the path of each credential's value", at: node)
                }
                var paths: [String: String] = [:]
                for child in nodes[node].children {
                    paths[parser.outline.name(of: child, in: text.span)] = try parser.string(child)
                }
                values = paths
            case let other:
                throw parser.error("\(jsonLiteral(other)) is none of document, agent and values", at: node)
            }
        }
        guard let document, let agent else { throw parser.error("\"document\" and \"agent\" must be there", at: 0) }
        self.document = document
        self.agent = agent
        self.values = values
    }

    /// The path of a credential's value; `nil` for one that the unit does not have.
    package func path(of name: String) -> String? {
        guard let values else { return ValuePath(components: ["environment", name]).description }
        return values[name]
    }

    /// The value of a credential, in guarded memory.
    ///
    /// - Throws: what `Secrets` throws; `GrantError` for a credential that the unit does not have.
    package func value(of name: String, file: FilePath) throws -> SecretBytes {
        guard let path = path(of: name) else {
            throw GrantError(file: file, words: "the unit has no credential \(jsonLiteral(name))")
        }
        return try Secrets(contentsOf: document, keys: .agent(agent)).value(at: path)
    }
}

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
    package init(contentsOf file: FilePath) throws(LocatedError) {
        try self.init(safeText(of: file), file: file)
    }

    package init(_ text: [UInt8], file: FilePath) throws(LocatedError) {
        let reader = try ObjectReader(text, file: file)
        let nodes = reader.outline.nodes
        var (document, agent): (FilePath?, FilePath?)
        var values: [String: String]?
        for node in nodes[0].children {
            switch try reader.name(of: node, among: ["document", "agent", "values"]) {
            case "document": document = try reader.path(reader.string(node), node)
            case "agent": agent = try reader.path(reader.string(node), node)
            default:
                guard nodes[node].value.kind == .object else {
                    throw reader.error("this must be an object: the path of each credential's value", at: node)
                }
                values = try reader.stringMembers(of: node)
            }
        }
        guard let document, let agent else { throw reader.error("\"document\" and \"agent\" must be there", at: 0) }
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
    /// - Throws: what `Secrets` throws; `LocatedError` for a credential that the unit does not have.
    package func value(of name: String, file: FilePath) throws -> SecretBytes {
        guard let path = path(of: name) else {
            throw LocatedError(file: file, words: "the unit has no credential \(jsonLiteral(name))")
        }
        return try Secrets(contentsOf: document, keys: .agent(agent)).value(at: path)
    }
}

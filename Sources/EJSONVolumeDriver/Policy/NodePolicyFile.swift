package import EJSONAgent
import EJSONFormat
package import SystemPackage

extension NodePolicy {
    /// Reads the file. Nothing is guessed: a member that is not known, or there twice, is an error with its line and column.
    ///
    /// - Throws: also when the file can be changed by others than root and this user.
    package init(contentsOf file: FilePath) throws(LocatedError) {
        try self.init(safeText(of: file), file: file)
    }

    package init(_ text: [UInt8], file: FilePath) throws(LocatedError) {
        let reader = try ObjectReader(text, file: file)
        var agent: FilePath?
        var directories: [FilePath] = []
        var rules: Int?
        for node in reader.outline.nodes[0].children {
            switch try reader.name(of: node, among: ["agent", "directories", "allow"]) {
            case "agent": agent = try reader.path(reader.string(node), node)
            case "directories": directories = try reader.strings(node).map(reader.path)
            default: rules = node
            }
        }
        guard let rules else { throw reader.error("it lets nobody open anything: \"allow\" must be there", at: 0) }
        guard reader.outline.nodes[rules].value.kind == .array else {
            throw reader.error("this must be an array of rules", at: rules)
        }
        self.init(
            directories: directories,
            rules: try reader.outline.nodes[rules].children.map { (node) throws(LocatedError) in
                try Rule(node, of: reader, agent: agent)
            })
    }
}

extension NodePolicy.Rule {
    /// - Parameter agent: for a rule that names none.
    fileprivate init(_ node: Int, of reader: ObjectReader, agent: FilePath?) throws(LocatedError) {
        guard reader.outline.nodes[node].value.kind == .object else {
            throw reader.error("a rule must be an object", at: node)
        }
        var namespace: String?
        var accounts: [(String, Int)]?
        var keys: [(String, Int)]?
        var agent = agent
        for child in reader.outline.nodes[node].children {
            switch try reader.name(of: child, among: ["namespace", "service_accounts", "public_keys", "agent"]) {
            case "namespace": namespace = try Self.name(reader.string(child), child, reader)
            case "service_accounts": accounts = try reader.strings(child)
            case "public_keys": keys = try reader.strings(child)
            default: agent = try reader.path(reader.string(child), child)
            }
        }
        guard let namespace, let accounts, let keys, !accounts.isEmpty, !keys.isEmpty else {
            throw reader.error(
                "a rule needs \"namespace\", \"service_accounts\" (names, or \"*\" for all of the namespace) and "
                    + "\"public_keys\"",
                at: node)
        }
        guard let agent else {
            throw reader.error("no \"agent\" is named, neither in the rule nor for all of them", at: node)
        }
        self.namespace = namespace
        self.agent = agent
        publicKeys = Set(try keys.map(reader.publicKey))
        if accounts.contains(where: { $0.0 == "*" }) {
            guard accounts.count == 1 else {
                throw reader.error("\"*\" stands for all service accounts, so it stands alone", at: accounts[0].1)
            }
            serviceAccounts = nil
        } else {
            serviceAccounts = Set(
                try accounts.map { (text, node) throws(LocatedError) in try Self.name(text, node, reader) })
        }
    }

    /// What Kubernetes takes for a name of a namespace or a service account: no pattern is meant.
    private static func name(_ text: String, _ node: Int, _ reader: ObjectReader) throws(LocatedError) -> String {
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isName, 1...253 ~= text.utf8.count else {
            throw reader.error("this must be one name, of lower-case letters, digits, hyphens and dots", at: node)
        }
        return text
    }
}

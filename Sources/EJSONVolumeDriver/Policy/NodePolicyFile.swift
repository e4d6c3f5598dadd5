package import EJSONAgent
import EJSONFormat
package import SystemPackage

extension NodePolicy {
    /// Reads the file. Nothing is guessed: a member that is not known, or there twice, is an error with its line and column.
    ///
    /// - Throws: also when the file can be changed by others than root and this user.
    package init(contentsOf file: FilePath) throws(GrantError) {
        try self.init(safeText(of: file), file: file)
    }

    package init(_ text: [UInt8], file: FilePath) throws(GrantError) {
        let parser = try GrantParser(text, file: file)
        var agent: FilePath?
        var directories: [FilePath] = []
        var rules: Int?
        for node in parser.outline.nodes[0].children {
            switch try parser.name(of: node, among: ["agent", "directories", "allow"]) {
            case "agent": agent = try parser.path(parser.string(node), node)
            case "directories": directories = try parser.strings(node).map(parser.path)
            default: rules = node
            }
        }
        guard let rules else { throw parser.error("it lets nobody open anything: \"allow\" must be there", at: 0) }
        guard parser.outline.nodes[rules].value.kind == .array else {
            throw parser.error("this must be an array of rules", at: rules)
        }
        self.init(
            directories: directories,
            rules: try parser.outline.nodes[rules].children.map { (node) throws(GrantError) in
                try Rule(node, of: parser, agent: agent)
            })
    }
}

extension NodePolicy.Rule {
    /// - Parameter agent: for a rule that names none.
    fileprivate init(_ node: Int, of parser: GrantParser, agent: FilePath?) throws(GrantError) {
        guard parser.outline.nodes[node].value.kind == .object else {
            throw parser.error("a rule must be an object", at: node)
        }
        var namespace: String?
        var accounts: [(String, Int)]?
        var keys: [(String, Int)]?
        var agent = agent
        for child in parser.outline.nodes[node].children {
            switch try parser.name(of: child, among: ["namespace", "service_accounts", "public_keys", "agent"]) {
            case "namespace": namespace = try Self.name(parser.string(child), child, parser)
            case "service_accounts": accounts = try parser.strings(child)
            case "public_keys": keys = try parser.strings(child)
            default: agent = try parser.path(parser.string(child), child)
            }
        }
        guard let namespace, let accounts, let keys, !accounts.isEmpty, !keys.isEmpty else {
            throw parser.error(
                "a rule needs \"namespace\", \"service_accounts\" (names, or \"*\" for all of the namespace) and "
                    + "\"public_keys\"",
                at: node)
        }
        guard let agent else {
            throw parser.error("no \"agent\" is named, neither in the rule nor for all of them", at: node)
        }
        self.namespace = namespace
        self.agent = agent
        publicKeys = Set(try keys.map(parser.publicKey))
        if accounts.contains(where: { $0.0 == "*" }) {
            guard accounts.count == 1 else {
                throw parser.error("\"*\" stands for all service accounts, so it stands alone", at: accounts[0].1)
            }
            serviceAccounts = nil
        } else {
            serviceAccounts = Set(
                try accounts.map { (text, node) throws(GrantError) in try Self.name(text, node, parser) })
        }
    }

    /// What Kubernetes takes for a name of a namespace or a service account: no pattern is meant.
    private static func name(_ text: String, _ node: Int, _ parser: GrantParser) throws(GrantError) -> String {
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isName, 1...253 ~= text.utf8.count else {
            throw parser.error("this must be one name, of lower-case letters, digits, hyphens and dots", at: node)
        }
        return text
    }
}

package import EJSON
package import EJSONFormat
package import SystemPackage

/// Reads the text of a grant. Nothing is guessed: a member that is not known, or there twice, is an error.
package struct GrantParser {
    private let file: FilePath
    package let text: [UInt8]
    package let outline: JSONOutline

    /// - Throws: where the text is no JSON object.
    package init(_ text: [UInt8], file: FilePath) throws(GrantError) {
        self.text = text
        self.file = file
        do throws(JSONSyntaxError) {
            outline = try JSONOutline(text.span)
        } catch {
            throw Self.error("no JSON object: \(error.reason)", at: error.offset, of: text, file)
        }
    }

    /// - Parameter runtime: the directory of sockets that a grant does not name.
    package func grant(named name: String, runtime: FilePath) throws(GrantError) -> Grant {
        var grant = Grant(name: name, socket: runtime.appending("\(name).sock"))
        for node in outline.nodes[0].children {
            if outline.nodes[node].isHidden { throw error("a second member of this name comes later", at: node) }
            switch outline.name(of: node, in: text.span) {
            case "documents": grant.files = try strings(node).map(path)
            case "public_keys": grant.publicKeys = Set(try strings(node).map(publicKey))
            case "socket": grant.socket = try path(string(node), node)
            case "owner": grant.access.user = try identity(string(node), node, "user", number(ofUser:))
            case "group": grant.access.group = try identity(string(node), node, "group", number(ofGroup:))
            case "mode": grant.access.mode = try mode(node)
            case "rate": grant.rate = try rate(node)
            case let other:
                let known = ["documents", "public_keys", "socket", "owner", "group", "mode", "rate"]
                throw error(
                    "\(jsonLiteral(other)) is no member of a grant; they are \(known.joined(separator: ", "))", at: node
                )
            }
        }
        guard !grant.files.isEmpty || !grant.publicKeys.isEmpty else {
            throw error("it grants nothing: name files in \"documents\", or keys in \"public_keys\"", at: 0)
        }
        return grant
    }

    // MARK: Members

    /// The name of a member, which must be one of these and there once.
    package func name(of node: Int, among names: [String]) throws(GrantError) -> String {
        if outline.nodes[node].isHidden { throw error("a second member of this name comes later", at: node) }
        let name = outline.name(of: node, in: text.span)
        guard names.contains(name) else {
            throw error("\(jsonLiteral(name)) is none of \(names.joined(separator: ", "))", at: node)
        }
        return name
    }

    package func string(_ node: Int) throws(GrantError) -> String {
        let value = outline.nodes[node].value
        guard value.kind == .string else { throw error("this must be a string", at: node) }
        let bytes = unescapedBytes(JSONString(value), in: text.span)
        guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else {
            throw error("this must be text without a zero byte", at: node)
        }
        return text
    }

    package func strings(_ node: Int) throws(GrantError) -> [(String, Int)] {
        guard outline.nodes[node].value.kind == .array else {
            throw error("this must be an array of strings", at: node)
        }
        var strings: [(String, Int)] = []
        for child in outline.nodes[node].children { strings.append((try string(child), child)) }
        return strings
    }

    package func path(_ text: String, _ node: Int) throws(GrantError) -> FilePath {
        guard text.hasPrefix("/") else { throw error("this must be a path that begins with a slash", at: node) }
        return FilePath(text)
    }

    package func publicKey(_ text: String, _ node: Int) throws(GrantError) -> PublicKey {
        do throws(EJSONError) {
            return try PublicKey(hexadecimal: text)
        } catch {
            throw self.error("this must be a public key: 64 hex digits of a safe point", at: node)
        }
    }

    private func identity(
        _ text: String,
        _ node: Int,
        _ kind: String,
        _ find: (String) -> UInt32?
    ) throws(GrantError) -> UInt32 {
        // The last number stands for none in chown(2).
        if let number = UInt32(text), number != .max { return number }
        guard let number = find(text) else { throw error("there is no \(kind) of this name", at: node) }
        return number
    }

    private func mode(_ node: Int) throws(GrantError) -> UInt32 {
        let text = try string(node)
        guard let mode = UInt32(text, radix: 8), mode <= 0o777, text.count >= 3 else {
            throw error("this must be a mode in octal, such as \"0600\"", at: node)
        }
        guard mode & 0o007 == 0 else { throw error("every user of the host could connect; use 0600 or 0660", at: node) }
        return mode
    }

    private func rate(_ node: Int) throws(GrantError) -> Int {
        let value = outline.nodes[node].value
        let digits = String(decoding: text[value.range], as: UTF8.self)
        guard value.kind == .number, let rate = Int(digits), 1...1_000_000 ~= rate else {
            throw error("this must be a number of requests a minute, from 1 to 1000000", at: node)
        }
        return rate
    }

    // MARK: Errors

    package func error(_ words: String, at node: Int) -> GrantError {
        Self.error(words, at: outline.nodes[node].start, of: text, file)
    }

    private static func error(_ words: String, at offset: Int, of text: [UInt8], _ file: FilePath) -> GrantError {
        let position = SourcePosition(of: offset, in: text.span)
        return GrantError(
            file: file, position: EJSONError.Position(line: position.line, column: position.column), words: words)
    }
}

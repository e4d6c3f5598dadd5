package import EJSON
package import EJSONFormat
package import SystemPackage

/// A JSON object in a file that an administrator or a program has written: a grant, a policy, the definition of a volume.
/// What is wrong with a member is an error with its line and column.
package struct ObjectReader {
    private let file: FilePath
    package let text: [UInt8]
    package let outline: JSONOutline

    /// - Throws: where the text is no JSON object.
    package init(_ text: [UInt8], file: FilePath) throws(LocatedError) {
        self.text = text
        self.file = file
        do throws(JSONSyntaxError) {
            outline = try JSONOutline(text.span)
        } catch {
            throw Self.error("no JSON object: \(error.reason)", at: error.offset, of: text, file)
        }
    }

    // MARK: Members

    /// The name of a member, which must be one of these and there once.
    package func name(of node: Int, among names: [String]) throws(LocatedError) -> String {
        if outline.nodes[node].isHidden { throw error("a second member of this name comes later", at: node) }
        let name = outline.name(of: node, in: text.span)
        guard names.contains(name) else {
            throw error("\(jsonLiteral(name)) is none of \(names.joined(separator: ", "))", at: node)
        }
        return name
    }

    package func string(_ node: Int) throws(LocatedError) -> String {
        let value = outline.nodes[node].value
        guard value.kind == .string else { throw error("this must be a string", at: node) }
        let bytes = unescapedBytes(JSONString(value), in: text.span)
        guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else {
            throw error("this must be text without a zero byte", at: node)
        }
        return text
    }

    package func strings(_ node: Int) throws(LocatedError) -> [(String, Int)] {
        guard outline.nodes[node].value.kind == .array else {
            throw error("this must be an array of strings", at: node)
        }
        var strings: [(String, Int)] = []
        for child in outline.nodes[node].children { strings.append((try string(child), child)) }
        return strings
    }

    /// The members of an object, whatever their names are, each of which must be a string.
    package func stringMembers(of node: Int) throws(LocatedError) -> [String: String] {
        var members: [String: String] = [:]
        for child in outline.nodes[node].children {
            members[outline.name(of: child, in: text.span)] = try string(child)
        }
        return members
    }

    package func path(_ text: String, _ node: Int) throws(LocatedError) -> FilePath {
        guard text.hasPrefix("/") else { throw error("this must be a path that begins with a slash", at: node) }
        return FilePath(text)
    }

    package func publicKey(_ text: String, _ node: Int) throws(LocatedError) -> PublicKey {
        do throws(EJSONError) {
            return try PublicKey(hexadecimal: text)
        } catch {
            throw self.error("this must be a public key: 64 hex digits of a safe point", at: node)
        }
    }

    // MARK: Errors

    package func error(_ words: String, at node: Int) -> LocatedError {
        Self.error(words, at: outline.nodes[node].start, of: text, file)
    }

    private static func error(_ words: String, at offset: Int, of text: [UInt8], _ file: FilePath) -> LocatedError {
        let position = SourcePosition(of: offset, in: text.span)
        return LocatedError(
            file: file, position: EJSONError.Position(line: position.line, column: position.column), words: words)
    }
}

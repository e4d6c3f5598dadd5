import EJSON
import EJSONFormat
package import SystemPackage

extension Grant {
    /// Reads a grant. Nothing is guessed: a member that is not known, or there twice, is an error.
    ///
    /// - Parameter runtime: the directory of sockets that a grant does not name.
    package init(_ text: [UInt8], file: FilePath, named name: String, runtime: FilePath) throws(LocatedError) {
        let reader = try ObjectReader(text, file: file)
        self.init(name: name, socket: runtime.appending("\(name).sock"))
        let known = ["documents", "public_keys", "socket", "owner", "group", "mode", "rate"]
        for node in reader.outline.nodes[0].children {
            switch try reader.name(of: node, among: known) {
            case "documents": files = try reader.strings(node).map(reader.path)
            case "public_keys": publicKeys = Set(try reader.strings(node).map(reader.publicKey))
            case "socket": socket = try reader.path(reader.string(node), node)
            case "owner": access.user = try reader.identity(node, "user", number(ofUser:))
            case "group": access.group = try reader.identity(node, "group", number(ofGroup:))
            case "mode": access.mode = try reader.socketMode(node)
            default: rate = try reader.rate(node)
            }
        }
        guard !isEmpty else {
            throw reader.error("it grants nothing: name files in \"documents\", or keys in \"public_keys\"", at: 0)
        }
    }
}

extension ObjectReader {
    fileprivate func identity(_ node: Int, _ kind: String, _ find: (String) -> UInt32?) throws(LocatedError) -> UInt32 {
        let text = try string(node)
        // The last number stands for none in chown(2).
        if let number = UInt32(text), number != .max { return number }
        guard let number = find(text) else { throw error("there is no \(kind) of this name", at: node) }
        return number
    }

    fileprivate func socketMode(_ node: Int) throws(LocatedError) -> UInt32 {
        let text = try string(node)
        guard let mode = UInt32(text, radix: 8), mode <= 0o777, text.count >= 3 else {
            throw error("this must be a mode in octal, such as \"0600\"", at: node)
        }
        guard mode & 0o007 == 0 else { throw error("every user of the host could connect; use 0600 or 0660", at: node) }
        return mode
    }

    fileprivate func rate(_ node: Int) throws(LocatedError) -> Int {
        let value = outline.nodes[node].value
        let digits = String(decoding: text[value.range], as: UTF8.self)
        guard value.kind == .number, let rate = Int(digits), 1...1_000_000 ~= rate else {
            throw error("this must be a number of requests a minute, from 1 to 1000000", at: node)
        }
        return rate
    }
}

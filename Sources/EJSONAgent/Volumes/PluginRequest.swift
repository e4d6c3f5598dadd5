import EJSONFormat
import SystemPackage

/// What an engine asks of the plugin: the JSON of a request's body. All calls have some of the same members.
package struct PluginRequest: Hashable, Sendable {
    package var name = ""

    /// Of a mount: who uses the volume. An unmount says the same.
    package var user = ""

    package var options: [String: String] = [:]

    package init() {}

    /// - Throws: `PluginError` for what is no JSON object, or has a member of another type.
    package init(_ body: [UInt8]) throws(PluginError) {
        do throws(LocatedError) {
            let reader = try ObjectReader(body, file: "request")
            let nodes = reader.outline.nodes
            for node in nodes[0].children where !nodes[node].isHidden {
                switch reader.outline.name(of: node, in: body.span) {
                case "Name": name = try reader.string(node)
                case "ID": user = try reader.string(node)
                case "Opts":
                    guard nodes[node].value.kind != .null else { continue }
                    guard nodes[node].value.kind == .object else {
                        throw reader.error("this must be an object", at: node)
                    }
                    options = try reader.stringMembers(of: node)
                // Engines add members.
                default: continue
                }
            }
        } catch {
            throw PluginError("this is no request of a volume plugin: \(error)")
        }
    }
}

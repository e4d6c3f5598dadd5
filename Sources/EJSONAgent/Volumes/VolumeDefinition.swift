import CPlatform
package import EJSON
package import EJSONFormat
package import EJSONVolumes
package import SystemPackage

/// What a volume holds: the options of `docker volume create`. No secret is among them.
package struct VolumeDefinition: Hashable, Sendable {
    package let name: String
    package let file: FilePath
    package let select: ValuePath
    package let only: [String]
    package let access: FileAccess

    /// - Parameter options: `file`, and perhaps `select`, `only`, `uid`, `gid`, `mode`.
    /// - Throws: for an option that is not known, or not what it must be. A value is not repeated: it may be a secret
    ///   that somebody has put in the wrong place.
    package init(_ name: String, _ options: [String: String]) throws(PluginError) {
        try Self.requireName(name)
        if let other = options.keys.sorted().first(where: { !Self.known.contains($0) }) {
            throw PluginError(
                "\(jsonLiteral(other)) is no option of a volume; they are \(Self.known.joined(separator: ", "))")
        }
        guard let file = options["file"], file.hasPrefix("/") else {
            throw PluginError("a volume needs the absolute path of a document: -o file=/srv/app/secrets.ejson")
        }
        guard let select = ValuePath(options["select"] ?? "environment") else {
            throw PluginError("the option select is a path: dotted, or a JSON Pointer")
        }
        let only = (options["only"] ?? "").split(separator: ",").map(String.init)
        guard options["only"] == nil || !only.isEmpty else {
            throw PluginError("the option only is names with commas between them")
        }
        self.name = name
        self.file = FilePath(file)
        self.select = select
        self.only = only
        access = FileAccess(
            mode: mode_t(try Self.mode(options["mode"] ?? "0400")), user: try Self.number(options["uid"], "uid"),
            group: try Self.number(options["gid"], "gid"))
    }

    package static let known = ["file", "select", "only", "uid", "gid", "mode"]

    /// The options that make this definition again.
    package var options: [String: String] {
        var options = ["file": file.string, "select": select.description]
        if !only.isEmpty { options["only"] = only.joined(separator: ",") }
        options["uid"] = String(access.user)
        options["gid"] = String(access.group)
        options["mode"] = "0" + String(access.mode, radix: 8)
        return options
    }

    package func source(_ agent: Agent, _ directories: DocumentDirectories) -> VolumeSource {
        var source = VolumeSource(.file(file, in: directories), keys: { _ in .agent(agent) })
        source.select = select
        source.only = only
        return source
    }

    /// A volume's name is one of a directory and of a file.
    ///
    /// - Throws: for what engines do not take for a name either.
    package static func requireName(_ name: String) throws(PluginError) {
        guard 1...200 ~= name.utf8.count, name.utf8.allSatisfy(isNameByte), !name.hasPrefix(".") else {
            throw PluginError(
                "a volume's name is 1 to 200 letters, digits, dots, hyphens and underscores, no dot first")
        }
    }

    private static func mode(_ text: String) throws(PluginError) -> UInt32 {
        guard 3...4 ~= text.utf8.count, let mode = UInt32(text, radix: 8), mode <= 0o777 else {
            throw PluginError("the option mode is octal digits, such as 0400")
        }
        return mode
    }

    private static func number(_ text: String?, _ option: String) throws(PluginError) -> UInt32 {
        guard let text else { return 0 }
        // The last number stands for none in chown(2).
        guard let number = UInt32(text), number != .max else {
            throw PluginError("the option \(option) is a number")
        }
        return number
    }
}

import CPlatform
import EJSON
import EJSONFormat
package import SystemPackage

/// The definitions of volumes, each in a file `NAME.json`, so that they are there after a restart.
package struct VolumeState: Sendable {
    private let directory: FilePath

    /// - Parameter directory: is made, for this user alone, when it is missing.
    package init(_ directory: FilePath) throws(PluginError) {
        self.directory = directory
        try makePrivateDirectory(directory)
    }

    /// All definitions, and what is wrong with files that are none.
    package func read() throws(PluginError) -> (definitions: [String: VolumeDefinition], errors: [String]) {
        let names: [String]
        do throws(Errno) {
            names = try systemList(directory).sorted()
        } catch {
            throw PluginError("\(directory.printable) cannot be read: \(error)")
        }
        var definitions: [String: VolumeDefinition] = [:]
        var errors: [String] = []
        for file in names where file.hasSuffix(".json") && !file.hasPrefix(".") {
            let name = String(file.dropLast(".json".count))
            do {
                definitions[name] = try VolumeDefinition(name, options(in: directory.appending(file)))
            } catch {
                errors.append("\(directory.appending(file).printable) is no volume: \(error)")
            }
        }
        return (definitions, errors)
    }

    /// Writes a definition so that it is there whole or not at all, also after a power cut.
    package func save(_ definition: VolumeDefinition) throws(PluginError) {
        let members = definition.options.sorted { $0.key < $1.key }.map { ($0.key, JSONText.string($0.value)) }
        let text = Array("\(JSONText.object(members, .lines(indent: 2)))\n".utf8)
        do throws(EJSONError) {
            try SecretBytes(copying: text.span).write(to: directory.appending(fileName(definition.name).components))
        } catch {
            throw PluginError("the volume cannot be kept: \(error)")
        }
    }

    package func remove(_ name: String) throws(PluginError) {
        do throws(Errno) {
            try systemRemoveIfThere(directory.appending(fileName(name).components))
        } catch {
            throw PluginError("the volume cannot be removed from \(directory.printable): \(error)")
        }
    }

    private func fileName(_ name: String) -> FilePath { FilePath(name + ".json") }

    private func options(in file: FilePath) throws -> [String: String] {
        try ObjectReader(safeText(of: file), file: file).stringMembers(of: 0)
    }
}

/// Makes a directory for this user alone, unless it is there; those above it too. One that others can change is refused.
func makePrivateDirectory(_ path: FilePath) throws(PluginError) {
    do throws(Errno) {
        var missing: [FilePath] = []
        var parent = path
        while !exists(parent) {
            missing.append(parent)
            parent = parent.removingLastComponent()
        }
        for (index, directory) in missing.reversed().enumerated() {
            let isLast = index == missing.count - 1
            _ = try systemMakeDirectoryIfMissing(directory, mode: isLast ? 0o700 : 0o755)
        }
        try requireSafe(path)
    } catch {
        throw PluginError(
            error == .notPermitted
                ? "\(path.printable) can be changed by others than root and this user"
                : "\(path.printable) cannot be made: \(error)")
    }
}

import CPlatform
import EJSON
package import SystemPackage

/// The directory of grants: each in a file `NAME.json`.
package struct GrantDirectory: Sendable {
    package let path: FilePath

    /// The directory of sockets that a grant does not name.
    package let runtime: FilePath

    package init(_ path: FilePath, runtime: FilePath) {
        self.path = path
        self.runtime = runtime
    }

    /// What the directory says now: grants by their names, and what is wrong with files that are none. Each file stands
    /// for itself, so that a mistake in one of them ends no other grant.
    ///
    /// - Throws: when the directory cannot be read.
    package func read() throws(LocatedError) -> (grants: [String: Grant], errors: [String: LocatedError]) {
        let names: [FilePath.Component]
        do throws(Errno) {
            try requireSafe(path)
            names = try systemEntries(path).sorted { $0.string < $1.string }
        } catch {
            throw LocatedError(file: path, words: words(for: error))
        }
        var grants: [String: Grant] = [:]
        var errors: [String: LocatedError] = [:]
        for file in names.map({ path.appending($0) }) where file.extension == "json" {
            guard let name = file.stem, !name.hasPrefix(".") else { continue }
            do throws(LocatedError) {
                let grant = try self.grant(file, name)
                if let other = grants.values.first(where: { $0.socket == grant.socket }) {
                    throw LocatedError(
                        file: file, words: "the grant \(other.name) has the same socket, \(grant.socket)")
                }
                grants[name] = grant
            } catch {
                errors[name] = error
            }
        }
        return (grants, errors)
    }

    /// What a socket grants whose file is not there.
    package func emptyGrant(named name: String) -> Grant {
        Grant(name: name, socket: runtime.appending("\(name).sock"))
    }

    private func grant(_ file: FilePath, _ name: String) throws(LocatedError) -> Grant {
        guard name.utf8.count <= 64, name.utf8.allSatisfy(isNameByte) else {
            throw LocatedError(
                file: file, words: "a grant's name is 1 to 64 letters, digits, dots, hyphens and underscores")
        }
        let text = try safeText(of: file)
        return try Grant(text, file: file, named: name, runtime: runtime)
    }
}

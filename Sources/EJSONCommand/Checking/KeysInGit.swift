import EJSON
import SystemPackage

/// Private keys that git tracks, or would add at the next `git add`.
///
/// git runs in the repository of the working directory only: another repository may have a configuration from somebody
/// else. Keys in another one are reported as not checked.
struct KeysInGit {
    private(set) var taken: [FilePath] = []

    /// Keys that could not be checked, with the reason.
    private(set) var unknown: [(key: FilePath, reason: String)] = []

    init(_ keys: [FilePath]) {
        var inside: [(key: FilePath, path: FilePath)] = []
        do {
            let workTree = keys.isEmpty ? nil : try GitWorkTree.current()
            for key in keys {
                do {
                    let path = try resolvedPath(key)
                    if let workTree, workTree.contains(path) {
                        inside.append((key, path))
                    } else if let other = try GitWorkTree.around(path.removingLastComponent()) {
                        unknown.append((key, "it is in another git repository, \(printable(other.top))"))
                    }
                } catch {
                    unknown.append((key, message(of: error).line))
                }
            }
            guard let workTree, !inside.isEmpty else { return }
            try workTree.requireOrdinaryFiles(above: inside.map(\.path))
            let listed = try Self.listed(inside.map(\.path), in: workTree)
            taken = inside.filter { listed.contains($0.path.bytes) }.map(\.key)
            inside.removeAll { listed.contains($0.path.bytes) }
            // A file that is not listed is ignored, or git sees another file at this path.
            for (index, reason) in Self.notIgnored(inside.map(\.path), in: workTree) {
                unknown.append((inside[index].key, reason))
            }
        } catch {
            let reason = message(of: error).line
            unknown += (inside.isEmpty ? keys : inside.map(\.key)).map { ($0, reason) }
        }
    }

    /// The system limits the total length of arguments.
    private static let batch = 100

    /// The paths that git tracks or does not ignore, absolute.
    private static func listed(_ paths: [FilePath], in workTree: GitWorkTree) throws -> Set<[UInt8]> {
        var listed: Set<[UInt8]> = []
        let top = workTree.top.bytes
        // Names are relative to git's working directory: the top, or the user's directory for a given repository.
        let names = workTree.isGiven ? ["--full-name"] : []
        for start in stride(from: 0, to: paths.count, by: batch) {
            let output = try GitProcess.output(
                ["ls-files", "-z"] + names + ["--cached", "--others", "--exclude-standard", "--"],
                paths[start..<min(start + batch, paths.count)].map(\.bytes), in: workTree)
            output.withBytes { bytes in
                for name in bytes.indices.map({ bytes[$0] }).split(separator: 0) {
                    listed.insert(FilePath(bytes: top + [UInt8(ascii: "/")] + name).bytes)
                }
            }
        }
        return listed
    }

    /// The paths that are not known to be ignored, with the reason.
    private static func notIgnored(_ paths: [FilePath], in workTree: GitWorkTree) -> [(index: Int, reason: String)] {
        var others: [(index: Int, reason: String)] = []
        for start in stride(from: 0, to: paths.count, by: batch) {
            let range = start..<min(start + batch, paths.count)
            // When one path makes the call fail, each path is asked separately.
            if (try? GitIgnore.count(of: paths[range], in: workTree)) == range.count { continue }
            for index in range {
                do {
                    if try GitIgnore.ignores(paths[index], in: workTree) { continue }
                    others.append((index, "git neither lists nor ignores it"))
                } catch {
                    others.append((index, message(of: error).line))
                }
            }
        }
        return others
    }
}

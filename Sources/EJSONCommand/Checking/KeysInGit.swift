import EJSON
import SystemPackage

/// Which private keys git has, or would take at the next `git add`.
///
/// git is asked in the repository of the working directory alone: a repository that was found there may have a configuration
/// of somebody else's. What lies in another one is reported as not checked.
struct KeysInGit {
    private(set) var taken: [FilePath] = []

    /// Keys of which it could not be known, with the reason.
    private(set) var unknown: [(key: FilePath, reason: String)] = []

    init(_ keys: [FilePath]) {
        var inside: [(key: FilePath, path: FilePath)] = []
        do {
            let workTree = keys.isEmpty ? nil : try GitWorkTree.current()
            for key in keys {
                do {
                    let path = try resolvedPath(key)
                    guard let own = try GitWorkTree.around(path.removingLastComponent()) else { continue }
                    if own.top == workTree?.top {
                        inside.append((key, path))
                    } else {
                        unknown.append((key, "it is in another git repository, \(printable(own.top))"))
                    }
                } catch {
                    unknown.append((key, Self.words(error)))
                }
            }
            guard let workTree, !inside.isEmpty else { return }
            let listed = try Self.listed(inside.map(\.path), in: workTree)
            taken = inside.filter { listed.contains($0.path.bytes) }.map(\.key)
        } catch {
            let reason = Self.words(error)
            unknown += (inside.isEmpty ? keys : inside.map(\.key)).map { ($0, reason) }
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let failure as Failure: failure.words
        case let error as EJSONError: EJSONCommand.words(for: error)
        default: "\(error)"
        }
    }

    /// The paths that git tracks or does not ignore, absolute.
    private static func listed(_ paths: [FilePath], in workTree: GitWorkTree) throws -> Set<[UInt8]> {
        var listed: Set<[UInt8]> = []
        let top = workTree.top.bytes
        // The system limits how long the arguments of a program may be.
        for start in stride(from: 0, to: paths.count, by: 100) {
            let output = try GitProcess.output(
                ["ls-files", "-z", "--full-name", "--cached", "--others", "--exclude-standard", "--"],
                paths[start..<min(start + 100, paths.count)].map(\.bytes), in: workTree)
            output.withBytes { bytes in
                for name in bytes.indices.map({ bytes[$0] }).split(separator: 0) {
                    listed.insert(FilePath(bytes: top + [UInt8(ascii: "/")] + name).bytes)
                }
            }
        }
        return listed
    }
}

import EJSON
import SystemPackage

/// Private keys in the same Docker build context as a document: the image could then hold both.
struct KeysInBuildContexts {
    struct Finding {
        let key: FilePath
        let context: FilePath
        let document: FilePath
    }

    private(set) var findings: [Finding] = []

    /// Errors while reading build contexts.
    private(set) var errors: [EJSONError] = []

    /// The Dockerfile at which the work limit was reached; later ones were not checked.
    private(set) var unfinished: FilePath?

    init(_ tree: CheckedTree) {
        guard !tree.keys.isEmpty, !tree.documents.isEmpty else { return }
        var contexts: [[UInt8]: [Context]] = [:]
        var seen: Set<[[UInt8]]> = []
        for dockerfile in tree.dockerfiles {
            let directory = dockerfile.removingLastComponent()
            let rules = DockerIgnore.file(for: dockerfile)
            // Contexts with the same rules include the same files.
            guard seen.insert([directory.bytes, rules?.bytes ?? []]).inserted else { continue }
            do throws(EJSONError) {
                let context = try Context(dockerfile, directory, DockerIgnore(contentsOf: rules))
                contexts[directory.bytes, default: []].append(context)
            } catch {
                errors.append(error)
            }
        }
        guard !contexts.isEmpty else { return }
        var work = MatchingWork(steps: Self.greatestWork)
        for document in tree.documents {
            for (directory, path) in Self.directories(above: document) {
                for index in contexts[directory]?.indices ?? 0..<0 {
                    contexts[directory]?[index].meet(document, path, &work)
                    if work.isSpent {
                        unfinished = contexts[directory]?[index].dockerfile
                        return
                    }
                }
            }
        }
        for key in tree.keys {
            for (directory, path) in Self.directories(above: key) {
                let context = contexts[directory]?.first { $0.takes(path, &work) }
                if work.isSpent {
                    unfinished = contexts[directory]?.first?.dockerfile
                    return
                }
                guard let context, let document = context.document else { continue }
                findings.append(Finding(key: key, context: context.directory, document: document))
                break
            }
        }
    }

    /// About a second of work. A hundred rules and ten thousand files take a twentieth of it.
    private static let greatestWork = 200_000_000

    /// The directories that a file is in, the innermost first, and its path in each.
    private static func directories(above file: FilePath) -> [(directory: [UInt8], path: [[UInt8]])] {
        var directories: [([UInt8], [[UInt8]])] = []
        var directory = file
        var path: [[UInt8]] = []
        while !directory.nameBytes.isEmpty {
            path.insert(Array(directory.nameBytes), at: 0)
            directory.removeLastComponent()
            directories.append((directory.bytes, path))
        }
        return directories
    }
}

/// A directory with a Dockerfile, and a document that its image may hold.
private struct Context {
    let dockerfile: FilePath
    let directory: FilePath
    private let ignore: DockerIgnore
    private(set) var document: FilePath?

    init(_ dockerfile: FilePath, _ directory: FilePath, _ ignore: DockerIgnore) {
        (self.dockerfile, self.directory, self.ignore) = (dockerfile, directory, ignore)
    }

    mutating func meet(_ document: FilePath, _ path: [[UInt8]], _ work: inout MatchingWork) {
        work.spend(1)
        if self.document == nil, ignore.takes(path, &work) { self.document = document }
    }

    /// Whether a key at this path is in the image together with a document.
    func takes(_ path: [[UInt8]], _ work: inout MatchingWork) -> Bool {
        work.spend(1)
        return document != nil && ignore.takes(path, &work)
    }
}

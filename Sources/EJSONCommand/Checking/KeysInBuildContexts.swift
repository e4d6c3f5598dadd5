import EJSON
import SystemPackage

/// Private keys that a Docker build takes together with a document: its image could then hold both.
struct KeysInBuildContexts {
    struct Finding {
        let key: FilePath
        let context: FilePath
        let document: FilePath
    }

    private(set) var findings: [Finding] = []

    /// What kept a build context from being looked at.
    private(set) var errors: [EJSONError] = []

    /// The time is in proportion to the files, times the directories above each.
    init(_ tree: CheckedTree) {
        guard !tree.keys.isEmpty, !tree.documents.isEmpty else { return }
        var contexts: [[UInt8]: [Context]] = [:]
        for dockerfile in tree.dockerfiles {
            do throws(EJSONError) {
                let context = try Context(dockerfile)
                contexts[context.directory.bytes, default: []].append(context)
            } catch {
                errors.append(error)
            }
        }
        guard !contexts.isEmpty else { return }
        for document in tree.documents {
            for (directory, path) in Self.directories(above: document) where contexts[directory] != nil {
                contexts[directory]?.indices.forEach { contexts[directory]?[$0].meet(document, path) }
            }
        }
        for key in tree.keys {
            guard let context = Self.context(of: key, contexts), let document = context.document else { continue }
            findings.append(Finding(key: key, context: context.directory, document: document))
        }
    }

    private static func context(of key: FilePath, _ contexts: [[UInt8]: [Context]]) -> Context? {
        for (directory, path) in directories(above: key) {
            if let context = contexts[directory]?.first(where: { $0.document != nil && $0.ignore.takes(path) }) {
                return context
            }
        }
        return nil
    }

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
    let directory: FilePath
    let ignore: DockerIgnore
    private(set) var document: FilePath?

    init(_ dockerfile: FilePath) throws(EJSONError) {
        directory = dockerfile.removingLastComponent()
        ignore = try DockerIgnore(for: dockerfile)
    }

    mutating func meet(_ document: FilePath, _ path: [[UInt8]]) {
        if self.document == nil, ignore.takes(path) { self.document = document }
    }
}

import EJSON
import SystemPackage

/// What a directory that is checked holds, at any depth.
struct CheckedTree {
    /// The files `*.ejson`.
    private(set) var documents: [FilePath] = []

    /// The files that are named by a public key and hold its private key.
    private(set) var keys: [FilePath] = []

    /// The directories with a Dockerfile.
    private var buildContexts: [FilePath] = []

    init(_ directory: String, onError: (EJSONError) -> Void) {
        // What is in the working directory is named as one would name it.
        let root: FilePath = directory == "." ? "" : FilePath(directory)
        for file in files(below: root, where: { isOfInterest($0.string) }, onError: onError) {
            let name = file.lastComponent?.string ?? ""
            if name.hasSuffix(".ejson") {
                documents.append(file)
            } else if isDockerfile(name) {
                let context = file.removingLastComponent()
                if buildContexts.last != context { buildContexts.append(context) }
            } else if isPrivateKey(file) {
                keys.append(file)
            }
        }
    }

    /// The keys that git has, or would take at the next `git add`.
    func keysInGit() -> [FilePath] {
        keys.filter { key in
            let directory = key.removingLastComponent().string
            let name = key.lastComponent?.string ?? ""
            // Where there is no git, or no repository, nothing is listed.
            let listed = try? GitProcess.line(
                ["ls-files", "--cached", "--others", "--exclude-standard", "--", name],
                in: directory.isEmpty ? "." : directory)
            return listed?.isEmpty == false
        }
    }

    /// The keys that are in a build context together with a document, which its image could then hold both.
    func keysInBuildContexts() -> [(key: FilePath, context: FilePath, document: FilePath)] {
        var found: [(FilePath, FilePath, FilePath)] = []
        for context in buildContexts {
            let ignored = DockerIgnore(in: context)
            guard let document = documents.first(where: { ignored.takes($0, in: context) }) else { continue }
            for key in keys where ignored.takes(key, in: context) && !found.contains(where: { $0.0 == key }) {
                found.append((key, context, document))
            }
        }
        return found
    }
}

private func isOfInterest(_ name: String) -> Bool {
    name.hasSuffix(".ejson") || isDockerfile(name) || (try? PublicKey(hexadecimal: name)) != nil
}

private func isDockerfile(_ name: String) -> Bool {
    ["Dockerfile", "Containerfile"].contains { kind in
        name == kind || name.hasPrefix(kind + ".") && name != kind + ".dockerignore" || name.hasSuffix("." + kind)
    }
}

private func isPrivateKey(_ file: FilePath) -> Bool {
    guard isSmallFile(file), let content = try? SecretBytes.contents(of: file) else { return false }
    return isPrivateKey(content, named: file.lastComponent?.string[...] ?? "")
}

/// Whether a file of this name with this content is a key file: it is named by a public key, and holds its private key.
func isPrivateKey(_ content: borrowing SecretBytes, named name: Substring) -> Bool {
    guard let publicKey = try? PublicKey(hexadecimal: String(name)) else { return false }
    return content.withBytes { digits in
        guard let privateKey = try? PrivateKey(hexadecimal: digits) else { return false }
        return privateKey.publicKey == publicKey
    }
}

import EJSON
import SystemPackage

/// The relevant files below a checked directory.
struct CheckedTree {
    /// The files `*.ejson`.
    private(set) var documents: [FilePath] = []

    /// Key files: named by a public key, holding its private key.
    private(set) var keys: [FilePath] = []

    /// Dockerfiles.
    private(set) var dockerfiles: [FilePath] = []

    /// Directories that killed commands have left. What is in them is among the documents and keys too: their names prove
    /// nothing.
    private(set) var leftovers: [FilePath] = []

    /// - Parameter onError: called for each entry that cannot be read, because it may hide anything.
    init(_ directory: FilePath, onError: (EJSONError) -> Void) {
        // Files in the working directory are named without `./`.
        let root: FilePath = directory == "." ? "" : directory
        var leftovers: [FilePath] = []
        let files = regularFiles(
            below: root, where: { isOfInterest($0) },
            onDirectory: { if isLeftoverDirectory($0) { leftovers.append($0) } }, onError: onError)
        self.leftovers = leftovers
        for file in files {
            let name = file.nameBytes
            if isDocumentName(name) {
                documents.append(file)
            } else if isDockerfile(name) {
                dockerfiles.append(file)
            } else {
                do throws(EJSONError) {
                    if try isPrivateKey(file) { keys.append(file) }
                } catch {
                    onError(error)
                }
            }
        }
    }
}

private func isOfInterest(_ component: FilePath.Component) -> Bool {
    let name = FilePath("").appending(component).nameBytes
    return isDocumentName(name) || isDockerfile(name) || PublicKey(fileName: name) != nil
}

/// Whether a file of this name is a document. Names are compared as bytes: in text, a combining mark could merge with
/// the dot.
func isDocumentName(_ name: ArraySlice<UInt8>) -> Bool {
    name.suffix(6) == Array(".ejson".utf8)[...]
}

private func isDockerfile(_ name: ArraySlice<UInt8>) -> Bool {
    ["Dockerfile", "Containerfile"].contains { kind in
        let kind = Array(kind.utf8)
        let dot = [UInt8(ascii: ".")]
        return name == kind[...] || name.suffix(kind.count + 1) == (dot + kind)[...]
            || name.starts(with: kind + dot) && name != (kind + ".dockerignore".utf8)[...]
    }
}

/// The maximum size of a key file.
let keyFileLimit = 4_096

/// Whether a file that is named by a public key holds its private key.
///
/// - Throws: `inputOutput` when that cannot be known.
private func isPrivateKey(_ file: FilePath) throws(EJSONError) -> Bool {
    do throws(EJSONError) {
        return isPrivateKey(try SecretBytes.contents(ofFound: file, limit: keyFileLimit), named: file.nameBytes)
    } catch  where error.reason == .file(.notRead) || error.reason == .file(.tooLarge) {
        // Key files are small regular files.
        return false
    } catch  where error.errno == .noSuchFileOrDirectory {
        // A link that leads nowhere.
        return false
    }
}

/// Whether a file of this name and content is a key file.
func isPrivateKey(_ content: borrowing SecretBytes, named name: ArraySlice<UInt8>) -> Bool {
    guard let publicKey = PublicKey(fileName: name) else { return false }
    return content.withBytes { digits in
        do throws(EJSONError) {
            return try PrivateKey(hexadecimal: digits).publicKey == publicKey
        } catch {
            // Not a private key.
            return false
        }
    }
}

extension PublicKey {
    /// The public key that a file is named by, in digits of either case.
    init?(fileName name: ArraySlice<UInt8>) {
        guard name.count == 64 else { return nil }
        self.init(String(decoding: name, as: UTF8.self))
    }
}

import EJSON
import SystemPackage

/// The documents below a directory that list a public key, such as a group's old key.
struct DocumentsListing {
    private(set) var files: [FilePath] = []

    init(_ publicKey: PublicKey, below directory: FilePath, except: FilePath) {
        let own = FileIdentity(of: except)
        let found = documentFiles([directory]) { printWarning(wordsForUnsearched(words(for: $0))) }
        for file in found where FileIdentity(of: file) != own {
            do throws(EJSONError) {
                let document = try Document(consuming: SecretBytes.contents(ofFound: file, isDocument: true))
                if try document.lists(publicKey) { files.append(file) }
            } catch {
                printWarning(
                    wordsForUnsearched("\(printable(file)): \(words(for: error, about: DocumentArgument(file)))"))
            }
        }
    }

    /// What to do about them.
    func lines(group: FilePath) -> [String] {
        guard !files.isEmpty else { return [] }
        return wordsForOutdatedGroups(files, group)
    }
}

import EJSON
import SystemPackage

/// Keys for optional decryption: a missing or unusable key, or an agent that does not open the document, is not an error
/// and is not reported.
struct QuietKeys {
    private let keys: KeySource

    init(_ keys: KeySource) {
        self.keys = keys
    }

    func key(for document: Document, in file: FilePath?) -> OpeningKey? {
        do throws(EJSONError) {
            return try keys.openingKey(for: document, in: file)
        } catch {
            return nil
        }
    }
}

import EJSON
import SystemPackage

/// The keys for those who would like to see plaintexts and can do without: a key that is not there, or may not be used, is
/// no error, and neither is an agent that does not open the document; nothing is said of them.
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

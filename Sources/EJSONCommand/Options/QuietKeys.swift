import EJSON
import SystemPackage

/// The keys for those who would like to see plaintexts and can do without: a key that is not there, or may not be used, is
/// no error, and nothing is said of either.
struct QuietKeys {
    private let ring: KeyRing

    init(_ ring: KeyRing) {
        self.ring = ring
    }

    func privateKey(for document: Document, in file: FilePath?) -> PrivateKey? {
        do throws(EJSONError) {
            return try ring.privateKey(for: document, in: file)
        } catch {
            return nil
        }
    }
}

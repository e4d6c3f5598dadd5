import EJSON

/// The key directory for those who would like to see plaintexts and can do without: a key that is not there, or may not
/// be used, is no error, and nothing is said of either.
struct QuietKeys {
    private var directory: KeyDirectory

    init(_ directory: KeyDirectory, _ policy: KeyDirectory.Policy) {
        self.directory = directory
        self.directory.policy = policy
    }

    func privateKey(for document: Document) -> PrivateKey? {
        do throws(EJSONError) {
            return try directory.privateKey(for: document.recipient)
        } catch {
            return nil
        }
    }
}

import EJSON
import SystemPackage

/// Keys for optional decryption: a missing key, or an agent that does not open the document, is not an error and is not
/// reported.
struct QuietKeys {
    private let keys: KeySource
    private let reportsProblems: Bool

    /// - Parameter reportsProblems: whether the problems of a key that is there are reported.
    init(_ keys: KeySource, reportsProblems: Bool) {
        self.keys = keys
        self.reportsProblems = reportsProblems
    }

    func key(for document: Document, in file: DocumentArgument) -> OpeningKey? {
        do throws(EJSONError) {
            return try keys.openingKey(for: document, in: file.file) { if reportsProblems { KeyWarnings.report($0) } }
        } catch {
            if reportsProblems, error.meansUnusableKey { KeyWarnings.report(messageForUnusableKey(error, of: file)) }
            return nil
        }
    }
}

extension EJSONError {
    /// Whether a key is there and must not, or cannot, be used.
    var meansUnusableKey: Bool {
        [.insecureKeyDirectory, .invalidPrivateKey, .keyMismatch, .forgedRecipient, .invalidRecipient].contains(code)
    }
}

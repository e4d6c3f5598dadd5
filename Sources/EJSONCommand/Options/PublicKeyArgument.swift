package import CommandLineFlags
import EJSON

/// A public key, as an argument.
extension PublicKey: ArgumentValue {
    package init(_ argument: Argument) throws(UsageError) {
        do throws(EJSONError) {
            try self.init(hexadecimal: argument.text ?? "")
        } catch {
            let isDigits = error.reason != .notHexadecimal
            throw UsageError(isDigits ? words(for: error) : "expected 64 hex digits, as `ejson keygen` prints")
        }
    }

    package var spelling: String { description }

    /// The public keys in the named key directory.
    package static let completion = Completion.values { context in
        let directory = context["keydir"].map { KeyDirectory($0.path) } ?? .standard
        // An unreadable directory has no completions.
        let publicKeys = (try? directory.publicKeys()) ?? []
        return publicKeys.map { Choice($0.description) }
    }
}

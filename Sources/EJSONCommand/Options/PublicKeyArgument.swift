package import CommandLineFlags
import EJSON

/// A public key, as an argument.
extension PublicKey: ArgumentValue {
    package init(_ argument: Argument) throws(UsageError) {
        do throws(EJSONError) {
            try self.init(hexadecimal: argument.text ?? "")
        } catch {
            throw UsageError("it is \(words(for: error))")
        }
    }

    package var spelling: String { description }

    /// The public keys in the key directory that the line names.
    package static let completion = Completion.values { context in
        let directory = context["keydir"].map { KeyDirectory($0.path) } ?? .standard
        // Where it cannot be read, there is nothing to offer.
        let publicKeys = (try? directory.publicKeys()) ?? []
        return publicKeys.map { Choice($0.description) }
    }
}

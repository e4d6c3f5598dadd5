import ArgumentParser
import EJSON

/// A public key as an argument.
func parsePublicKey(_ text: String) throws -> PublicKey {
    do throws(EJSONError) {
        return try PublicKey(hexadecimal: text)
    } catch {
        throw ValidationError("'\(printable(text))' is \(words(for: error)).")
    }
}

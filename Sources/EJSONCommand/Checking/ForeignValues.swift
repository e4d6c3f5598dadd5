import EJSON

/// Warns of values that were sealed to another public key than their document names, when the private key is here to
/// see it. Sealing needs no private key, so whatever is wrong with keys is no failure, and is not said.
func warnOfForeignValues(in document: Document, _ file: String, _ keys: KeyDirectory) {
    guard let privateKey = try? keys.privateKey(for: document.recipient),
        let findings = try? document.foreignValues(for: privateKey)
    else { return }
    warnOfForeignValues(findings, in: file)
}

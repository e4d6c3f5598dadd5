package import SystemPackage

/// A file that may be an identity: a private key, whose owner and mode are checked, or a document, whose are not.
package enum IdentityFile {
    /// The text of an identity that the user names. A pipe is read to its end.
    ///
    /// - Throws: `insecureKeyDirectory` for a private key whose owner or mode is refused; `inputOutput`, `outOfMemory`.
    static func text(
        at path: FilePath,
        _ policy: KeyDirectory.Policy,
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> SecretBytes {
        let file = try attempt(to: .open, path) { () throws(Errno) in try Descriptor(reading: path, waiting: true) }
        do throws(EJSONError) {
            let status = try attempt(to: .read) { () throws(Errno) in try file.status() }
            let text = try SecretBytes.read(file.rawValue)
            if status.isRegular, !text.withBytes({ isDocument($0) || isPublicKey($0) }) {
                try KeyPermissions(of: file.rawValue, status).warnings(under: policy, of: path).forEach(onWarning)
            }
            return text
        } catch {
            throw error.concerning(path)
        }
    }

    /// The key of an identity that the user names; `nil` when the file is a document.
    ///
    /// - Throws: as `text(at:_:_:)`, and as `Identity.init(_:)`.
    package static func key(
        at path: FilePath,
        _ policy: KeyDirectory.Policy,
        _ onWarning: (EJSONError) -> Void
    ) throws(EJSONError) -> RecipientKey? {
        let text = try text(at: path, policy, onWarning)
        return try text.withBytes { (text) throws(EJSONError) in
            if isDocument(text) { return nil }
            do throws(EJSONError) {
                return try Identity(text).key
            } catch {
                throw error.concerning(path)
            }
        }
    }

    /// The text of a regular file; `nil` when there is none at this path.
    ///
    /// - Throws: `inputOutput`, `outOfMemory`.
    static func document(at path: FilePath) throws(EJSONError) -> SecretBytes? {
        guard isRegularFile(path) else { return nil }
        let file = try attempt(to: .open, path) { () throws(Errno) in try Descriptor(reading: path) }
        do throws(EJSONError) {
            let status = try attempt(to: .read) { () throws(Errno) in try file.status() }
            // The path may lead to another file by now.
            guard status.isRegular else { return nil }
            return try SecretBytes.read(file.rawValue, isDocument: true)
        } catch {
            throw error.concerning(path)
        }
    }

    /// Whether a text is the public key of an ssh key, which everyone may read.
    private static func isPublicKey(_ text: Span<UInt8>) -> Bool {
        let start = Array("ssh-".utf8)
        return text.count > start.count && start.indices.allSatisfy { text[$0] == start[$0] }
    }

    /// Whether a text is a document and not a key: its first character is an opening brace.
    package static func isDocument(_ text: Span<UInt8>) -> Bool {
        text.indices.first { ![0x20, 0x09, 0x0A, 0x0D].contains(text[$0]) }.map { text[$0] == UInt8(ascii: "{") }
            ?? false
    }
}

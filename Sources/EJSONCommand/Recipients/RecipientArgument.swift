import CommandLineFlags
import EJSON
import EJSONFormat
import SystemPackage

/// The name of a recipient, as an argument.
struct RecipientNameArgument: ArgumentValue {
    /// `nil` until it is given.
    let name: RecipientName?

    static let none = RecipientNameArgument(name: nil)

    private init(name: RecipientName?) { self.name = name }

    init(_ argument: Argument) throws(UsageError) {
        guard let name = argument.text.flatMap({ RecipientName($0) }) else {
            throw UsageError("a name has 1 to 64 letters, digits, dots, underscores, at signs and hyphens")
        }
        self.name = name
    }

    var spelling: String { name?.description ?? "" }

    /// The recipients of the named document.
    static let listed = Completion.values { context in
        // Only a regular file: reading a pipe would block.
        guard let file = context["file"]?.path,
            let document = try? Document(consuming: SecretBytes.contents(ofFound: file)),
            let recipients = try? document.recipients()
        else { return [] }
        return recipients.entries.map { Choice($0.name.description, shortWords(for: $0.key)) }
    }
}

/// The key of a recipient: text (a line of `authorized_keys`, output of `ssh-keyscan`, 64 hex digits), a file with it
/// (`.pub`, `known_hosts`), or a document, whose recipients then form a group.
struct RecipientKeySource {
    let text: String

    /// An unquoted key is several arguments.
    init(_ arguments: [Argument]) throws {
        let words = arguments.compactMap(\.text)
        guard words.count == arguments.count else { throw Failure("the key is not text") }
        text = words.joined(separator: " ")
    }

    init(_ text: String) { self.text = text }

    /// The key of the recipient with this name.
    ///
    /// - Parameter directory: the base of relative paths; `nil` for the working directory.
    func key(for name: RecipientName, in directory: FilePath? = nil) throws -> RecipientKey {
        let path = directory.map { $0.pushing(FilePath(text)) } ?? FilePath(text)
        // A file named by a public key holds the private key.
        guard !text.isEmpty, !text.contains("\n"), !text.contains("\0"), PublicKey(text) == nil, exists(path),
            !isDirectory(path)
        else {
            if text.hasSuffix(".pub") || text.hasSuffix(".ejson") {
                throw Failure(
                    "there is no file \(printable(path)), from which the key of \(name) was to be read",
                    hint: "name a file that is there, or give the key itself")
            }
            do throws(EJSONError) {
                return try RecipientKey(parsing: text, host: name)
            } catch {
                guard error.reason == .recipient(.notAKey) else { throw error }
                // Not repeated: a private key may have been pasted.
                throw Failure(
                    "the key of \(name) is neither a public key nor a file that is there",
                    hint: name.description.hasPrefix("ssh-")
                        ? "the name of the recipient comes before the key: NAME \(name) …"
                        : "give 64 hex digits, a line with ssh-ed25519 and its base64, or the file of one (.pub, .ejson)"
                )
            }
        }
        do throws(EJSONError) {
            let content = try SecretBytes.contents(of: path)
            return try content.withBytes { (bytes) throws(EJSONError) in
                if IdentityFile.isDocument(bytes) { return .publicKey(try Document(bytes).recipient) }
                // The content of a document is public.
                if isPrivateKey(bytes) { throw EJSONError(.invalidRecipient, .recipient(.privateKey)) }
                let text = String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
                return try RecipientKey(parsing: text, host: name)
            }
        } catch {
            throw Failure(message(for: error, about: DocumentArgument(path)).after("\(printable(path)): "))
        }
    }

    /// Whether a text is an ssh private key, or may be the content of a key file.
    private func isPrivateKey(_ bytes: Span<UInt8>) -> Bool {
        let header = Array("-----BEGIN".utf8)
        if bytes.count > header.count, header.indices.allSatisfy({ bytes[$0] == header[$0] }) { return true }
        let digits = bytes.indices.filter { ![0x20, 0x09, 0x0A, 0x0D].contains(bytes[$0]) }
        return digits.count == 64 && digits.allSatisfy { hexadecimalValue(bytes[$0]) != nil }
    }
}

package import EJSONFormat
public import SystemPackage

/// An error of this library. It never holds a plaintext, a private key or a boxed message.
///
/// ```swift
/// do throws(EJSONError) {
///     try start(Secrets(contentsOf: "secrets.ejson"))
/// } catch where error.code == .keyNotFound {
///     log("this host needs the private key of \(error.publicKey?.description ?? "the document")")
/// } catch {
///     log("\(error)")
/// }
/// ```
///
/// Match `code`, with a default for codes that later versions add. `file`, `position` and `path` say where the problem
/// is, if that is known. `description` is a sentence for logs: it holds file names and paths, and no secret.
public struct EJSONError: Error, Hashable, Sendable {
    /// What kind of failure it is.
    public let code: Code

    /// The file concerned: the document, or the key file when the key is at fault. `nil` for bytes in memory.
    public internal(set) var file: FilePath?

    /// The line and the column in the document, as editors count them.
    public internal(set) var position: Position?

    /// The path of the value concerned: dotted (`production.db.password`), or a JSON Pointer when a key has a dot. A
    /// path of more than 1,000 bytes is shortened to its beginning and its end. For an entry in a list of recipients,
    /// its name.
    public internal(set) var path: String?

    /// The paths of other values with the same problem.
    package var furtherPaths: [String] = []

    /// The names of its neighbours that can be delivered.
    package var deliverableNames: [String] = []

    /// The path that was likely meant when there is no value at `path`; of `missingPublicKey`, the path of the string
    /// that was likely meant to be the public key.
    public package(set) var nearestPath: String?

    /// The public key concerned in hex, as text, so that errors do not depend on keys. `publicKey` is its value.
    var publicKeyDigits: String?

    /// The key directory that was searched.
    public internal(set) var keyDirectory: FilePath?

    /// The error number of the operating system.
    public let errno: Errno?

    /// The exact problem, for messages.
    package let reason: Reason?

    package init(
        _ code: Code,
        _ reason: Reason? = nil,
        file: FilePath? = nil,
        position: Position? = nil,
        path: String? = nil,
        keyDirectory: FilePath? = nil,
        errno: Errno? = nil
    ) {
        self.code = code
        self.reason = reason
        self.file = file
        self.position = position
        self.path = path
        self.keyDirectory = keyDirectory
        self.errno = errno
    }

    /// A position in a document.
    ///
    /// ```swift
    /// for error in try Document(contentsOf: "secrets.ejson").findings() {
    ///     print("::error file=secrets.ejson,line=\(error.position?.line ?? 1)::\(error)")
    /// }
    /// ```
    public struct Position: Hashable, Sendable, CustomStringConvertible {
        /// The line, from 1.
        public let line: Int

        /// The column, from 1, in characters (Unicode scalars).
        public let column: Int

        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }

        /// `line:column`.
        public var description: String { "\(line):\(column)" }
    }

    /// The kind of a failure.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case malformedJSON, missingPublicKey, invalidPublicKey, duplicatePublicKey
            case invalidPrivateKey, keyNotFound, keyMismatch, insecureKeyDirectory
            case malformedBoxedMessage, unsupportedVersion, authenticationFailed, notEncrypted
            case valueNotFound, undeliverableValue, impossibleChange
            case invalidRecipient, forgedRecipient, noIdentity
            case agentUnavailable, refusedByAgent
            case inputOutput, outOfMemory, cryptographyUnavailable
        }

        private let value: Value

        /// The text is not a JSON object in UTF-8, or not one that can be sealed without loss.
        public static let malformedJSON = Code(value: .malformedJSON)

        /// The document has no top-level member `_public_key`.
        public static let missingPublicKey = Code(value: .missingPublicKey)

        /// A public key is not 64 hex digits, or its point is of low order, so that anyone could open the boxes, or not
        /// in its canonical encoding.
        public static let invalidPublicKey = Code(value: .invalidPublicKey)

        /// The document has more than one `_public_key`, or one whose key is spelled with an escape.
        public static let duplicatePublicKey = Code(value: .duplicatePublicKey)

        /// A private key is not 64 hex digits with white space around them.
        public static let invalidPrivateKey = Code(value: .invalidPrivateKey)

        /// The key directory holds no private key for the document's public key.
        public static let keyNotFound = Code(value: .keyNotFound)

        /// The private key does not belong to the document's public key.
        public static let keyMismatch = Code(value: .keyMismatch)

        /// A key file is not a small regular file, or the owner or the mode of the file or its directory is refused:
        /// see `KeyPermissions`.
        public static let insecureKeyDirectory = Code(value: .insecureKeyDirectory)

        /// A string has the shape of a boxed message but is malformed: bad base64, wrong lengths, a low-order key.
        public static let malformedBoxedMessage = Code(value: .malformedBoxedMessage)

        /// A boxed message of a version other than 1.
        public static let unsupportedVersion = Code(value: .unsupportedVersion)

        /// A box does not open: it was changed, or sealed to another public key.
        public static let authenticationFailed = Code(value: .authenticationFailed)

        /// A value that must be sealed is plaintext: the document is not encrypted, or not completely.
        public static let notEncrypted = Code(value: .notEncrypted)

        /// The document has no value at this path or with this name.
        public static let valueNotFound = Code(value: .valueNotFound)

        /// A value cannot be delivered in the form that was asked for.
        public static let undeliverableValue = Code(value: .undeliverableValue)

        /// A value cannot be changed as asked: it is the public key, an object or an array, or its path leads through a
        /// value that is neither object nor array; or the new value is a boxed message already.
        public static let impossibleChange = Code(value: .impossibleChange)

        /// A list of recipients, an entry in it, or the key of a recipient or an identity is invalid.
        public static let invalidRecipient = Code(value: .invalidRecipient)

        /// A recipient's entry was not made by a holder of the document's private key for this name and key.
        public static let forgedRecipient = Code(value: .forgedRecipient)

        /// The document has recipients, its private key is not in the key directory, and no identity is one of the
        /// recipients.
        public static let noIdentity = Code(value: .noIdentity)

        /// Nothing answers on the agent's socket, or not in the agent's protocol.
        public static let agentUnavailable = Code(value: .agentUnavailable)

        /// The agent refuses the request; `description` says why.
        public static let refusedByAgent = Code(value: .refusedByAgent)

        /// Reading or writing failed, or would have harmed a file.
        public static let inputOutput = Code(value: .inputOutput)

        /// There is not enough memory for a secret or for a document.
        public static let outOfMemory = Code(value: .outOfMemory)

        /// libsodium could not be initialised, for example because the system gives no randomness.
        public static let cryptographyUnavailable = Code(value: .cryptographyUnavailable)

        /// The code's name.
        public var description: String { value.rawValue }
    }

    package enum Reason: Hashable, Sendable {
        case syntax(JSONSyntaxError.Reason)
        /// The text is not JSON because of a merge conflict.
        case conflict(ConflictFinding)
        case notHexadecimal
        case lowOrderPoint
        case nonCanonicalPoint
        case malformation(BoxedMessage.Malformation)
        case notUTF8
        case file(FileProblem)
        case permissions(KeyPermissionProblem)
        case delivery(DeliveryProblem)
        case change(ChangeProblem)
        case recipient(RecipientProblem)
        /// With the names of the recipients, and the identities that were tried.
        case noIdentity(recipients: [String], tried: [String])
        case unopened(UnopenedValues)
        case agent(AgentProblem)
    }
}

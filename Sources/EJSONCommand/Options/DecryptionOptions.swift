import CommandLineFlags
import EJSON
import EJSONAuthoring
import SystemPackage

/// The options of all commands that decrypt: the source of the key, and the audit.
struct DecryptionOptions: ParameterGroup {
    var keys = KeyRingOptions()
    var keyFromStdin = false
    var keyFromFd: CInt?
    var keyFromEnv: String?
    var keyFromFile: FilePath?
    var agent: FilePath?
    var strictKeys = false
    var audit: Argument?

    static let heading = "Key"

    mutating func declare(in parameters: inout Parameters) {
        parameters.group(&keys)
        parameters.flag("--key-from-stdin", help: "Read the private key from standard input.", into: &keyFromStdin)
        parameters.option(
            "--key-from-fd", value: "n", help: "Read the private key from this open descriptor, and close it.",
            into: &keyFromFd)
        parameters.option(
            "--key-from-env", value: "name", help: "Take the private key from this variable, and wipe it.",
            into: &keyFromEnv)
        parameters.option(
            "--key-from-file", value: "path", help: "Read the private key from this file.", completion: .file,
            into: &keyFromFile)
        parameters.option(
            "--agent", value: "socket",
            help: "Open the document through the agent at this socket, without its key. (default: $EJSON_AGENT)",
            completion: .file, into: &agent)
        parameters.flag("--strict-keys", help: StrictKeys.help, into: &strictKeys)
        parameters.option(
            "--audit", value: "where",
            help: "Write a line for every decryption to a file, fd:<n> or syslog. (default: $EJSON_AUDIT)",
            completion: .file, into: &audit)
    }

    func validate() throws(UsageError) {
        guard namedKeys <= 1 else { throw UsageError("Only one --key-from option can be given.") }
        if let agent {
            guard namedKeys == 0, !keys.namesKeys else {
                throw UsageError("--agent needs no key: leave out --keydir, --identity and the --key-from options.")
            }
            if agent.isEmpty { throw UsageError("--agent needs the path of a socket.") }
        }
        if let keyFromFd, keyFromFd < 3 {
            throw UsageError("--key-from-fd needs a descriptor of 3 or above; for 0 there is --key-from-stdin.")
        }
    }

    /// Whether an option names the key, so that no directory is searched.
    var namesOneKey: Bool { namedKeys > 0 }

    private var namedKeys: Int {
        [keyFromStdin, keyFromFd != nil, keyFromEnv != nil, keyFromFile != nil].count { $0 }
    }

    /// Refuses options that contradict the document's name.
    func validate(reading file: DocumentArgument) throws(UsageError) {
        if keyFromStdin, file.isStandardInput {
            throw UsageError("Standard input cannot be both the document and the key (--key-from-stdin).")
        }
    }

    /// Decrypts a document and calls `body` with the plaintext; `body` must report to `trail` before it delivers
    /// values. A failure before that is recorded as refused. The private key is wiped before `body` runs. With
    /// `keepingPlaintexts`, values that are not sealed yet are included. `inspect` is called with the private key
    /// before anything is opened.
    func decrypt(
        _ file: DocumentArgument,
        command: Argument? = nil,
        keepingPlaintexts: Bool = false,
        inspect: ((Document, borrowing PrivateKey) throws -> Void)? = nil,
        _ body: (Document, borrowing SecretBytes, AuditTrail) throws -> Void
    ) throws {
        // The environment holds the key already.
        if keyFromEnv != nil { forbidDumps() }
        let trail = try AuditTrail(AuditLog(audit), file: file, command: command)
        do {
            let input = try DocumentInput(file)
            let source = try openSource()
            // From here on this process holds a key or plaintext, so it forbids core dumps and debuggers.
            forbidDumps()
            let document = try input.document()
            trail.document = document
            let plaintext = try showingProgress("Decrypting \(file.words)") { progress in
                try open(document, file, source, keepingPlaintexts, inspect, progress)
            }
            try body(document, plaintext, trail)
        } catch {
            try trail.refused(error)
            throw error
        }
    }

    /// The values of a document that do not open with its key. Nothing is delivered: the audit records a check, or a
    /// refusal when a value does not open.
    func findings(opening document: Document, _ file: DocumentArgument) throws -> [EJSONError] {
        let trail = try AuditTrail(AuditLog(audit), file: file, command: nil)
        trail.document = document
        do {
            let findings = try explained(findings(document, file, openSource()), of: document)
            if let first = findings.first { try trail.refused(first) } else { try trail.checked() }
            return findings
        } catch {
            try trail.refused(error)
            throw error
        }
    }

    private func findings(
        _ document: Document,
        _ file: DocumentArgument,
        _ source: PrivateKeySource
    ) throws -> [EJSONError] {
        if case .agent(let agent) = source {
            return try document.findings(openingWith: agent.sharedKeys(of: document, in: file.file))
        }
        return try document.findings(
            openingWith: source.privateKey(for: document, in: file, StrictKeys.policy(strictKeys)))
    }

    /// Opens a document with its private key from the source, or through the agent.
    ///
    /// - Parameter inspect: called with the private key, which an agent does not reveal.
    func open(
        _ document: Document,
        _ file: DocumentArgument,
        _ source: PrivateKeySource,
        _ keepingPlaintexts: Bool,
        _ inspect: ((Document, borrowing PrivateKey) throws -> Void)?,
        _ progress: ProgressHandler?
    ) throws -> SecretBytes {
        guard inspect == nil, case .agent(let agent) = source else {
            let privateKey = try source.privateKey(for: document, in: file, StrictKeys.policy(strictKeys))
            try inspect?(document, privateKey)
            return try open(document, privateKey, keepingPlaintexts, progress)
        }
        let sharedKeys = try agent.sharedKeys(of: document, in: file.file)
        do throws(EJSONError) {
            return try document.decrypted(with: sharedKeys, keepingPlaintexts: keepingPlaintexts, progress: progress)
        } catch {
            guard error.code == .authenticationFailed else { throw error }
            throw try explained(error, document.findings(openingWith: sharedKeys), of: document)
        }
    }

    /// Opens a document with its private key.
    func open(
        _ document: Document,
        _ privateKey: borrowing PrivateKey,
        _ keepingPlaintexts: Bool,
        _ progress: ProgressHandler?
    ) throws(EJSONError) -> SecretBytes {
        do throws(EJSONError) {
            return try document.decrypted(with: privateKey, keepingPlaintexts: keepingPlaintexts, progress: progress)
        } catch {
            throw
                error.code == .authenticationFailed
                ? try explained(error, document.findings(openingWith: privateKey), of: document) : error
        }
    }

    // MARK: Values sealed to another key

    /// Completes the error about a value that does not open with the other such values, which shows whether a value or
    /// the public key was changed.
    private func explained(
        _ error: EJSONError,
        _ findings: [EJSONError],
        of document: Document
    ) throws(EJSONError) -> EJSONError {
        let findings = findings.filter { $0.code == .authenticationFailed }
        let explained = try explained(findings, of: document)
        guard let first = explained.first else { return error }
        return first.concerningAll(explained)
    }

    /// The values that do not open with the document's private key; `nil` when the key is missing.
    func foreignValues(of document: Document, _ file: FilePath) throws(EJSONError) -> [EJSONError]? {
        do throws(EJSONError) {
            let privateKey = try ring.privateKey(for: document, in: file) { KeyWarnings.report($0) }
            let findings = try document.findings(openingWith: privateKey)
            return try explained(findings.filter { $0.code == .authenticationFailed }, of: document)
        } catch {
            guard error.isMissingKey else { throw error }
            return nil
        }
    }

    /// The private key for `publicKey` in the key directory, or among systemd's credentials.
    ///
    /// - Throws: `keyNotFound`, and what `KeyDirectory.privateKey(for:onWarning:)` throws.
    func privateKeyInDirectories(for publicKey: PublicKey) throws(EJSONError) -> PrivateKey {
        try ring.keyFile(of: publicKey) { KeyWarnings.report($0) }.take()
    }

    /// The findings. Those about values that do not open are completed with the public key they were sealed to, if its
    /// private key is available.
    private func explained(_ findings: [EJSONError], of document: Document) throws(EJSONError) -> [EJSONError] {
        guard findings.contains(where: { $0.code == .authenticationFailed }) else { return findings }
        var other: PublicKey?
        // Problems with other keys are not relevant here.
        for directory in ring.directories where other == nil {
            let others = ((try? directory.publicKeys()) ?? []).filter { $0 != document.recipient }
            other = others.prefix(100).first { publicKey in
                guard let key = try? directory.privateKey(for: publicKey) else { return false }
                return (try? document.hasValueOpened(by: key)) ?? false
            }
        }
        let boxes = try document.boxedMessageCount()
        return findings.map { finding in
            guard finding.code == .authenticationFailed else { return finding }
            return finding.explained(by: UnopenedValues(count: 1, outOf: boxes, sealedTo: other))
        }
    }

    /// Whether a document's own private key is in a key directory. A new one is then stored there too.
    ///
    /// - Throws: `inputOutput` when that is not known: a document whose new key is not stored is lost.
    func isStored(_ publicKey: PublicKey) throws(EJSONError) -> Bool {
        for directory in ring.directories where try directory.hasFile(for: publicKey) { return true }
        return false
    }

    /// Where keys are searched when none is named.
    var ring: KeyRing { keys.ring(StrictKeys.policy(strictKeys)) }

    /// The directory in which keys are stored.
    var directory: KeyDirectory { ring.directory }

    func openSource() throws -> PrivateKeySource {
        if keyFromStdin { return .standardInput }
        if let keyFromFd { return .descriptor(keyFromFd) }
        if let keyFromEnv { return .variable(keyFromEnv) }
        if let keyFromFile { return try .file(keyFromFile) }
        if let agent { return .agent(Agent(agent)) }
        // Only the named keys are searched.
        if !keys.namesKeys, let agent = Agent.environment { return .agent(agent) }
        return .ring(ring)
    }
}

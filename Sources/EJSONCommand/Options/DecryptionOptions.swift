import ArgumentParser
import EJSON
import SystemPackage

/// What all commands that decrypt have in common: where the key comes from, and the audit line.
struct DecryptionOptions: Declared {
    var keyDirectory = KeyDirectoryOption()
    var keyFromStdin = false
    var keyFromFd: String?
    var keyFromEnv: String?
    var keyFromFile: String?
    var strictKeys = false
    var audit: String?

    static let parameters: [Parameter<Self>] =
        KeyDirectoryOption.parameters { try $1(&$0.keyDirectory) } + [
            .flag("--key-from-stdin", help: "Read the private key from standard input.") { $0.keyFromStdin = $1 },
            .option("--key-from-fd", value: "n", help: "Read the private key from this open descriptor, and close it.")
            { $0.keyFromFd = $1 },
            .option("--key-from-env", value: "name", help: "Take the private key from this variable, and wipe it.") {
                $0.keyFromEnv = $1
            },
            .option("--key-from-file", value: "path", help: "Read the private key from this file.") {
                $0.keyFromFile = $1
            },
            .flag("--strict-keys", help: StrictKeys.help) { $0.strictKeys = $1 },
            .option(
                "--audit", value: "where",
                help: "Write a line for every decryption to a file, fd:<n> or syslog. (default: $EJSON_AUDIT)"
            ) { $0.audit = $1 },
        ]

    func validate() throws {
        try keyDirectory.validate()
        guard namedKeys <= 1 else {
            throw ValidationError("Only one --key-from option can be given.")
        }
        if let keyFromFd, (Int32(keyFromFd) ?? 0) < 3 {
            throw ValidationError("--key-from-fd needs a descriptor of 3 or above; for 0 there is --key-from-stdin.")
        }
    }

    /// Whether the key is named, and not looked for in a directory.
    var namesOneKey: Bool { namedKeys > 0 }

    private var namedKeys: Int {
        [keyFromStdin, keyFromFd != nil, keyFromEnv != nil, keyFromFile != nil].count { $0 }
    }

    /// The same, and refuses options that contradict the document's name.
    func validate(reading file: String) throws {
        try validate()
        if keyFromStdin, file == "-" {
            throw ValidationError("Standard input cannot be both the document and the key (--key-from-stdin).")
        }
    }

    /// Decrypts a document and hands its plaintext to `body`, which tells `trail` what it delivers before it does.
    /// What fails before that is recorded as refused. The private key is wiped before `body` runs. If
    /// `keepingPlaintexts`, values that are not sealed yet are handed over too.
    func decrypt(
        _ file: String,
        command: String? = nil,
        keepingPlaintexts: Bool = false,
        _ body: (Document, borrowing SecretBytes, AuditTrail) throws -> Void
    ) throws {
        let trail = try AuditTrail(AuditLog(audit), file: file, command: command)
        do {
            // The key is in this process already.
            if keyFromEnv != nil { forbidDumps() }
            let document = try readDocument(file)
            trail.document = document
            // Opened before this process is closed to others, for then /dev/fd is closed to it too.
            let source = try openSource()
            // From here on this process holds a key or plaintext: no core dump of it, no debugger.
            forbidDumps()
            let plaintext = try showingProgress("Decrypting \(printable(file))") { progress in
                try decrypt(document, source, keepingPlaintexts, progress)
            }
            try body(document, plaintext, trail)
        } catch {
            try trail.refused(error)
            throw error
        }
    }

    /// What keeps the values of a document from being opened with its key. Nothing is delivered, which is recorded as
    /// checked, or refused when a value does not open.
    func findings(opening document: Document, _ file: String) throws -> [EJSONError] {
        let trail = try AuditTrail(AuditLog(audit), file: file, command: nil)
        trail.document = document
        do {
            let privateKey = try openSource().privateKey(for: document.recipient, StrictKeys.policy(strictKeys))
            let findings = try document.findings(openingWith: privateKey)
            if let first = findings.first { try trail.refused(first) } else { try trail.checked() }
            return findings
        } catch {
            try trail.refused(error)
            throw error
        }
    }

    private func decrypt(
        _ document: Document,
        _ source: KeySource,
        _ keepingPlaintexts: Bool,
        _ progress: ProgressHandler?
    ) throws -> SecretBytes {
        let privateKey = try source.privateKey(for: document.recipient, StrictKeys.policy(strictKeys))
        return try document.decrypted(with: privateKey, keepingPlaintexts: keepingPlaintexts, progress: progress)
    }

    private func openSource() throws -> KeySource {
        if keyFromStdin { return .standardInput }
        if let keyFromFd, let number = CInt(keyFromFd) { return .descriptor(number) }
        if let keyFromEnv { return .variable(keyFromEnv) }
        if let keyFromFile { return try .file(keyFromFile) }
        var directories = [keyDirectory.directory]
        if let credentials = KeySource.credentials { directories.append(credentials) }
        return .directories(directories)
    }
}

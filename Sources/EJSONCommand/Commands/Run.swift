import CPlatform
import CommandLineFlags
import EJSON
import EJSONDelivery
import EJSONFormat
import SystemPackage

struct Run: Command {
    static let documentation = Documentation(
        abstract: "Run a command with the secrets, without writing them to a disk.",
        usage: "[<file> …] [<options>] -- <command> [<argument> …]",
        discussion: """
            Decrypts the document and becomes the command (execve), so the process ID,
            signals and exit status are the command's own. Everything after -- is the
            command. --env (the default), --file, --directory and --stdin choose how it gets
            the values, and can be combined. --env and --directory take the members
            of the object "environment", or of the one that --select names. If a value
            cannot be delivered, nothing is started.

            Of several documents, later ones win, and each is opened with its own key:
            objects merge member by member, arrays and all other values are replaced, and
            --select, --only, --require and --trim-underscore apply to the result. Every
            document must exist and have the selected object. All arguments before -- are
            documents.

            Variables of the document win over those already set, unless --keep-existing.
            The command gets values and no keys: it inherits neither the private key nor
            EJSON_KEYDIR, EJSON_AUDIT and other variables that lead to a key; EJSON_WITHHELD
            names what was removed.

            Variables that make loaders, shells, language runtimes and tools run other code
            (LD_PRELOAD, BASH_ENV, NODE_OPTIONS, GIT_SSH_COMMAND) are refused unless --allow
            names them, because the author of a document provides secrets, not programs. The
            list covers variables that are documented to do this; others may still harm your
            program. Review the names: everyone can read them.

            --dry-run does everything but the last step, removes what it created, and prints
            names, sizes and sources, never values. The audit log records it as checked.
            """,
        examples: [
            "ejson run -- ./server": "",
            "ejson run base.ejson production.ejson -- ./server": "",
            "ejson run secrets.ejson --user app --require DATABASE_URL -- ./server": "",
            "ejson run --file CONFIG --select production -- ./server": "",
            "ejson run --directory /run/secrets -- nginx -g 'daemon off;'": "",
            "ejson run --dry-run --user app -- ./server": "",
        ],
        exitStatuses: [
            "any": "the status of the command, which this process becomes",
            "1": "nothing was started",
            "126": "the command is not executable",
            "127": "there is no command of this name",
            "64": "the arguments are wrong",
        ]
    )

    var decryption = DecryptionOptions()
    var selection = ValueSelection()
    var env = false
    var file: String?
    var directory: FilePath?
    var stdin = false
    var keepExisting = false
    var allow: [NameList] = []
    var user: String?
    var dryRun = false
    var search = DocumentSearch()
    var documents: [DocumentArgument] = [.usual]
    var command: [Argument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--env", help: "Deliver values as environment variables. This is the default.", into: &env)
        parameters.option(
            "--file", value: "name", help: "Set this variable to the path of a file in memory with the JSON.",
            into: &file)
        parameters.option(
            "--directory", value: "dir", help: "Write each value to a file in this directory, in memory.",
            completion: .directory, into: &directory)
        parameters.flag("--stdin", help: "Deliver the JSON on the command's standard input.", into: &stdin)
        parameters.flag(
            "--keep-existing", help: "Variables already set win over the document's.", into: &keepExisting)
        parameters.options(
            "--allow", value: "name,…", help: "Variables to set although they change how programs run.",
            completion: .names(of: "file"), into: &allow)
        parameters.option(
            "--user", value: "user[:group]", help: "Run as this user, by name or number, without privileges.",
            into: &user)
        parameters.flag(
            "--dry-run", help: "Start nothing; print names, sizes and sources of what would be delivered.",
            into: &dryRun)
        parameters.group(&selection)
        parameters.group(&search)
        parameters.group(&decryption, heading: DecryptionOptions.heading)
        parameters.optionalArguments(
            "file", help: "Documents, later ones win; - is standard input.",
            into: &documents)
        parameters.argumentsAfterTerminator(
            "command", help: "The command, after --.", completion: .command, isMeant: isLikelyCommand, into: &command)
    }

    func validate() throws(UsageError) {
        // First, because the command may be among the documents.
        guard !command.isEmpty || dryRun else {
            throw UsageError("Name the command to run, after --", kind: .nothingAfterTerminator(example: "./server"))
        }
        for file in documents { try decryption.validate(reading: file) }
        guard documents.count(where: \.isStandardInput) <= 1 else {
            throw UsageError("Standard input is one document.")
        }
        if let file, !isVariableName(file) { throw UsageError("--file \(file) is not a variable's name.") }
    }

    func run() throws {
        let files = try documents.map { file in try reporting("Not started", file) { try search.resolve(file) } }
        try reporting("Not started", files.count == 1 ? files[0] : nil) {
            // Checked before `forbidDumps()`, because afterwards /dev/stdin cannot be opened on some systems.
            let keyFile = decryption.keyFromFile.flatMap { FileIdentity(of: $0) }
            let isInputUsed =
                decryption.keyFromStdin || files.contains(where: \.isStandardInput)
                || keyFile != nil && keyFile == FileIdentity(of: STDIN_FILENO)
            let executable = try command.first.map { try Executable($0) }
            let user = try user.map { try UserIdentity($0) }
            try decryption.decrypt(files, command: command.first, check: checkLayer) { layers in
                var launch = try Launch(executable, command, user: user, isRehearsal: dryRun)
                var plan = DeliveryPlan()
                do {
                    let names = try prepare(&launch, &plan, layers, files)
                    if isInputUsed, !stdin { try launch.emptyStandardInput() }
                    try launch.requireSpace()
                    if dryRun {
                        try launch.rehearse()
                        try layers.checked()
                    } else {
                        try layers.delivers(names)
                        try launch.start()
                    }
                } catch {
                    launch.abandon()
                    throw error
                }
                launch.abandon()
                if let user { plan.add("user", "\(user.user):\(user.group)", "", "") }
                if let executable { plan.add("command", printable(executable.path), "", "") }
                for line in plan.lines { try printLine(line) }
            }
        }
    }

    /// Prepares the deliveries, and returns the names of the values; `nil` for the whole document.
    private func prepare(
        _ launch: inout Launch,
        _ plan: inout DeliveryPlan,
        _ layers: borrowing DecryptedLayers,
        _ files: [DocumentArgument]
    ) throws -> [SecretValues.Entry]? {
        let wantsVariables = env || (file == nil && directory == nil && !stdin)
        var delivered: [SecretValues.Entry]?

        // The program must not inherit the log: it could write anything to it.
        launch.environment.remove(["EJSON_AUDIT"])
        launch.environment.withhold(["EJSON_KEYDIR", "EJSON_IDENTITY", "EJSON_AGENT"])
        if let variable = decryption.keyFromEnv { launch.environment.withhold([variable]) }
        if let credentials = decryption.ring.furtherDirectories.first,
            layers.documents.contains(where: { holdsKey(credentials, for: $0) })
        {
            launch.environment.withhold(["CREDENTIALS_DIRECTORY"])
        }

        if wantsVariables || directory != nil {
            let values = try selection.values(in: layers.text.bytes)
            try values.requirePlainValues()
            try values.requireText()
            if wantsVariables {
                try values.requireVariableNames()
                try values.requireHarmlessNames(allowing: names(in: allow))
                try refuseCollisions(values)
                let kept = try launch.environment.set(values, keepingExisting: keepExisting)
                plan.addVariables(values, from: { files[layers.layer(of: $0)] }, except: kept)
            }
            if let directory {
                try values.requireFileNames()
                try launch.deliver(values, inDirectory: directory)
                plan.addFiles(values, from: { files[layers.layer(of: $0)] }, in: directory)
            }
            delivered = values.entries
        }
        if file != nil || stdin {
            let text = try selectedText(in: layers.text.bytes)
            let path = selection.select?.path
            if let file {
                try launch.deliver(text, inFileNamedBy: file)
                plan.addText(text, from: files, path, variable: file)
            }
            if stdin {
                try launch.deliverOnStandardInput(text)
                plan.addText(text, from: files, path, variable: nil)
            }
            delivered = nil
        }
        return delivered
    }

    /// Whether a directory of credentials has the private key of a document, or of one of its recipients.
    private func holdsKey(_ credentials: KeyDirectory, for document: Document) -> Bool {
        let recipients = (try? document.recipients().entries.map(\.key.publicKey)) ?? []
        return ([document.recipient] + recipients).contains { FileIdentity(of: credentials.file(for: $0)) != nil }
    }

    /// With several documents, a misspelled object in one must not silently leave the values of another.
    private func checkLayer(_ plaintext: borrowing SecretBytes) throws {
        if env || directory != nil || (file == nil && !stdin) { try selection.requireObject(in: plaintext) }
    }

    /// A variable that names our file or directory must not be a name in the document too.
    private func refuseCollisions(_ values: borrowing SecretValues) throws {
        let own = [file, directory == nil ? nil : "CREDENTIALS_DIRECTORY"].compactMap { $0 }
        for entry in values.entries where own.contains(entry.name) {
            throw EJSONError(.undeliverableValue, .delivery(.collision), path: entry.name)
        }
    }

    /// The whole document, or with `--select` a part of it: its JSON, or if it is a string the string itself.
    private func selectedText(in plaintext: borrowing SecretBytes) throws -> SecretBytes {
        guard let path = selection.select?.path else {
            return try plaintext.withBytes { (bytes) throws(EJSONError) in try SecretBytes(copying: bytes) }
        }
        return try plaintext.value(at: path)
    }
}

/// Whether an argument is likely a program and its `--` was forgotten: it is not named as a document, and no file that
/// may be one.
private func isLikelyCommand(_ argument: Argument) -> Bool {
    if argument == "-" || isDocumentName(argument.bytes[...]) { return false }
    guard let status = try? FileStatus(of: argument.path, followingLinks: true) else { return true }
    return status.isRegular && status.permissions & 0o111 != 0
}

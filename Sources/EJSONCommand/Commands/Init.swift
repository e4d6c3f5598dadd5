import CommandLineFlags
import EJSON
import EJSONAuthoring
import SystemPackage

struct Init: Command {
    static let documentation = Documentation(
        abstract: "Create a document with a new key pair.",
        discussion: """
            Creates secrets.ejson in the working directory, or in the directory or with the
            file name given. The private key is stored in the key directory. An existing
            file is never changed. Prints what to do next, and what to keep out of git.

            With --recipient, the private key is stored nowhere but in the document, sealed to
            each recipient: hosts and users open it with keys of their own, and no key
            directory is needed. See `ejson recipients --help`.
            """,
        examples: [
            "ejson init": "",
            "ejson init --keydir ~/.ejson/keys --create-keydir": "",
            "ejson init --public-key 63ccf05a…a8e1 config/staging.ejson": "",
            "ejson init --recipient anna=anna.pub --recipient web1=\"$(ssh-keyscan web1)\"": "",
        ],
        exitStatuses: [
            "0": "the document was created",
            "1": "nothing was changed",
            "64": "the arguments are wrong",
        ]
    )

    var keyDirectory = KeyDirectoryOption()
    var createKeydir = false
    var publicKey: PublicKey?
    var recipients: [String] = []
    var quiet = false
    var document = FileArgument(FilePath("secrets.ejson"))

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag(
            "--create-keydir", help: "Create the key directory, with mode 0700, if it does not exist.",
            into: &createKeydir)
        parameters.option(
            "--public-key", value: "public-key", help: "Seal to this public key instead of a new one.", into: &publicKey
        )
        parameters.options(
            "--recipient", value: "name=key",
            help: "Who can open it: a name and an ssh key, 64 hex digits, or a file with one. May be repeated.",
            into: &recipients)
        parameters.flag("--quiet", "-q", help: "Print nothing but errors and warnings.", into: &quiet)
        parameters.group(&keyDirectory)
        parameters.optionalArgument(
            "file", help: "A new document, or a directory for secrets.ejson.", into: &document)
    }

    func validate() throws(UsageError) {
        if createKeydir, publicKey != nil { throw UsageError("With --public-key no private key is stored.") }
        if !recipients.isEmpty, createKeydir || publicKey != nil {
            throw UsageError("With --recipient a new private key is stored in the document, and nowhere else.")
        }
    }

    func run() throws {
        forbidDumps()
        let path =
            isDirectory(document.path) ? document.path.appending("secrets.ejson") : document.path
        try reporting("Cannot make a document", DocumentArgument(path)) { try make(path) }
    }

    private func make(_ path: FilePath) throws {
        // What cannot be looked at is no file that exists: making it says why.
        guard (try? FileStatus(of: path, followingLinks: false)) == nil else {
            throw Failure("it exists already", hint: "change it: ejson edit \(shellWord(path))")
        }
        if !recipients.isEmpty { return try make(path, for: recipients.map(recipient)) }
        let directory = keyDirectory.directory
        if createKeydir { try directory.create() }
        guard publicKey != nil || isDirectory(directory.path) else {
            throw Failure(messageForNoKeyDirectory(directory.path))
        }
        let recipient = try publicKey ?? directory.addNewKeyPair()
        do {
            try DocumentFile(path).create(Array(documentTemplate(recipient).utf8).span)
        } catch {
            if publicKey == nil { try directory.remove(recipient) }
            throw error
        }
        adviseToIgnore(directory, beside: path)
        if publicKey != nil { warnOfUntestedKey(recipient, directory) }
        // The document is made, so a failure to print this does not change the status.
        if !quiet { try? nextSteps(path, recipient, directory).forEach(printLine) }
    }

    /// A document whose private key is stored only in the document.
    private func make(_ path: FilePath, for recipients: [ListedRecipient]) throws {
        let keyPair = try KeyPair.generate()
        let document = try Document(Array(documentTemplate(keyPair.publicKey).utf8).span)
        let list = try RecipientList(recipients, sealing: keyPair.privateKey)
        let text = try document.replacingRecipients(with: list)
        try text.withBytes { (text) throws(EJSONError) in
            try Document(text).recipients().verify(with: keyPair.privateKey)
            try DocumentFile(path).create(text)
        }
        if quiet { return }
        // The document is made, so a failure to print this does not change the status.
        let lines = ["Made \(printable(path)).", wordsForStoredNowhere(recipients.map(\.name))] + nextCommands(path)
        try? lines.forEach(printLine)
    }

    private func recipient(_ argument: String) throws -> ListedRecipient {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let name = RecipientName(parts[0]) else {
            throw Failure(
                "--recipient is a name, = and a key, and not \(printable(argument))",
                hint: "as in: --recipient anna=anna.pub", status: .wrongUsage)
        }
        return ListedRecipient(name, try RecipientKeySource(parts[1]).key(for: name))
    }

    /// A wrong digit would make every value unreadable, and can be noticed only now.
    private func warnOfUntestedKey(_ recipient: PublicKey, _ directory: KeyDirectory) {
        do throws(EJSONError) {
            _ = try directory.privateKey(for: recipient) { KeyWarnings.report($0) }
        } catch {
            let hint = "compare every digit with whoever holds it, because what is sealed to a wrong one is lost"
            guard error.meansUnusableKey else {
                return printWarning("the private key of \(recipient) is not here to try", hint: hint)
            }
            let message = message(for: error).after("the private key of \(recipient) could not be tried: ")
            printWarning(message.adding(hint: hint))
        }
    }

    private func nextSteps(_ file: FilePath, _ recipient: PublicKey, _ directory: KeyDirectory) -> [String] {
        let key =
            publicKey == nil
            ? [
                "Its private key is in \(printable(directory.file(for: recipient))).",
                "Copy it to the hosts that need the secrets, and to a safe place: nothing opens without it.",
            ] : ["Its private key is that of \(recipient)."]
        return ["Made \(printable(file))."] + key + nextCommands(file)
    }

    private func nextCommands(_ file: FilePath) -> [String] {
        let name = shellWord(file)
        let commands = [
            ("ejson edit \(name)", "add secrets"),
            ("git add \(name)", "what is sealed can be committed"),
            ("ejson run \(name) -- ./server", "start a program that gets them"),
        ]
        let rows = commands.map { [TerminalStyle.Cell("  \($0)"), TerminalStyle.Cell($1)] }
        return ["", "Next:"] + TerminalStyle().lines(rows)
    }

    /// Warns about a key directory in a repository: one `git add` would publish it. The document is made, so errors are
    /// warnings.
    private func adviseToIgnore(_ directory: KeyDirectory, beside file: FilePath) {
        guard publicKey == nil else { return }
        let name = printable(directory.path)
        do {
            guard let repository = try GitWorkTree.around(file.removingLastComponent()) else { return }
            let absolute = try resolvedPath(directory.path)
            var path = absolute
            guard path.removePrefix(repository.top), try !ignores(absolute, repository) else { return }
            printWarning(
                "the key directory \(name) is in the repository, and git does not ignore it",
                hint: "run: "
                    + "echo \(shellWord(FilePath("/").pushing(path)))/ >> \(shellWord(repository.top.appending(".gitignore")))"
            )
        } catch {
            printWarning(message(of: error).after("whether git takes the key directory \(name) could not be checked: "))
        }
    }

    /// Whether git ignores key files in a directory. Only the repository of the working directory is asked.
    private func ignores(_ directory: FilePath, _ repository: GitWorkTree) throws -> Bool {
        guard let current = try GitWorkTree.current(), current.top == repository.top else { return false }
        return try GitIgnore.ignores(directory.appending(String(repeating: "0", count: 64)), in: current)
    }
}

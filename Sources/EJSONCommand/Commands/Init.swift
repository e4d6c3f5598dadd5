import ArgumentParser
import EJSON
import SystemPackage

struct Init: DeclaredCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a first document, with a new key pair.",
        discussion: """
            Makes secrets.ejson in the working directory, or in the directory named, or the
            file named. The private key is stored in the key directory. An existing file is
            never touched. Says what to do next, and what to keep out of git.

            EXAMPLES:
              ejson init
              ejson init --keydir ~/.ejson/keys --create-keydir
              ejson init --public-key 63ccf05a…a8e1 config/staging.ejson

            EXIT STATUS:
              0 when the document was made; 1 when not: nothing was changed; 64 for wrong
              usage
            """
    )

    var keyDirectory = KeyDirectoryOption()
    var createKeydir = false
    var publicKey: PublicKey?
    var quiet = false
    var file = "secrets.ejson"

    static let parameters: [Parameter<Self>] =
        KeyDirectoryOption.parameters { try $1(&$0.keyDirectory) } + [
            .flag("--create-keydir", help: "Make the key directory, with mode 0700, when there is none.") {
                $0.createKeydir = $1
            },
            .option(
                "--public-key", value: "public-key", help: "Seal to this public key instead of a new one.",
                transform: parsePublicKey
            ) { $0.publicKey = $1 },
            .flag("-q", "--quiet", help: "Print nothing but errors and warnings.") { $0.quiet = $1 },
            .argument("file", default: "secrets.ejson", help: "A new document, or a directory for secrets.ejson.") {
                $0.file = $1
            },
        ]

    func validate() throws {
        try keyDirectory.validate()
        if file == "-" { throw ValidationError("A document is made in a file; - is none.") }
        if createKeydir, publicKey != nil { throw ValidationError("With --public-key no private key is stored.") }
    }

    func run() throws {
        forbidDumps()
        let path =
            isDirectory(FilePath(argument: file))
            ? FilePath(argument: file).appending("secrets.ejson") : FilePath(argument: file)
        try reporting("Cannot make a document", path.string) { try make(path) }
    }

    private func make(_ path: FilePath) throws {
        guard !exists(path) else {
            throw Failure("it exists already; change it: ejson edit \(shellWord(path.string))")
        }
        let directory = keyDirectory.directory
        if createKeydir { try directory.create() }
        guard publicKey != nil || isDirectory(directory.path) else {
            throw Failure(
                "there is no key directory \(printable(directory.path.string)); have it made with --create-keydir, "
                    + "or name another with --keydir")
        }
        let recipient = try publicKey ?? directory.storeNewKeyPair()
        do {
            try DocumentFile(path).create(Array(documentTemplate(recipient).utf8).span)
        } catch {
            if publicKey == nil { try directory.remove(recipient) }
            throw error
        }
        adviseToIgnore(directory, beside: path)
        if publicKey != nil { warnOfUntestedKey(recipient, directory) }
        // The document is made, whether or not anybody hears of it.
        if !quiet { try? nextSteps(path.string, recipient, directory).forEach(printLine) }
    }

    /// Nothing is sealed yet, so nothing can be lost yet; a wrong digit is found now or never.
    private func warnOfUntestedKey(_ recipient: PublicKey, _ directory: KeyDirectory) {
        // A key that cannot be read is as good as none.
        guard (try? directory.privateKey(for: recipient)) == nil else { return }
        printWarning(
            "the private key of \(recipient) is not here to try; compare every digit with whoever holds it, "
                + "because what is sealed to a wrong one is lost")
    }

    private func nextSteps(_ file: String, _ recipient: PublicKey, _ directory: KeyDirectory) -> [String] {
        let key =
            publicKey == nil
            ? [
                "Its private key is in \(printable(directory.file(for: recipient).string)).",
                "Copy it to the hosts that need the secrets, and to a safe place: nothing opens without it.",
            ] : ["Its private key is that of \(recipient)."]
        let name = shellWord(file)
        let commands = [
            ("ejson edit \(name)", "add secrets"),
            ("git add \(name)", "what is sealed can be committed"),
            ("ejson run \(name) -- ./server", "start a program that gets them"),
        ]
        let rows = commands.map { [TerminalStyle.Cell("  \($0)"), TerminalStyle.Cell($1)] }
        return ["Made \(printable(file))."] + key + ["", "Next:"] + TerminalStyle().lines(rows)
    }

    /// A key directory in a repository is one `git add` away from being published. The document is made: what cannot be
    /// known is a warning.
    private func adviseToIgnore(_ directory: KeyDirectory, beside file: FilePath) {
        guard publicKey == nil else { return }
        let name = printable(directory.path)
        do {
            guard let repository = try GitWorkTree.around(file.removingLastComponent()) else { return }
            let absolute = try resolvedPath(directory.path)
            var path = absolute
            guard path.removePrefix(repository.top), try !ignores(absolute, repository) else { return }
            printWarning(
                "the key directory \(name) is in the repository, and git does not ignore it; run: "
                    + "echo \(shellWord("/\(path.string)/")) >> \(shellWord(repository.top.appending(".gitignore").string))"
            )
        } catch let failure as Failure {
            printWarning("whether git takes the key directory \(name) could not be checked: \(failure.words)")
        } catch {
            printWarning("whether git takes the key directory \(name) could not be checked: \(error)")
        }
    }

    /// Whether git ignores key files in a directory of this repository. Only that of the working directory is asked.
    private func ignores(_ directory: FilePath, _ repository: GitWorkTree) throws -> Bool {
        guard let current = try GitWorkTree.current(), current.top == repository.top else { return false }
        return try GitIgnore.ignores(directory.appending(String(repeating: "0", count: 64)), in: current)
    }
}

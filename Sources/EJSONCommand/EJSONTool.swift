import ArgumentParser

/// The command `ejson`: options in, one library call, words out.
@main
struct EJSONTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ejson",
        abstract: "Keep secrets in git: JSON whose values are sealed to a public key in the file itself.",
        usage: "ejson [--keydir <dir>] <subcommand>",
        discussion: """
            EXAMPLES:
              ejson keygen -w                  make a key pair; store the private key, print the public one
              ejson encrypt secrets.ejson      seal every value that is not sealed yet; needs no private key
              ejson decrypt secrets.ejson      print the document in plaintext; needs the private key

            A document is a JSON object with a member "_public_key". A string value is sealed unless its key
            begins with an underscore.
            """,
        version: "ejson version \(version)",
        subcommands: [Keygen.self, Encrypt.self, Decrypt.self, HelpAlias.self],
        helpNames: helpNames
    )

    @OptionGroup var keyDirectory: KeyDirectoryOption

    @Flag(
        name: [.customShort("v"), .customLong("version", withSingleDash: true)],
        help: ArgumentHelp("Show the version.", visibility: .hidden))
    var showsVersion = false

    static func main() {
        prepareStandardStreams()
        main(nil)
    }

    func run() throws {
        throw showsVersion ? CleanExit.message(Self.configuration.version) : CleanExit.helpRequest(self)
    }
}

/// `-h`, `--help`, and as the reference has it `-help`.
let helpNames: NameSpecification = [.short, .long, .customLong("help", withSingleDash: true)]

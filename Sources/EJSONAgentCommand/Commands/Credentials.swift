#if Agent

    import CPlatform
    import CommandLineFlags
    import EJSON
    import EJSONAgent
    import SystemPackage

    struct Credentials: Command {
        static let documentation = Documentation(
            abstract: "Give systemd's units their credentials, in memory.",
            discussion: """
                A unit with LoadCredential=DATABASE_URL:/run/ejson/credentials.sock gets the value
                that the file UNIT.json names. A credential that is refused fails the unit; it never
                starts with an empty one. This process has no keys: the agent opens the document.
                """,
            exitStatuses: ["1": "it could not listen"]
        )

        var sources: FilePath = "/etc/ejson/credentials"
        var socket: FilePath = "/run/ejson/credentials.sock"

        mutating func declare(in parameters: inout Parameters) {
            parameters.option(
                "--credentials", value: "dir", help: "The directory of files UNIT.json.", completion: .directory,
                into: &sources)
            parameters.option(
                "--socket", value: "path", help: "Where to listen, unless systemd passes a socket.", completion: .file,
                into: &socket)
        }

        func run() throws {
            let warn: @Sendable (String) -> Void = {
                printError("ejson-agent: \(printableCharacters(of: Array($0.utf8)))")
            }
            try closeProcess(warn: warn)
            let descriptor = try listeningSocket(socket)
            ServiceManager.notify("READY=1")
            let server = CredentialServer(sources, descriptors: Int(platform_raise_descriptor_limit()), log: warn)
            try server.serve(descriptor)
        }
    }

#endif

#if Agent

    import CPlatform
    import CommandLineFlags
    import EJSON
    import EJSONAgent
    import EJSONVolumes
    import Logging
    import ServiceLifecycle
    import SystemPackage

    struct ServeVolumes: Server {
        static let documentation = Documentation(
            abstract: "Serve volumes of secrets to Docker and Podman: the volume plugin ejson.",
            discussion: """
                docker volume create -d ejson -o file=/srv/app/secrets.ejson app-secrets makes a
                volume; a container that mounts it finds one file a value, in memory. This process
                has no keys: the agent opens the documents. Docs/volumes.md describes it.
                """,
            examples: ["ejson-agent volumes --documents /srv": "documents below /srv"],
            exitStatuses: ["0": "it was asked to stop", "1": "it could not start"]
        )

        var documents: [FilePath] = []
        var agent: FilePath = "/run/ejson/volumes.sock"
        var socket: FilePath = "/run/docker/plugins/ejson.sock"
        var state: FilePath = "/var/lib/ejson/volumes"
        var runtime: FilePath = "/run/ejson-volumes"
        var poll = 500

        mutating func declare(in parameters: inout Parameters) {
            parameters.options(
                "--documents", value: "dir", help: "A directory that documents are read from; no link leads out of it.",
                completion: .directory, into: &documents)
            parameters.option(
                "--agent", value: "path", help: "The agent's socket: a grant with these documents.", completion: .file,
                into: &agent)
            parameters.option(
                "--socket", value: "path", help: "Where to listen, unless systemd passes a socket.", completion: .file,
                into: &socket)
            parameters.option(
                "--state", value: "dir", help: "Where definitions of volumes are kept. They hold no secret.",
                completion: .directory, into: &state)
            parameters.option(
                "--runtime", value: "dir", help: "Where volumes are mounted. It must be gone after a reboot.",
                completion: .directory, into: &runtime)
            parameters.option(
                "--poll", value: "milliseconds", help: "How often to look whether documents have changed.",
                into: &poll)
        }

        func validate() throws(UsageError) {
            guard !documents.isEmpty else {
                throw UsageError("Name the directories of documents: --documents /srv")
            }
            let paths = documents + [agent, socket, state, runtime]
            guard paths.allSatisfy(\.isAbsolute) else { throw UsageError("Paths begin with a slash.") }
            guard 10...3_600_000 ~= poll else { throw UsageError("--poll is 10 to 3600000 milliseconds.") }
        }

        func service(_ logger: Logger) throws -> any Service {
            // Within two seconds an engine has its answer, whatever the agent does.
            let driver = try VolumeDriver(
                VolumeState(state), VolumeUsers(runtime), Agent(agent, milliseconds: 1_500),
                DocumentDirectories(documents)
            ) { logger.info("\(printableCharacters(of: Array($0.utf8)))") }
            let listening = try listeningSocket(socket, prepare: makeSocketDirectory)
            return PluginService(driver, socket: listening, interval: .milliseconds(poll), logger)
        }

        private func makeSocketDirectory() throws {
            let directory = socket.removingLastComponent()
            if !exists(directory) {
                do throws(Errno) {
                    // /run/docker is the engine's, and may not be there yet.
                    for path in [directory.removingLastComponent(), directory] {
                        _ = try systemMakeDirectoryIfMissing(path, mode: 0o755)
                    }
                } catch {
                    throw Failure("\(directory): \(error)")
                }
            }
        }
    }

#endif

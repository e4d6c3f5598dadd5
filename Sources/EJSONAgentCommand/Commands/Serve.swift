#if Agent

    import CPlatform
    import CommandLineFlags
    import EJSON
    import EJSONAgent
    import Logging
    import ServiceLifecycle
    import SystemPackage

    struct Serve: Server {
        static let documentation = Documentation(
            abstract: "Serve the grants until SIGTERM; SIGHUP reads them again.",
            discussion: """
                Settings that are no option come from the environment: EJSON_AGENT_LOG_LEVEL is a
                level of swift-log, info by default. The log is on standard error.
                """,
            exitStatuses: ["0": "it was asked to stop", "1": "it could not start"]
        )

        var options = GrantOptions()
        var keydir: FilePath?
        var identities: [FilePath] = []
        var audit: Argument = "/var/log/ejson/audit.log"

        mutating func declare(in parameters: inout Parameters) {
            parameters.group(&options)
            parameters.option(
                "--keydir", "-k", value: "dir",
                help: "Where private keys are. (default: $EJSON_KEYDIR, else /opt/ejson/keys)", completion: .directory,
                into: &keydir)
            parameters.options(
                "--identity", value: "file", help: "A key of a recipient of the documents: see ejson recipients.",
                completion: .file, into: &identities)
            parameters.option(
                "--audit", value: "where", help: "The record of requests: a file, or journal.", completion: .file,
                into: &audit)
        }

        func validate() throws(UsageError) {
            guard audit == "journal" || audit.path.isAbsolute else {
                throw UsageError("--audit is journal or a path that begins with a slash.")
            }
        }

        func service(_ logger: Logger) throws -> any Service {
            let sockets = ServiceManager.takeSockets()
            let record: AuditWriter
            do {
                record = try AuditWriter(audit == "journal" ? .journal : .file(audit.path))
            } catch {
                throw Failure("the record of requests, \(audit), cannot be opened: \(error)")
            }
            let keys = KeyRing(directory: keydir, identities: identities, policy: .environment)
            let budget = ConnectionBudget(descriptors: Int(platform_raise_descriptor_limit()))
            return AgentService(options.directory, Judge(keys), record, budget, sockets: sockets, logger)
        }
    }

#endif

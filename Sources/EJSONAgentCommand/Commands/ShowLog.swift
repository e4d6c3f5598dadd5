#if Agent

    import CommandLineFlags
    import EJSON
    import EJSONAgent
    import SystemPackage

    struct ShowLog: Command {
        static let documentation = Documentation(
            abstract: "Show the record of requests, for people.",
            discussion: """
                A line a request, in the order of the record. Filters count together. A line that
                is no record is reported on standard error.
                """,
            examples: [
                "ejson-agent log --grant shop --since 2026-11-27": "",
                "journalctl -t ejson-agent-audit -o cat | ejson-agent log -": "",
            ],
            exitStatuses: ["0": "the record is shown", "1": "it cannot be read, or a line of it is no record"]
        )

        var filter = LogFilter()
        var isJSON = false
        var file: Argument = "/var/log/ejson/audit.log"

        mutating func declare(in parameters: inout Parameters) {
            parameters.option("--grant", value: "name", help: "Only this grant.", into: &filter.grant)
            parameters.option(
                "--document", value: "text", help: "Only documents whose path or public key contains this.",
                into: &filter.document)
            parameters.option(
                "--container", value: "id", help: "Only containers whose id begins so.", into: &filter.container)
            parameters.option(
                "--since", value: "time",
                help: "Only from this time on, in UTC: 2026-11-27T08:00:00Z or its beginning.",
                into: &filter.since)
            parameters.flag("--refused", help: "Only what was refused.", into: &filter.isRefused)
            parameters.flag("--json", help: "Print the records as they are.", into: &isJSON)
            parameters.optionalArgument(
                "file", help: "The record; - is standard input.", completion: .file, into: &file)
        }

        func run() throws {
            let text: [UInt8]
            do {
                let bytes = try file == "-" ? SecretBytes.read(.standardInput) : SecretBytes.contents(of: file.path)
                text = bytes.withBytes { bytes in bytes.indices.map { bytes[$0] } }
            } catch {
                throw Failure("\(file) cannot be read: \(error)")
            }
            var isWrong = false
            for (number, line) in text.split(separator: 0x0A).enumerated() {
                guard let entry = LogEntry(Array(line)) else {
                    printError("\(file):\(number + 1): this is no record")
                    isWrong = true
                    continue
                }
                guard filter.accepts(entry) else { continue }
                printOutput((isJSON ? String(decoding: line, as: UTF8.self) : entry.words) + "\n")
            }
            if isWrong { throw ExitCode(code: 1) }
        }
    }

#endif

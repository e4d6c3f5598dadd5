#if Agent

    import CommandLineFlags
    import EJSON
    import EJSONAgent
    import SystemPackage

    struct CheckGrants: Command {
        static let documentation = Documentation(
            abstract: "Say what is wrong with grants, with line and column.",
            discussion: "Every grant is printed with its socket and documents. The files of documents must be there.",
            exitStatuses: ["0": "all files are grants", "1": "one is not, or its document cannot be read"]
        )

        var options = GrantOptions()

        mutating func declare(in parameters: inout Parameters) {
            parameters.group(&options)
        }

        func run() throws {
            let (grants, errors) = try options.directory.read()
            var isWrong = !errors.isEmpty
            for error in errors.sorted(by: { $0.key < $1.key }) { printError("\(error.value)") }
            for grant in grants.values.sorted(by: { $0.name < $1.name }) {
                printOutput("\(grant.name): \(grant.socket)\n")
                for key in grant.publicKeys.map(\.description).sorted() { printOutput("  \(key)\n") }
                for file in grant.files {
                    do {
                        printOutput("  \(file) \(try Document(contentsOf: file).recipient)\n")
                    } catch {
                        isWrong = true
                        printError("\(file): \(error)")
                    }
                }
            }
            if isWrong { throw ExitCode(code: 1) }
        }
    }

#endif

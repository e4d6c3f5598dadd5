import Testing

@Suite struct UsageTests {
    @Test(arguments: [["--version"], ["-v"], ["-version"]])
    func printsTheVersion(_ arguments: [String]) throws {
        let result = try Command.run(arguments)
        #expect(result.status == 0)
        #expect(result.output.wholeMatch(of: /ejson version \d+\.\d+\.\d+\n/) != nil)
    }

    @Test(arguments: [[], ["--help"], ["-h"], ["-help"], ["help"], ["h"]])
    func printsHelp(_ arguments: [String]) throws {
        let result = try Command.run(arguments)
        #expect(result.status == 0)
        #expect(result.output.contains("EXAMPLES:") && result.output.contains("encrypt, e"))
        #expect(result.error.isEmpty)
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test(arguments: [
        "keygen", "encrypt", "decrypt", "set", "unset", "get", "list", "init", "edit", "rotate", "keys", "g", "e", "d",
    ])
    func everyCommandHasHelpWithExamples(_ name: String) throws {
        for arguments in [[name, "--help"], [name, "-h"], [name, "-help"], ["help", name], ["h", name]] {
            let result = try Command.run(arguments)
            #expect(result.status == 0)
            #expect(result.output.contains("EXAMPLES:\n  ejson "), "\(arguments)")
        }
    }

    @Test(arguments: [
        (["decrpyt", "a"], "did you mean decrypt?"), (["rnu"], "did you mean run?"), (["helpp"], "did you mean help?"),
        (["secrets.ejson"], "There is no subcommand 'secrets.ejson'"), (["x"], "There is no subcommand 'x'"),
    ])
    func saysWhichSubcommandWasMeant(_ arguments: [String], _ words: String) throws {
        let result = try Command.run(arguments)
        // As in the reference.
        #expect(result.status == 3)
        #expect(result.error.contains(words), "\(result.error)")
    }

    @Test(arguments: [
        ["encrypt"], ["decrypt"], ["decrypt", "-o", "a", "-o", "b", "c"], ["set", "f", "p", "--value"],
        ["decrypt", "a", "b"], ["decrypt", "--bogus", "a"], ["keygen", "x"],
        ["encrypt", "a", "--keydir"], ["decrypt", "a", "--keydir", ""], ["decrypt", "-o"], ["--bogus"],
    ])
    func wrongUsageIsStatus64(_ arguments: [String]) throws {
        let result = try Command.run(arguments)
        #expect(result.status == 64, "\(arguments): \(result.error)")
        #expect(result.output.isEmpty)
        #expect(result.error.hasPrefix("Error: "))
        #expect(result.error.contains("--help"))
        #expect(result.error.split(separator: "\n").count == 2, "\(result.error)")
    }
}

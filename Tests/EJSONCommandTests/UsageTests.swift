import Testing

@Suite struct UsageTests {
    @Test(arguments: [["--version"], ["-v"], ["-version"]])
    func printsTheVersion(_ arguments: [String]) throws {
        let result = try Command.run(arguments)
        #expect(result.status == 0)
        #expect(result.output.wholeMatch(of: /ejson version \d+\.\d+\.\d+\n/) != nil)
    }

    /// The reference's name for `ejson env` has a version of its own.
    @Test(arguments: ["--version", "-v"])
    func printsTheVersionOfEJSON2Env(_ option: String) throws {
        let scratch = try Scratch()
        let result = try scratch.shell("ln -s \"$EJSON\" ejson2env && ./ejson2env \(option)")
        #expect(result.status == 0 && result.output.wholeMatch(of: /ejson2env version \d+\.\d+\.\d+\n/) != nil)
    }

    /// As wide as the terminal, between 40 columns and 100; in color on a terminal that has some.
    @Test(arguments: [(60, "TERM=xterm", true), (200, "TERM=xterm NO_COLOR=1", false), (20, "TERM=dumb", false)])
    func helpFitsTheTerminal(_ width: Int, _ environment: String, _ hasColors: Bool) throws {
        let scratch = try Scratch()
        let screen = try onTerminal("stty cols \(width); \(environment) $EJSON help run", [], scratch)
        #expect(screen.contains("\u{1B}[1mUSAGE:\u{1B}[0m") == hasColors && screen.contains("\u{1B}") == hasColors)
        let lines = screen.replacing(/\u{1B}\[[0-9]*m/, with: "").split { $0.isNewline }
        // The usage and examples are not broken.
        let widest = lines.dropFirst().prefix { !$0.hasPrefix("ARGUMENTS") }.map(\.count).max() ?? 0
        let columns = min(max(width, 40), 100)
        #expect((columns - 12...columns).contains(widest), "\(widest)")
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
        (["decrpyt", "a"], "\(Said.didYouMean) decrypt?"), (["rnu"], "\(Said.didYouMean) run?"),
        (["helpp"], "\(Said.didYouMean) help?"),
        (["secrets.ejson"], "\(Said.noSubcommand) 'secrets.ejson'"), (["x"], "\(Said.noSubcommand) 'x'"),
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

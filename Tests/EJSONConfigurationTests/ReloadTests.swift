#if Configuration

    import Configuration
    import EJSON
    import EJSONConfiguration
    import EJSONTesting
    import Logging
    import Testing

    /// Time limits end tests that would hang; nothing is asserted about time.
    @Suite(.timeLimit(.minutes(2))) struct ReloadTests {
        /// Runs a reloading provider on the file while `body` is at work.
        private func withProvider(
            of file: SealedFile,
            _ body: (ConfigReader, RecordedLog) async throws -> Void
        ) async throws {
            let log = RecordedLog()
            let provider = try await ReloadingFileProvider<EJSONSnapshot>(
                parsingOptions: EJSONSnapshot.ParsingOptions(keys: .keyRing(KeyRing(file.keys)), logger: log.logger),
                filePath: file.path, pollInterval: .milliseconds(10),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let running = Task { try await provider.run() }
            defer { running.cancel() }
            try await body(ConfigReader(provider: provider), log)
        }

        private func wait(for value: String, at key: ConfigKey, in config: ConfigReader) async throws {
            try await config.watchString(forKey: key) { updates in
                for await update in updates where update == value { return }
            }
            #expect(config.string(forKey: key) == value)
        }

        /// A file that replaces the old one, sealed to the old key or, as after a rotation, to a new one.
        @Test func picksUpANewValue() async throws {
            let file = try SealedFile(#"{"password": "old"}"#)
            try await withProvider(of: file) { config, _ in
                #expect(config.string(forKey: "password") == "old")
                for value in ["new", "newer"] {
                    try file.seal("{\"password\": \"\(value)\"}")
                    try await wait(for: value, at: "password", in: config)
                }
            }
        }

        @Test(arguments: [#"{"#, "", #"{"_public_key": "00"}"#, "PLAINTEXT", "ARRAY"])
        func keepsTheLastGoodValuesOfABrokenFile(_ kind: String) async throws {
            let file = try SealedFile(#"{"password": "old"}"#)
            try await withProvider(of: file) { config, log in
                switch kind {
                case "PLAINTEXT":
                    let key = try KeyPair.generate()
                    _ = try file.keys.store(key)
                    try file.write(Array("{\"_public_key\": \"\(key.publicKey)\", \"password\": \"horse\"}".utf8))
                case "ARRAY": try file.seal(#"{"password": ["horse", 1]}"#)
                default: try file.write(Array(kind.utf8))
                }
                let error = try #require(await log.lines.first { _ in true })
                #expect(error.contains("values that were read before stay in use"))
                #expect(!error.contains("horse"))
                #expect(config.string(forKey: "password") == "old")
                try file.seal(#"{"password": "mended"}"#)
                try await wait(for: "mended", at: "password", in: config)
            }
        }

        /// A rotated document that arrives before its key: the old values stay until the key is there.
        @Test func picksUpAKeyThatComesLater() async throws {
            let file = try SealedFile(#"{"password": "old"}"#)
            let rotated = try InMemoryDocument(#"{"password": "rotated"}"#)
            try await withProvider(of: file) { config, log in
                try file.write(rotated.text)
                let error = try #require(await log.lines.first { _ in true })
                #expect(error.contains("no private key for \(rotated.keyPair.publicKey)"))
                #expect(config.string(forKey: "password") == "old")
                _ = try file.keys.store(rotated.keyPair)
                try await wait(for: "rotated", at: "password", in: config)
            }
        }

        @Test func aFirstFileThatDoesNotOpenIsAnError() async throws {
            let file = try SealedFile(#"{"password": "old"}"#)
            try file.seal(#"{"password": "x"}"#, withKey: false)
            let log = RecordedLog()
            let options = EJSONSnapshot.ParsingOptions(keys: .keyRing(KeyRing(file.keys)), logger: log.logger)
            let error = await #expect(throws: EJSONError.self) {
                try await FileProvider<EJSONSnapshot>(parsingOptions: options, filePath: file.path)
            }
            #expect(error?.code == .keyNotFound)
            #expect(await log.lines.first { _ in true } != nil)
        }

        @Test func anAgentDecryptsTheDocument() async throws {
            let file = try SealedFile(#"{"password": "old"}"#)
            let options = EJSONSnapshot.ParsingOptions(keys: .agent("/nonexistent/agent.sock"))
            let error = await #expect(throws: EJSONError.self) {
                try await FileProvider<EJSONSnapshot>(parsingOptions: options, filePath: file.path)
            }
            #expect(error?.code == .agentUnavailable)
        }

        /// A key that others may read is used with a warning, except in memory, as in the library.
        @Test func aKeyThatIsNotKeptWellIsLogged() async throws {
            let file = try SealedFile(#"{"password": "old"}"#)
            try file.setKeyModes(0o444)
            let log = RecordedLog(.warning)
            let options = EJSONSnapshot.ParsingOptions(keys: .keyRing(KeyRing(file.keys)), logger: log.logger)
            _ = try await FileProvider<EJSONSnapshot>(parsingOptions: options, filePath: file.path)
            var warnings: [EJSONError] = []
            _ = try Secrets(contentsOf: file.path, keys: .keyRing(KeyRing(file.keys))) { warnings.append($0) }
            log.finish()
            let lines = await log.lines.reduce(into: []) { $0.append($1) }
            #expect(lines.count == warnings.count)
            for (line, warning) in zip(lines, warnings) { #expect(line.contains(warning.description)) }
        }
    }

#endif

#if Configuration

    import Configuration
    import ConfigurationTesting
    import EJSON
    import EJSONConfiguration
    import EJSONTesting
    import Testing

    @Suite struct SnapshotTests {
        /// The values that `ProviderCompatTest` asks for.
        private static let compatible = #"""
            {
              "string": "Hello", "int": 42, "double": 3.14, "bool": true, "bytes": "bWFnaWM=",
              "stringy": {"array": ["Hello", "World"]}, "inty": {"array": [42, 24]},
              "doubly": {"array": [3.14, 2.72]}, "booly": {"array": [true, false]},
              "byteChunky": {"array": ["bWFnaWM=", "bWFnaWMy"]},
              "other": {
                "string": "Other Hello", "int": 24, "double": 2.72, "bool": false, "bytes": "bWFnaWMy",
                "stringy": {"array": ["Hello", "Swift"]}, "inty": {"array": [16, 32]},
                "doubly": {"array": [0.9, 1.8]}, "booly": {"array": [false, true, true]},
                "byteChunky": {"array": ["bWFnaWM=", "bWFnaWMy", "bWFnaWM="]}
              }
            }
            """#

        @Test func isCompatible() async throws {
            let file = try SealedFile(Self.compatible)
            let options = EJSONSnapshot.ParsingOptions(keys: .keyRing(KeyRing(file.keys)))
            let providers: [any ConfigProvider] = [
                try await FileProvider<EJSONSnapshot>(parsingOptions: options, filePath: file.path),
                try await ReloadingFileProvider<EJSONSnapshot>(parsingOptions: options, filePath: file.path),
                try EJSONSnapshot(Secrets(contentsOf: file.path, keys: .keyRing(KeyRing(file.keys)))),
            ]
            for provider in providers { try await ProviderCompatTest(provider: provider).runTest() }
        }

        @Test func anAgentIsAskedWhereOneIsNamed() async throws {
            let file = try SealedFile(Self.compatible)
            let options = EJSONSnapshot.ParsingOptions(keys: .agent("/nonexistent/agent.sock"))
            let error = await #expect(throws: EJSONError.self) {
                try await FileProvider<EJSONSnapshot>(parsingOptions: options, filePath: file.path)
            }
            #expect(error?.code == .agentUnavailable)
        }

        /// In the order: a key, its type, its content, whether it is secret.
        @Test(
            arguments: [
                ("boxed", .string, .string("x\né"), true), ("_comment", .string, .string("y"), false),
                ("object._name", .string, .string("n"), false), ("_object.boxed", .string, .string("z"), true),
                ("list", .stringArray, .stringArray(["a", "b"]), true),
                ("_list", .stringArray, .stringArray(["c"]), false),
                ("number", .int, .int(7), false), ("number", .double, .double(7), false),
                ("number", .bool, .bool(true), false),
                ("truth", .bool, .bool(true), false), ("truth", .int, .int(1), false),
                ("numbers", .intArray, .intArray([1, 2]), false),
                ("numbers", .doubleArray, .doubleArray([1, 2]), false),
                ("mixed", .doubleArray, .doubleArray([1, 1.5, 0]), false),
                ("mixed", .boolArray, .boolArray([true, true, false]), false),
                ("none", .stringArray, .stringArray([]), false), ("none", .intArray, .intArray([]), false),
                ("none", .byteChunkArray, .byteChunkArray([]), false), ("none", .boolArray, .boolArray([]), false),
                ("bytes", .bytes, .bytes([1, 2]), true), ("bytes", .string, .string("AQI="), true),
                ("dotted.key", .string, .string("d"), true), ("twice", .string, .string("2"), true),
            ] as [(String, ConfigType, ConfigContent, Bool)])
        func marksWhatIsSealed(_ key: String, _ type: ConfigType, _ content: ConfigContent, _ isSecret: Bool) throws {
            let value = try snapshot().value(
                forKey: AbsoluteConfigKey(key.split(separator: ".").map(String.init)), type: type)
            #expect(value.encodedKey == key)
            #expect(value.value == ConfigValue(content, isSecret: isSecret))
        }

        private static let json = #"""
            {
              "boxed": "x\n\u00e9", "_comment": "y", "object": {"_name": "n"}, "_object": {"boxed": "z"},
              "list": ["a", "b"], "_list": ["c"], "number": 7, "half": 1.5, "large": 9007199254740993, "huge": 1e400,
              "truth": true, "numbers": [1, 2], "mixed": [1, 1.5, false], "none": [], "null": null, "bytes": "AQI=",
              "dotted.key": "d", "twice": "1", "twice": "2"
            }
            """#

        private func snapshot() throws -> EJSONSnapshot {
            try EJSONSnapshot(Secrets(testing: Self.json))
        }

        @Test(arguments: ["missing", "null", "object", "boxed.x", "list.0", "COMMENT", "comment"])
        func hasNoOtherValues(_ key: String) throws {
            let key = AbsoluteConfigKey(key.split(separator: ".").map(String.init))
            #expect(try snapshot().value(forKey: key, type: .string).value == nil)
        }

        @Test(
            arguments: [
                ("number", .string), ("boxed", .int), ("boxed", .bool), ("boxed", .bytes), ("boxed", .stringArray),
                ("list", .string), ("list", .intArray), ("list", .byteChunkArray), ("numbers", .int), ("half", .int),
                ("mixed", .intArray), ("large", .double), ("huge", .double), ("huge", .int), ("numbers", .stringArray),
                ("none", .string),
            ] as [(String, ConfigType)])
        func refusesOtherTypes(_ key: String, _ type: ConfigType) throws {
            let snapshot = try snapshot()
            let error = #expect(throws: EJSONError.self) {
                try snapshot.value(forKey: AbsoluteConfigKey([key]), type: type)
            }
            #expect(error?.code == .undeliverableValue)
            #expect(error?.path == key)
        }

        @Test(arguments: [
            (#"{"o": {"a": ["x", 1]}}"#, "o.a"), (#"{"a": [1, "x"]}"#, "a"), (#"{"a": [null]}"#, "a"),
            (#"{"a": [[1]]}"#, "a"), (#"{"a": [{"b": "x"}]}"#, "a"), (#"{"a": ["x", {}]}"#, "a"),
            (#"{"_a": "\ud800"}"#, "_a"),
        ])
        func refusesWhatHasNoType(_ json: String, _ path: String) throws {
            let secrets = try Secrets(testing: json)
            let error = #expect(throws: EJSONError.self) { try EJSONSnapshot(secrets) }
            #expect(error?.path == path)
        }

        @Test func readsBytesAsToldTo() async throws {
            let file = try SealedFile(#"{"bytes": "0102ff"}"#)
            let options = EJSONSnapshot.ParsingOptions(keys: .keyRing(KeyRing(file.keys)), bytesDecoder: .hex)
            let provider = try await FileProvider<EJSONSnapshot>(parsingOptions: options, filePath: file.path)
            #expect(ConfigReader(provider: provider).bytes(forKey: "bytes") == [1, 2, 255])
            let snapshot = try EJSONSnapshot(Secrets(testing: #"{"bytes": "0102ff"}"#), bytesDecoder: .hex)
            #expect(ConfigReader(provider: snapshot).bytes(forKey: "bytes") == [1, 2, 255])
        }

        @Test func showsNoValue() async throws {
            let file = try SealedFile(#"{"password": "correct horse", "_user": "battery", "n": 31337}"#)
            let options = EJSONSnapshot.ParsingOptions(keys: .keyRing(KeyRing(file.keys)))
            let providers: [any ConfigProvider & CustomStringConvertible & CustomDebugStringConvertible] = [
                try await FileProvider<EJSONSnapshot>(parsingOptions: options, filePath: file.path),
                try await ReloadingFileProvider<EJSONSnapshot>(parsingOptions: options, filePath: file.path),
                try EJSONSnapshot(Secrets(contentsOf: file.path, keys: .keyRing(KeyRing(file.keys)))),
            ]
            for provider in providers {
                var dumped = ""
                dump(provider, to: &dumped)
                dump(provider.snapshot(), to: &dumped)
                let snapshot = provider.snapshot()
                for view in [
                    "\(provider)", String(reflecting: provider), provider.debugDescription, "\(snapshot)",
                    String(reflecting: snapshot), dumped, "\(ConfigReader(provider: provider))",
                ] {
                    for value in ["horse", "battery", "31337"] { #expect(!view.contains(value)) }
                }
                #expect(provider.debugDescription.hasSuffix("[4 values: _public_key, _user, n, password]"))
            }
        }

        @Test func aLookedUpValueIsRedactedInAccessReports() throws {
            let value = try snapshot().value(forKey: AbsoluteConfigKey(["boxed"]), type: .string).value
            #expect(value?.description == "[string: <REDACTED>]")
        }
    }

#endif

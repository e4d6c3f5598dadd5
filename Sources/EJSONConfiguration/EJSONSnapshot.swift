#if Configuration

    public import Configuration
    public import EJSON
    public import Logging

    /// The decrypted values of a document for apple/swift-configuration, whose file providers read and reload the file.
    ///
    /// ```swift
    /// let provider = try await ReloadingFileProvider<EJSONSnapshot>(filePath: "/etc/service/secrets.ejson")
    /// let config = ConfigReader(provider: provider)
    /// let password = try config.requiredString(forKey: "database.password")
    /// ```
    ///
    /// Strings that are sealed are marked secret, and so are arrays of them; numbers, booleans, and strings whose key begins
    /// with an underscore are not. The underscore belongs to the key: `database._host`. Values convert as those of
    /// `JSONSnapshot` do.
    ///
    /// The values are in guarded memory (`SecretBytes`). Copies of the snapshot share them, and they are wiped when the
    /// last copy goes. A lookup returns an ordinary value that is never wiped. No description, dump or reflection of a
    /// snapshot shows a value; a `ConfigValue` is redacted when it is printed, but not when it is dumped.
    ///
    /// A `ReloadingFileProvider` keeps its last snapshot when a new one cannot be made, because the document is
    /// malformed or its key is missing. It tries again at every poll until the document can be decrypted, so a key that
    /// arrives after its document is found. The error is logged as `error` at every try.
    @available(macOS 15.0, iOS 18.0, watchOS 11.0, tvOS 18.0, visionOS 2.0, *)
    public struct EJSONSnapshot: FileConfigSnapshot {
        /// Options for decrypting and reading a document.
        ///
        /// ```swift
        /// let options = EJSONSnapshot.ParsingOptions(keys: .directory("/run/credentials/server.service"))
        /// let provider = try await FileProvider<EJSONSnapshot>(parsingOptions: options, filePath: "secrets.ejson")
        /// ```
        public struct ParsingOptions: FileParsingOptions {
            /// What decrypts the document. A provider gets text and not a file, so documents that are recipients are looked
            /// for in the key directory only.
            public var keys: KeySource

            /// The encoding of bytes in a string, for a value that is looked up as bytes.
            public var bytesDecoder: any ConfigBytesFromStringDecoder

            /// The logger for errors of decryption and for permission problems of a key, with file, position and path,
            /// and no value.
            public var logger: Logger

            /// Options for a document.
            public init(
                keys: KeySource = .environment,
                bytesDecoder: some ConfigBytesFromStringDecoder = .base64,
                logger: Logger = Logger(label: "EJSONSnapshot")
            ) {
                self.keys = keys
                self.bytesDecoder = bytesDecoder
                self.logger = logger
            }

            /// The current `KeySource.environment`, base64, and a logger of its own.
            public static var `default`: ParsingOptions { ParsingOptions() }
        }

        /// The provider's name, for people.
        public let providerName: String

        private let values: ConfigurationValues
        private let bytesDecoder: any ConfigBytesFromStringDecoder

        /// The values of an encrypted document, which is decrypted with the key that is found for it.
        ///
        /// - Throws: `EJSONError`: what `Document(_:)`, `KeyRing.privateKey(for:in:onWarning:)` and
        ///   `Document.decrypted(with:)` throw; `undeliverableValue` for an array that holds neither strings only nor
        ///   numbers and booleans only, and for half of a surrogate pair.
        public init(data: RawSpan, providerName: String, parsingOptions: ParsingOptions) throws {
            do throws(EJSONError) {
                let document = try unsafe data.withUnsafeBytes { (bytes) throws(EJSONError) in
                    try unsafe bytes.withMemoryRebound(to: UInt8.self) { (bytes) throws(EJSONError) in
                        try unsafe Document(bytes.span)
                    }
                }
                let secrets = try Secrets(document, keys: parsingOptions.keys) { warning in
                    parsingOptions.logger.warning(
                        "The private key is not kept as it should be.", metadata: ["warning": "\(warning)"])
                }
                try self.init(secrets, providerName: providerName, bytesDecoder: parsingOptions.bytesDecoder)
            } catch {
                parsingOptions.logger.error(
                    "The document cannot be decrypted; values that were read before stay in use.",
                    metadata: ["provider": "\(providerName)", "error": "\(error)"])
                throw error
            }
        }

        /// The values of secrets, for a service that reads its file once, and for tests.
        ///
        /// - Throws: `undeliverableValue`, as above; `outOfMemory`.
        public init(
            _ secrets: Secrets,
            providerName: String = "EJSONSnapshot",
            bytesDecoder: some ConfigBytesFromStringDecoder = .base64
        ) throws(EJSONError) {
            values = try ConfigurationValues(secrets)
            self.providerName = providerName
            self.bytesDecoder = bytesDecoder
        }

        /// The value at `key`, whose components are those of its path.
        ///
        /// - Throws: `EJSONError` with the code `undeliverableValue` when the value has another type.
        public func value(forKey key: AbsoluteConfigKey, type: ConfigType) throws -> LookupResult {
            let name = dotted(key.components)
            guard let value = values[name] else { return LookupResult(encodedKey: name, value: nil) }
            guard let content = values.content(of: value, as: type, bytesDecoder) else {
                throw EJSONError(.undeliverableValue, .delivery(.mistyped(type.rawValue)), path: name)
            }
            return LookupResult(encodedKey: name, value: ConfigValue(content, isSecret: value.isSecret))
        }
    }

    @available(macOS 15.0, iOS 18.0, watchOS 11.0, tvOS 18.0, visionOS 2.0, *)
    extension EJSONSnapshot: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        /// The name of the provider and the number of values.
        public var description: String { "\(providerName)[\(values.names.count) values]" }

        /// The name of the provider and the keys, which are not secret.
        public var debugDescription: String {
            "\(providerName)[\(values.names.count) values: \(values.names.joined(separator: ", "))]"
        }

        /// Empty, so that dumps and debuggers show nothing.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

#else

    /// Needs the trait `Configuration` of ejson-swift: `.package(…, traits: ["Configuration"])`.
    @available(*, unavailable, message: "enable the trait `Configuration` of the package ejson-swift")
    public struct EJSONSnapshot {}

#endif

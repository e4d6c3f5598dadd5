#if Configuration

    public import Configuration
    public import Logging
    public import SystemPackage

    @available(macOS 15.0, iOS 18.0, watchOS 11.0, tvOS 18.0, visionOS 2.0, *)
    extension EJSONSnapshot {
        /// A reloading provider for each of several documents, in the order in which `ConfigReader(providers:)` asks them:
        /// the last file first, so that later files win, as in `Secrets(layered:)` and `ejson run`.
        ///
        /// ```swift
        /// let providers = try await EJSONSnapshot.reloadingProviders(
        ///     filePaths: ["/etc/server/base.ejson", "/etc/server/production.ejson"])
        /// let config = ConfigReader(providers: providers)
        /// ```
        ///
        /// Each is a service that has to run, and reloads its own file. When a document cannot be decrypted, its last
        /// values stay in use, and the other files are still reloaded. A lookup returns the value of the last file that
        /// has its key; an array is not merged. A key that is an object in one file and a string in another is not
        /// reported, because no provider knows the others.
        ///
        /// - Parameters:
        ///   - filePaths: The documents, the lowest layer first. All of them must exist.
        ///   - parsingOptions: The options for all documents; the key ring has the key of each.
        ///   - pollInterval: How often each file is checked.
        ///   - logger: The logger of the providers.
        /// - Throws: what `ReloadingFileProvider`'s initializer throws for a file.
        public static func reloadingProviders(
            filePaths: [FilePath],
            parsingOptions: ParsingOptions = .default,
            pollInterval: Duration = .seconds(15),
            logger: Logger = Logger(label: "ReloadingFileProvider")
        ) async throws -> [ReloadingFileProvider<EJSONSnapshot>] {
            var providers: [ReloadingFileProvider<EJSONSnapshot>] = []
            for filePath in filePaths.reversed() {
                providers.append(
                    try await ReloadingFileProvider<EJSONSnapshot>(
                        parsingOptions: parsingOptions, filePath: filePath, pollInterval: pollInterval, logger: logger))
            }
            return providers
        }
    }

#endif

#if Agent

    package import EJSON
    import EJSONFormat
    package import EJSONVolumes
    import NIOConcurrencyHelpers
    package import SystemPackage

    /// The volumes of the plugin: defined, mounted while somebody uses them, and kept up to date. It has no keys: it is a
    /// client of the agent.
    ///
    /// Calls block. Those for one volume take place one after the other, those for others at the same time.
    package final class VolumeDriver: Sendable {
        private let state: VolumeState
        private let users: VolumeUsers
        private let agent: Agent
        private let directories: DocumentDirectories
        private let options: SecretMount.Options
        private let log: @Sendable (String) -> Void

        private let definitions: NIOLockedValueBox<[String: VolumeDefinition]>

        /// Of mounted volumes.
        private let watches = NIOLockedValueBox<[String: DocumentWatch]>([:])

        /// A volume's is found by the hash of its name.
        private let locks = (0..<64).map { _ in NIOLock() }

        /// - Parameter log: called with what was done, and what could not be. It holds no secret.
        package init(
            _ state: VolumeState,
            _ users: VolumeUsers,
            _ agent: Agent,
            _ directories: DocumentDirectories,
            _ options: SecretMount.Options = SecretMount.Options(),
            log: @escaping @Sendable (String) -> Void
        ) throws {
            self.state = state
            self.users = users
            self.agent = agent
            self.directories = directories
            self.options = options
            self.log = log
            let (found, errors) = try state.read()
            for error in errors { log(error) }
            definitions = NIOLockedValueBox(found)
            try takeOver()
        }

        /// Finds what a predecessor has mounted. What nobody uses, because it was killed on the way, is unmounted; the
        /// rest gets the values of its document as it is now.
        private func takeOver() throws {
            for path in Set(try SecretMount.all(below: users.directory, source: options.source)) {
                guard let name = users.name(ofMountPoint: path) else { continue }
                if try users.count(name) == 0 {
                    do {
                        try SecretMount.unmount(at: path, source: options.source)
                        users.clean(name)
                        log("\(name): was mounted and not used, and is unmounted")
                    } catch {
                        log("\(name): \(error)")
                    }
                } else if let definition = definitions.withLockedValue({ $0[name] }) {
                    watch(definition)
                    log("\(name): is mounted")
                }
            }
        }

        private func locked<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
            try locks[Int(name.hashValue.magnitude % UInt(locks.count))].withLock(body)
        }

        private func definition(_ name: String) throws(PluginError) -> VolumeDefinition {
            guard let definition = definitions.withLockedValue({ $0[name] }) else {
                throw PluginError("there is no volume \(jsonLiteral(name))")
            }
            return definition
        }

        private func watch(_ definition: VolumeDefinition, isWritten: Bool = false, status: FileStatus? = nil) {
            let watch = DocumentWatch(
                definition.source(agent, directories), at: users.mountPoint(definition.name), definition.access,
                isWritten: isWritten, status: status)
            watches.withLockedValue { $0[definition.name] = watch }
        }

        // MARK: The calls of the protocol

        /// Defines a volume. The same again is no error. The document is opened when the volume is mounted.
        package func create(_ name: String, _ options: [String: String]) throws {
            let definition = try VolumeDefinition(name, options)
            try directories.requireInside(definition.file)
            try locked(name) {
                if let other = definitions.withLockedValue({ $0[name] }) {
                    guard other == definition else {
                        throw PluginError("there is a volume \(jsonLiteral(name)) with other options")
                    }
                    return
                }
                try state.save(definition)
                definitions.withLockedValue { $0[name] = definition }
            }
        }

        package func remove(_ name: String) throws {
            _ = try definition(name)
            try locked(name) {
                let count = try users.count(name)
                if count > 0 {
                    // An engine that was killed does not end all uses. Another engine may have the volume in containers.
                    guard try !SecretMount.isUsed(at: users.mountPoint(name), source: self.options.source) else {
                        throw PluginError("the volume \(jsonLiteral(name)) is in use: it is mounted \(count) times")
                    }
                    try users.removeAll(name)
                    log("\(name): \(count) uses that were not ended are dropped")
                }
                watches.withLockedValue { _ = $0.removeValue(forKey: name) }
                try SecretMount.unmount(at: users.mountPoint(name), source: self.options.source)
                users.clean(name)
                try state.remove(name)
                definitions.withLockedValue { _ = $0.removeValue(forKey: name) }
            }
        }

        /// Mounts a volume for one more user, and returns where. One that is mounted already gets the values of its
        /// document as it is now: what may no longer be opened is not given to one more container.
        package func mount(_ name: String, for user: String) throws -> FilePath {
            let definition = try definition(name)
            return try locked(name) {
                let path = users.mountPoint(name)
                do {
                    let opened = try definition.source(agent, directories).values()
                    try users.prepare(name)
                    try SecretMount.publish(opened.values, definition.access, at: path, options)
                    watch(definition, isWritten: true, status: opened.status)
                    try users.add(user, to: name)
                } catch {
                    if (try? users.count(name)) == 0 { try? release(name) }
                    throw error
                }
                return path
            }
        }

        /// Ends one use of a volume, and unmounts it after the last. Needs no definition, document or key.
        package func unmount(_ name: String, for user: String) throws {
            try VolumeDefinition.requireName(name)
            try locked(name) {
                try users.remove(user, from: name)
                guard try users.count(name) == 0 else { return }
                try release(name)
            }
        }

        private func release(_ name: String) throws {
            watches.withLockedValue { _ = $0.removeValue(forKey: name) }
            try SecretMount.unmount(at: users.mountPoint(name), source: options.source)
            users.clean(name)
        }

        /// A volume as the engine shows it.
        package struct Description: Hashable, Sendable {
            package let definition: VolumeDefinition
            /// `nil` while it is not mounted.
            package let path: FilePath?
            package let users: Int
        }

        package func describe(_ name: String) throws -> Description {
            let definition = try definition(name)
            return Description(definition: definition, path: mountedPath(name), users: try users.count(name))
        }

        package func list() -> [Description] {
            definitions.withLockedValue { $0.values.sorted { $0.name < $1.name } }.map { definition in
                Description(definition: definition, path: mountedPath(definition.name), users: 0)
            }
        }

        private func mountedPath(_ name: String) -> FilePath? {
            watches.withLockedValue { $0[name] }?.path
        }

        // MARK: Changes

        /// Gives mounted volumes the values of documents that have changed.
        package func update() {
            for name in watches.withLockedValue({ $0.keys.sorted() }) {
                locked(name) {
                    guard var watch = watches.withLockedValue({ $0[name] }) else { return }
                    let outcome = watch.update(volumeSource: options.source)
                    watches.withLockedValue { [watch] in $0[name] = watch }
                    switch outcome {
                    case .unchanged, .skipped: break
                    case .updated: log("\(name): has new values")
                    case .failed(let words): log("\(name): keeps its last good values: \(words)")
                    }
                }
            }
        }
    }

#endif

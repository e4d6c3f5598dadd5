#if Agent

    import CPlatform
    import EJSON
    import EJSONAgent
    import EJSONVolumes
    package import SystemPackage

    /// Publishes volumes and takes them away: the work of the driver. It waits for the agent and for the kernel, so it is not
    /// for a thread that others wait for.
    package struct Publisher: Sendable {
        private let policy: FilePath
        private let table = VolumeTable()

        /// How long the agent may take, in milliseconds. kubelet asks again.
        private static let patience = 1_500

        /// - Parameter policy: The file, which is read anew for each request.
        package init(policy: FilePath) {
            self.policy = policy
        }

        package enum Outcome: Hashable, Sendable {
            case mounted
            case updated
            /// kubelet asks again for every volume, about once a minute (`requiresRepublish`).
            case unchanged
        }

        /// Mounts a volume, or gives a mounted one the values that its document has now. When it throws, what is mounted
        /// has the values that it had.
        package func publish(_ request: PublishRequest) throws(DriverError) -> Outcome {
            let target = request.target
            let last = try table.claim(target)
            var volume = last
            defer { table.release(target, volume) }
            guard !table.isPublished(request.volumeID, elsewhereThan: target) else {
                throw DriverError(.precondition, "the volume is published at another target_path")
            }
            do {
                let isMounted = try SecretMount.open(at: target.path, source: Self.mountSource) != nil
                guard !isMounted || last == nil || last?.request == request else {
                    throw DriverError(.alreadyPublished, "the volume is published with other attributes")
                }
                let policy = try NodePolicy(contentsOf: policy)
                let source = source(of: request, policy)
                if isMounted, let last {
                    _ = try policy.agent(for: last.publicKey, of: request.attributes.pod)
                    if try source.status() == last.status { return .unchanged }
                }
                let opened = try source.values()
                let isNew = try SecretMount.publish(
                    opened.values, Self.access(request), at: target.path, Self.options)
                volume = VolumeTable.Volume(request: request, publicKey: opened.publicKey, status: opened.status)
                return isMounted ? isNew ? .updated : .unchanged : .mounted
            } catch {
                throw DriverError(describing: error)
            }
        }

        /// Takes a volume away, whoever has mounted it. All is well when there is none.
        package func unpublish(_ volumeID: String, _ target: TargetPath) throws(DriverError) {
            var volume = try table.claim(target)
            defer { table.release(target, volume) }
            do {
                try SecretMount.unmount(at: target.path, source: Self.mountSource)
            } catch {
                throw DriverError(describing: error)
            }
            volume = nil
        }

        // MARK: Parts of a request

        /// By which volumes are found again in the mount table.
        private static let mountSource = "ejson"
        private static let options = SecretMount.Options(source: mountSource)

        private func source(of request: PublishRequest, _ policy: NodePolicy) -> VolumeSource {
            let origin: VolumeSource.Origin =
                switch request.attributes.source {
                case .text(let text): .text(Array(text.utf8))
                case .file(let file): .file(file, in: DocumentDirectories(policy.directories))
                }
            let pod = request.attributes.pod
            var source = VolumeSource(origin) { publicKey in
                .agent(Agent(try policy.agent(for: publicKey, of: pod), milliseconds: Self.patience))
            }
            if let select = request.attributes.select { source.select = select }
            source.only = request.attributes.only
            return source
        }

        /// Kubernetes gives the files of a volume to the pod's `fsGroup`; without one they are root's.
        private static func access(_ request: PublishRequest) -> FileAccess {
            FileAccess(
                mode: mode_t(request.attributes.mode ?? (request.group == nil ? 0o400 : 0o440)), user: 0,
                group: gid_t(request.group ?? 0))
        }
    }

    extension DriverError {
        /// Anything that stands in the way of a volume.
        fileprivate init(describing error: any Error) {
            switch error {
            case let error as DriverError: self = error
            case let error as EJSONError: self.init(error)
            case let error as LocatedError: self.init(.precondition, "the node's policy cannot be used: \(error)")
            case let error as VolumeError: self.init(error.errno, "\(error)")
            default: self.init(.failed, "\(error)")
            }
        }
    }

#endif

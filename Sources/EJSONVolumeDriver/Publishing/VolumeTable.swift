#if Agent

    import EJSON
    import NIOConcurrencyHelpers

    /// What this process has published, and which targets it is at work on.
    ///
    /// It is empty after a start, and only saves work: the mount table says what is mounted.
    final class VolumeTable: Sendable {
        /// A volume as it was published last.
        struct Volume: Sendable {
            let request: PublishRequest

            /// The document's.
            let publicKey: PublicKey

            /// What the document's file was then; `nil` for a document in the pod.
            let status: FileStatus?
        }

        private struct State {
            var volumes: [TargetPath: Volume] = [:]
            var claims: Set<TargetPath> = []
        }

        private let state = NIOLockedValueBox(State())

        /// Begins work on a target, and returns what was published there.
        ///
        /// - Throws: `pending` while other work on it goes on.
        func claim(_ target: TargetPath) throws(DriverError) -> Volume? {
            let (isFree, volume) = state.withLockedValue { state in
                (state.claims.insert(target).inserted, state.volumes[target])
            }
            guard isFree else { throw DriverError(.pending, "another request for this volume is not done yet") }
            return volume
        }

        /// Ends work on a target.
        ///
        /// - Parameter volume: What is published there now; `nil` when that is nothing, or not known.
        func release(_ target: TargetPath, _ volume: Volume?) {
            state.withLockedValue { state in
                state.claims.remove(target)
                state.volumes[target] = volume
            }
        }

        /// Whether a volume is published at another target: a volume belongs to one pod, and has one.
        func isPublished(_ volumeID: String, elsewhereThan target: TargetPath) -> Bool {
            state.withLockedValue { state in
                state.volumes.contains { $0.key != target && $0.value.request.volumeID == volumeID }
            }
        }
    }

#endif

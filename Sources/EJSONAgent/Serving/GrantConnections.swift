#if Agent

    import NIOConcurrencyHelpers
    import NIOCore

    /// The open connections of a grant.
    final class GrantConnections: Sendable {
        private let channels = NIOLockedValueBox<[ObjectIdentifier: any Channel]>([:])
        private let budget: ConnectionBudget

        init(_ budget: ConnectionBudget) {
            self.budget = budget
        }

        /// Whether there may be one more; then it is counted until it is closed.
        func insert(_ channel: any Channel) -> Bool {
            let id = ObjectIdentifier(channel)
            let isInserted = channels.withLockedValue { channels in
                guard channels.count < budget.countOfGrant, budget.take() else { return false }
                channels[id] = channel
                return true
            }
            if isInserted {
                channel.closeFuture.whenComplete { [channels, budget] _ in
                    channels.withLockedValue { _ = $0.removeValue(forKey: id) }
                    budget.giveBack()
                }
            }
            return isInserted
        }

        func closeAll() async {
            for channel in channels.withLockedValue({ Array($0.values) }) { try? await channel.close().get() }
        }
    }

#endif

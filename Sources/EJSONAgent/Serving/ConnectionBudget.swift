#if Agent

    import NIOConcurrencyHelpers

    /// How many connections there may be: in all, so that descriptors are left for keys, documents and the record, and for each
    /// grant, so that the clients of one leave some to the others.
    package final class ConnectionBudget: Sendable {
        /// More than the containers that start at once on a host.
        package static let greatestCountOfGrant = 1_024

        /// The socket, a second time for the threads that answer, and the descriptor of the client's process.
        private static let descriptorsOfConnection = 3

        /// For listening sockets, standard streams, the record, and the files of the requests that are judged at once.
        private static let reserve = 128

        package let countOfGrant: Int
        private let count: Int
        private let used = NIOLockedValueBox(0)

        /// - Parameter descriptors: as many as this process may have open.
        package init(descriptors: Int) {
            count = max(2, (descriptors - Self.reserve) / Self.descriptorsOfConnection)
            countOfGrant = min(Self.greatestCountOfGrant, count / 2)
        }

        /// Whether there may be one more; then it is counted.
        package func take() -> Bool {
            used.withLockedValue { used in
                guard used < count else { return false }
                used += 1
                return true
            }
        }

        package func giveBack() {
            used.withLockedValue { $0 -= 1 }
        }
    }

#endif

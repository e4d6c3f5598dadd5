#if Agent

    import CPlatform
    package import EJSON
    import NIOConcurrencyHelpers
    import SystemPackage

    /// Where an answer with keys goes. It is called on the thread that has judged the request.
    package protocol AnswerSink: Sendable {
        /// Hands an answer to the kernel, without a copy that is not wiped. Returns `false` when not all of it is taken at
        /// once, because the client does not read what it asked for, or is gone.
        func send(_ answer: borrowing SecretBytes) -> Bool

        /// The connection is closed: nothing is sent from now on.
        func close()
    }

    /// The socket of a client, with a descriptor of its own: that of the connection may be another file's as soon as its
    /// event loop has closed it.
    ///
    /// Waking the event loop to send an answer would take longer than the rest of the answer.
    final class ClientSocket: AnswerSink {
        private let descriptor: NIOLockedValueBox<CInt?>

        /// - Parameter connection: stays the caller's.
        init(_ connection: CInt) throws(Errno) {
            descriptor = NIOLockedValueBox(try systemDuplicate(connection))
        }

        deinit {
            close()
        }

        /// An answer is smaller than the least buffer of a socket.
        func send(_ answer: borrowing SecretBytes) -> Bool {
            descriptor.withLockedValue { descriptor in
                guard let descriptor else { return false }
                let sent = answer.withBytes { bytes in
                    unsafe bytes.withUnsafeBufferPointer {
                        unsafe platform_send_some(descriptor, $0.baseAddress, $0.count, 0)
                    }
                }
                return sent == answer.count
            }
        }

        func close() {
            descriptor.withLockedValue { descriptor in
                if let descriptor { systemClose(descriptor) }
                descriptor = nil
            }
        }
    }

#endif

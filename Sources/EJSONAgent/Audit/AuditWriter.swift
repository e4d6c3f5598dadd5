#if Agent

    import CPlatform
    import EJSON
    import NIOConcurrencyHelpers
    package import SystemPackage

    /// Where records go: a file, each on the disk before the request is answered, or systemd's journal.
    ///
    /// Records that come while others are being written are written together, and the disk is waited for once: a sync takes
    /// far longer than a request.
    package final class AuditWriter: Sendable {
        package enum Destination: Sendable {
            case file(FilePath)
            case journal
        }

        /// `nil` when the record is on the disk, or the journal has it; else why it could not be written. Then no part of
        /// it is in the file.
        package typealias Completion = @Sendable (Errno?) -> Void

        private struct Pending: Sendable {
            let record: AuditRecord
            let completion: Completion
        }

        private struct Queue {
            var pending: [Pending] = []
            var isWriting = false
        }

        private let destination: Destination
        private let file = NIOLockedValueBox<FileDescriptor?>(nil)
        private let queue = NIOLockedValueBox(Queue())

        /// - Throws: when the file cannot be opened.
        package init(_ destination: Destination) throws(Errno) {
            self.destination = destination
            try reopen()
        }

        deinit {
            try? file.withLockedValue { try $0?.close() }
        }

        /// Opens the file again, after it was renamed for example. The old one stays in use when that fails.
        package func reopen() throws(Errno) {
            guard case .file(let path) = destination else { return }
            let opened = try open(path)
            let old = file.withLockedValue { file in
                defer { file = opened }
                return file
            }
            try? old?.close()
        }

        private func open(_ path: FilePath) throws(Errno) -> FileDescriptor {
            do {
                let file = try FileDescriptor.open(
                    path, .writeOnly, options: [.append, .create, .closeOnExec, .noFollow, .nonBlocking],
                    permissions: .ownerReadWrite)
                guard let status = try? FileStatus(of: file.rawValue), status.isRegular,
                    status.user == effectiveUser || status.user == 0, !status.isWritableByGroup,
                    !status.isWritableByEveryone
                else {
                    try file.close()
                    throw Errno.notPermitted
                }
                return file
            } catch {
                throw error as? Errno ?? .ioError
            }
        }

        /// Writes a record. `completion` is called once: by this call, or by another thread that is writing records now.
        package func write(_ record: AuditRecord, completion: @escaping Completion) {
            let isAlone = queue.withLockedValue { queue in
                queue.pending.append(Pending(record: record, completion: completion))
                defer { queue.isWriting = true }
                return !queue.isWriting
            }
            guard isAlone else { return }
            while true {
                let batch = queue.withLockedValue { queue in
                    let batch = queue.pending
                    queue.pending = []
                    if batch.isEmpty { queue.isWriting = false }
                    return batch
                }
                if batch.isEmpty { return }
                write(batch)
            }
        }

        private func write(_ batch: [Pending]) {
            switch destination {
            case .file:
                let lines = batch.map { Array(($0.record.line + "\n").utf8) }
                let error = append(Array(lines.joined()))
                // There may be space for some of them.
                let errors = error == nil || lines.count == 1 ? lines.map { _ in error } : lines.map { append($0) }
                for (pending, error) in zip(batch, errors) { pending.completion(error) }
            case .journal:
                for pending in batch { pending.completion(send(pending.record)) }
            }
        }

        /// In one piece: records of other processes do not come between.
        private func append(_ bytes: [UInt8]) -> Errno? {
            file.withLockedValue { file -> Errno? in
                guard let file else { return .badFileDescriptor }
                do throws(Errno) {
                    let before = try FileStatus(of: file.rawValue).size
                    let written = try systemWriteOnce(file.rawValue, bytes.span)
                    guard written == bytes.count else {
                        // Half a line would spoil the next one too.
                        if written > 0 { _ = ftruncate(file.rawValue, off_t(before)) }
                        return .noSpace
                    }
                    return fdatasync(file.rawValue) == 0 ? nil : Errno.current
                } catch {
                    return error
                }
            }
        }

        /// systemd's native protocol: a field a line.
        private func send(_ record: AuditRecord) -> Errno? {
            let fields = [
                "MESSAGE=\(record.line)", "PRIORITY=\(record.refusal == nil ? 6 : 4)",
                "SYSLOG_IDENTIFIER=ejson-agent-audit", "EJSON_GRANT=\(record.grant)",
            ]
            let datagram = Array((fields.joined(separator: "\n") + "\n").utf8)
            let status = unsafe datagram.withUnsafeBytes { bytes in
                unsafe platform_send("/run/systemd/journal/socket", bytes.baseAddress, bytes.count)
            }
            return status == 0 ? nil : Errno.current
        }
    }

#endif

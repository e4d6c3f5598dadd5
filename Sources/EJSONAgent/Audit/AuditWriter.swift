#if Agent

    import CPlatform
    import EJSON
    import NIOConcurrencyHelpers
    package import SystemPackage

    /// Where records go: a file, each on the disk before the request is answered, or systemd's journal.
    package final class AuditWriter: Sendable {
        package enum Destination: Sendable {
            case file(FilePath)
            case journal
        }

        private let destination: Destination
        private let file = NIOLockedValueBox<FileDescriptor?>(nil)

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

        /// Writes a record. When this returns, it is on the disk, or the journal has it.
        ///
        /// - Throws: when it could not be written; then no part of it is in the file.
        package func write(_ record: AuditRecord) throws(Errno) {
            switch destination {
            case .file: try append(record.line + "\n")
            case .journal: try send(record)
            }
        }

        private func append(_ line: String) throws(Errno) {
            let bytes = Array(line.utf8)
            let error = file.withLockedValue { file -> Errno? in
                guard let file else { return .badFileDescriptor }
                let before: Int
                do throws(Errno) { before = try FileStatus(of: file.rawValue).size } catch { return error }
                let written = unsafe bytes.withUnsafeBytes { unsafe writeOnce(file.rawValue, $0) }
                guard written == bytes.count else {
                    let error = written < 0 ? Errno.current : .noSpace
                    // Half a line would spoil the next one too.
                    if written > 0 { _ = ftruncate(file.rawValue, off_t(before)) }
                    return error
                }
                return fdatasync(file.rawValue) == 0 ? nil : Errno.current
            }
            if let error { throw error }
        }

        /// systemd's native protocol: a field a line.
        private func send(_ record: AuditRecord) throws(Errno) {
            let fields = [
                "MESSAGE=\(record.line)", "PRIORITY=\(record.refusal == nil ? 6 : 4)",
                "SYSLOG_IDENTIFIER=ejson-agent-audit", "EJSON_GRANT=\(record.grant)",
            ]
            let datagram = Array((fields.joined(separator: "\n") + "\n").utf8)
            let status = unsafe datagram.withUnsafeBytes { bytes in
                unsafe platform_send("/run/systemd/journal/socket", bytes.baseAddress, bytes.count)
            }
            guard status == 0 else { throw Errno.current }
        }
    }

    /// In one piece: records of other processes do not come between. The C function is `write`.
    private func writeOnce(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
        unsafe write(descriptor, bytes.baseAddress, bytes.count)
    }

#endif

import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// The destination of audit lines: a file, an open descriptor, or the system's log. It is opened before anything is
/// decrypted, and a started program does not inherit it.
enum AuditLog {
    case none
    /// Open until this process ends.
    case descriptor(CInt)
    case syslog

    /// - Parameter place: `PATH`, `fd:N` or `syslog`; else what `EJSON_AUDIT` says; else no log.
    init(_ place: Argument?) throws {
        guard let place = place ?? environmentArgument("EJSON_AUDIT") else {
            self = .none
            return
        }
        if place == "syslog" {
            self = .syslog
        } else if place.bytes.starts(with: "fd:".utf8) {
            guard let number = place.text.flatMap({ CInt($0.dropFirst(3)) }), systemIsOpen(number) else {
                throw Failure(
                    "the audit log \(place) is not an open descriptor",
                    hint: "open it when the command is started, as 9 is with 9>>FILE")
            }
            if number > 2 { systemCloseOnExecute(number) }
            self = .descriptor(number)
        } else {
            self = .descriptor(try openAuditLog(place.path).release())
        }
    }

    /// Writes a line in one piece.
    ///
    /// - Throws: `Failure` when it could not be written.
    func write(_ line: String) throws {
        do {
            switch self {
            case .none: break
            case .descriptor(let descriptor):
                let bytes = Array((line + "\n").utf8)
                let written = try systemWriteOnce(descriptor, bytes.span)
                guard written == bytes.count else { throw Errno.noSpace }
            case .syslog:
                // Facility authpriv, severity info: RFC 3164, sections 4.1.1 and 4.1.3.
                let datagram = Array("<86>ejson[\(processNumber)]: \(line)".utf8)
                let status = unsafe datagram.withUnsafeBytes { bytes in
                    unsafe platform_send("/dev/log", bytes.baseAddress, bytes.count)
                }
                guard status == 0 else { throw Errno.current }
            }
        } catch {
            let consequence = "nothing is decrypted without a record; see EJSON_AUDIT or --audit"
            let message = Failure("cannot write the audit log", because: error, hint: consequence).message
            throw Failure(message.hint == consequence ? message : message.adding(hint: consequence))
        }
    }
}

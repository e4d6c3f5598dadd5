import CPlatform
import CommandLineFlags
import EJSON
import EJSONFormat
import SystemPackage

/// Where audit lines go: a file that they are appended to, an open descriptor, or the system's log.
/// It is opened before anything is decrypted; the program that is started does not inherit it.
enum AuditLog {
    case none
    case descriptor(FileDescriptor)
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
                throw Failure("the audit log \(place) is not an open descriptor")
            }
            if number > 2 { systemCloseOnExecute(number) }
            self = .descriptor(FileDescriptor(rawValue: number))
        } else {
            self = .descriptor(try openAuditLog(place.path))
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
                let written = try unsafe bytes.withUnsafeBytes { try unsafe descriptor.write($0) }
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
            throw Failure("cannot write the audit log: \(error)")
        }
    }
}

/// The audit of one decryption: exactly one line, whatever comes of it.
final class AuditTrail {
    /// Set when it has been read.
    var document: Document?

    private let log: AuditLog
    private let file: DocumentArgument
    private let command: Argument?
    private var isRecorded = false

    init(_ log: AuditLog, file: DocumentArgument, command: Argument?) {
        self.log = log
        self.file = file
        self.command = command
    }

    /// Records that values are delivered; must be told before they are. No names stand for the whole document.
    func delivers(_ names: [String]? = nil) throws {
        try record("delivered", names: names)
    }

    /// Records that all values have been opened, to see whether they can be, and none was delivered.
    func checked() throws {
        try record("checked")
    }

    /// Records that nothing was delivered, unless the opposite has been recorded.
    func refused(_ error: any Error) throws {
        if isRecorded { return }
        try record("refused", reason: (error as? EJSONError)?.code.description ?? "failed")
    }

    private func record(_ outcome: String, names: [String]? = nil, reason: String? = nil) throws {
        if case .none = log { return }
        isRecorded = true
        var members: [(name: String, value: JSONText)] = [
            ("time", .string(utcTime())),
            ("outcome", .string(outcome)),
            ("uid", .number(realUser)),
            ("pid", .number(processNumber)),
            ("document", .string(file.name)),
        ]
        if let reason { members.append(("reason", .string(reason))) }
        if let document {
            members.append(("sha256", .string(document.sha256())))
            members.append(("public_key", .string(document.recipient.description)))
        }
        if let names { members.append(("names", .array(names.map(JSONText.string)))) }
        if let command { members.append(("command", .string(command.text ?? command.description))) }
        try log.write(JSONText.object(members).description)
    }
}

/// Now, as RFC 3339 writes it, in UTC.
private func utcTime() -> String {
    var text = [CChar](repeating: 0, count: Int(platform_utc_time_size))
    unsafe platform_utc_time(&text)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

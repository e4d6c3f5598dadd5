import CommandLineFlags
import EJSON
import EJSONFormat

/// The audit of one decryption: exactly one line, whatever the outcome.
final class AuditTrail {
    /// Set after it was read.
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

    /// Records that values are delivered; to be called before that. `nil` means the whole document.
    func delivers(_ names: [String]? = nil) throws {
        try record("delivered", names: names)
    }

    /// Records that all values were opened as a check, and none was delivered.
    func checked() throws {
        try record("checked")
    }

    /// Records that nothing was delivered, unless a delivery was recorded.
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

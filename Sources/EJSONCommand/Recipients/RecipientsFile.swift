import EJSON
import SystemPackage

/// A list of recipients: one on each line, with its name and key. The key is 64 hex digits, an ssh key, or the path of
/// a document or `.pub` file, relative to the list. Empty lines and those that begin with `#` are ignored.
struct RecipientsFile {
    let recipients: [ListedRecipient]

    /// - Throws: `Failure` with the line.
    init(_ path: FilePath) throws {
        let lines: [Substring]
        do throws(EJSONError) {
            let content = try SecretBytes.contents(of: path).withBytes { bytes in bytes.indices.map { bytes[$0] } }
            lines = String(decoding: content, as: UTF8.self)
                .split(omittingEmptySubsequences: false) { $0.isNewline }
        } catch {
            throw Failure(message(for: error).after("the list: "))
        }
        var recipients: [ListedRecipient] = []
        for (index, line) in lines.enumerated() {
            let fields = line.split(maxSplits: 1) { $0 == " " || $0 == "\t" }
            guard let first = fields.first, !first.hasPrefix("#") else { continue }
            do {
                guard let name = RecipientName(String(first)) else {
                    throw EJSONError(.invalidRecipient, .recipient(.invalidName))
                }
                guard fields.count == 2 else { throw Failure("\(name) has no key", hint: "a line is NAME KEY") }
                if recipients.contains(where: { $0.name == name }) {
                    throw EJSONError(.invalidRecipient, .recipient(.duplicateName(name.description)))
                }
                var key = String(fields[1])
                while key.last == " " || key.last == "\t" { key.removeLast() }
                recipients.append(
                    ListedRecipient(
                        name, try RecipientKeySource(key).key(for: name, in: path.removingLastComponent())))
            } catch {
                throw Failure(message(of: error).after("\(printable(path)):\(index + 1): "))
            }
        }
        guard !recipients.isEmpty else {
            throw Failure("the list \(printable(path)) names nobody", hint: "a line is NAME KEY")
        }
        self.recipients = recipients
    }
}

import EJSON
import EJSONFormat
import SystemPackage

extension KeyInspection {
    var json: JSONText {
        let directoryMembers = report.map { report in
            let whole = report.permissions
            return [(name: "path", value: JSONText.string(displayName(directory.path)))]
                + members(whole, whole.verdict(directory.policy), directory.path)
        }
        let keys = (report?.keys ?? []).map { key in
            JSONText.object(
                [
                    ("public_key", .string(key.publicKey.description)),
                    ("file", .string(displayName(key.file))),
                    ("private_key", .string(key.content.rawValue)),
                    ("error", key.error.map { JSONText.string(words(for: $0)) }.orNull),
                ] + members(key.permissions, verdict(key), key.file))
        }
        let documents = self.documents.map { document in
            JSONText.object([
                ("file", .string(document.file.name)),
                ("public_key", document.recipient.map { JSONText.string($0.description) }.orNull),
                ("can_be_opened", .boolean(canBeOpened(document))),
                ("opened_by", document.origin.map { JSONText.string(displayName($0.file)) }.orNull),
                ("recipient", (document.origin?.name).map(JSONText.string).orNull),
                ("error", obstacle(to: document).map(JSONText.string).orNull),
            ])
        }
        let findings = (report.map(self.findings) ?? []).map { JSONText.string($0.line) }
        return .object(
            [
                ("directory", directoryMembers.map { JSONText.object($0) }.orNull),
                ("keys", list(keys)),
                ("other_files", .array((report?.otherFiles ?? []).map(JSONText.string))),
                ("documents", list(documents)),
                ("findings", list(findings)),
            ], .lines(indent: 2))
    }

    private func members(
        _ permissions: KeyPermissions?,
        _ verdict: KeyPermissions.Verdict,
        _ path: FilePath
    ) -> [(name: String, value: JSONText)] {
        let problems = permissions?.problems ?? []
        return [
            ("owner", permissions.map { JSONText.number($0.owner) }.orNull),
            ("group", permissions.map { JSONText.number($0.group) }.orNull),
            ("mode", permissions.map { JSONText.string($0.octal) }.orNull),
            ("verdict", .string(verdict.word)),
            ("problems", .array(problems.map { JSONText.string($0.name) })),
            ("commands", .array(problems.compactMap { remedy(for: $0, path) }.map(JSONText.string))),
        ]
    }

    /// One item on each line, unless there is none.
    private func list(_ elements: [JSONText]) -> JSONText {
        .array(elements, elements.isEmpty ? .inline : .lines(indent: 4))
    }
}

extension KeyPermissions.Problem {
    fileprivate var name: String {
        switch self {
        case .otherOwner: "other_owner"
        case .writableByEveryone: "writable_by_everyone"
        case .sharedDirectory: "shared_directory"
        case .writableByGroup: "writable_by_group"
        case .readableByEveryone: "readable_by_everyone"
        }
    }
}

extension FoundKey.Origin {
    fileprivate var file: FilePath {
        switch self {
        case .keyFile(let file), .identity(let file, _): file
        }
    }

    /// The identity's name in the document.
    fileprivate var name: String? {
        switch self {
        case .keyFile: nil
        case .identity(_, let name): name
        }
    }
}

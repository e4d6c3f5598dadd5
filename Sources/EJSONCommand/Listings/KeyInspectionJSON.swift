import EJSON
import EJSONFormat
import SystemPackage

extension KeyInspection {
    /// One JSON object, in lines.
    var json: [String] {
        let directoryMembers = report.map { report in
            let whole = report.permissions
            return [("path", jsonLiteral(displayName(directory.path)))]
                + members(whole, whole.verdict(directory.policy), directory.path)
        }
        let keys = (report?.keys ?? []).map { key in
            object(
                [
                    ("public_key", jsonLiteral(key.publicKey.description)),
                    ("file", jsonLiteral(displayName(key.file))),
                    ("private_key", jsonLiteral(key.content.rawValue)),
                ] + members(key.permissions, verdict(key), key.file))
        }
        let documents = self.documents.map { document in
            object([
                ("file", jsonLiteral(document.file.name)),
                ("public_key", document.recipient.map { jsonLiteral($0.description) } ?? "null"),
                ("can_be_opened", canBeOpened(document) ? "true" : "false"),
                ("opened_by", document.origin.map { jsonLiteral(displayName($0.file)) } ?? "null"),
                ("recipient", document.origin?.name.map(jsonLiteral) ?? "null"),
            ])
        }
        return [
            "{",
            "  \"directory\": \(directoryMembers.map(object) ?? "null"),",
            "  \"keys\": \(array(keys, indented: true)),",
            "  \"other_files\": \(array((report?.otherFiles ?? []).map(jsonLiteral))),",
            "  \"documents\": \(array(documents, indented: true))",
            "}",
        ]
    }

    private func members(
        _ permissions: KeyPermissions?,
        _ verdict: KeyPermissions.Verdict,
        _ path: FilePath
    ) -> [(String, String)] {
        let problems = permissions?.problems ?? []
        return [
            ("owner", permissions.map { String($0.owner) } ?? "null"),
            ("group", permissions.map { String($0.group) } ?? "null"),
            ("mode", permissions.map { jsonLiteral($0.octal) } ?? "null"),
            ("verdict", jsonLiteral(verdict.word)),
            ("problems", array(problems.map { jsonLiteral($0.name) })),
            ("commands", array(problems.compactMap { remedy(for: $0, path) }.map(jsonLiteral))),
        ]
    }

    private func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }

    private func array(_ elements: [String], indented: Bool = false) -> String {
        guard indented, !elements.isEmpty else { return "[" + elements.joined(separator: ", ") + "]" }
        return "[\n    " + elements.joined(separator: ",\n    ") + "\n  ]"
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

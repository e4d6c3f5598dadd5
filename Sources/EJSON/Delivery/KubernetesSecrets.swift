package import EJSONFormat

/// The `v1` Secrets of a decrypted document, in the schema that krane uses:
/// `{"kubernetes_secrets": {"NAME": {"_type": "Opaque", "data": {"KEY": "VALUE"}}}}`.
/// One leading underscore of a data key is dropped.
package struct KubernetesSecrets {
    package enum Format: String, CaseIterable, Sendable {
        case yaml
        case json
    }

    private struct Secret {
        let name: String
        var type: JSONValue?
        var data: [(key: String, value: JSONValue)] = []
    }

    private var secrets: [Secret] = []

    /// The names of the secrets, in the order of the document.
    package var names: [String] { secrets.map(\.name) }

    /// Finds the secrets in the object at `path`.
    ///
    /// - Throws: `valueNotFound` when there is no object; `undeliverableValue` for a secret of another shape, a name or
    ///   key that Kubernetes does not take, and two keys that become the same.
    package init(in plaintext: borrowing SecretBytes, at path: ValuePath) throws(EJSONError) {
        try plaintext.withBytes { (text) throws(EJSONError) in
            guard let (value, members) = findValue(at: path, in: text, deep: true), value.kind == .object else {
                throw EJSONError(.valueNotFound, .delivery(.noSuchObject), keyPath: path.description)
            }
            // An object comes behind what it holds; the secrets are wanted in the order of the document.
            var indices: [String: Int] = [:]
            for member in members where indices[member.path[0]] == nil {
                indices[member.path[0]] = secrets.count
                secrets.append(Secret(name: member.path[0]))
            }
            for member in members {
                try take(member, of: path, into: indices[member.path[0]] ?? 0)
            }
            for secret in secrets {
                guard secret.type != nil else { throw misshapen(path, [secret.name, "_type"]) }
                var keys: Set<String> = []
                for (key, _) in secret.data where !keys.insert(key).inserted {
                    throw EJSONError(.undeliverableValue, .delivery(.collision), keyPath: "\(secret.name).data.\(key)")
                }
            }
        }
    }

    /// Takes a value of the secret at `index`, if it is one that a secret has.
    private mutating func take(_ member: JSONMember, of path: ValuePath, into index: Int) throws(EJSONError) {
        let kind = member.value.kind
        let isWellShaped: Bool
        switch (member.path.count, member.path.dropFirst().first) {
        case (1, _):
            isWellShaped = kind == .object && isSubdomain(member.path[0])
        case (2, "_type"):
            isWellShaped = kind == .string
            secrets[index].type = member.value
        case (2, "data"):
            isWellShaped = kind == .object
        case (3, "data"):
            let key =
                member.path[2].utf8.first == UInt8(ascii: "_") ? String(member.path[2].dropFirst()) : member.path[2]
            isWellShaped = kind == .string && isDataKey(key)
            secrets[index].data.append((key, member.value))
        case (_, "_type"), (_, "data"):
            isWellShaped = false
        default:
            isWellShaped = true
        }
        guard isWellShaped else { throw misshapen(path, member.path) }
    }

    /// The manifests, in guarded memory: YAML documents, or a JSON list.
    ///
    /// - Throws: `outOfMemory`.
    package func manifests(of plaintext: borrowing SecretBytes, _ format: Format) throws(EJSONError) -> SecretBytes {
        try plaintext.withBytes { (text) throws(EJSONError) in
            var output = SecretBytes()
            if format == .json { try output.append("{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [") }
            for (index, secret) in secrets.enumerated() {
                let name = jsonLiteral(secret.name)
                let type = secret.type.map { "\"" + String(decoding: $0.range.map { text[$0] }, as: UTF8.self) + "\"" }
                switch format {
                case .yaml:
                    // A JSON string is a YAML string.
                    try output.append("---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: \(name)\n")
                    try output.append("type: \(type ?? "")\ndata:" + (secret.data.isEmpty ? " {}\n" : "\n"))
                    for (key, value) in secret.data {
                        try output.append("  \(jsonLiteral(key)): \"")
                        try output.appendBase64(of: value, in: text)
                        try output.append("\"\n")
                    }
                case .json:
                    try output.append(
                        (index == 0 ? "\n  " : ",\n  ") + "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", ")
                    try output.append("\"metadata\": {\"name\": \(name)}, \"type\": \(type ?? ""), \"data\": {")
                    for (index, (key, value)) in secret.data.enumerated() {
                        try output.append((index == 0 ? "" : ", ") + "\(jsonLiteral(key)): \"")
                        try output.appendBase64(of: value, in: text)
                        try output.append("\"")
                    }
                    try output.append("}}")
                }
            }
            if format == .json { try output.append("\n]}\n") }
            return output
        }
    }
}

private func misshapen(_ path: ValuePath, _ components: [String]) -> EJSONError {
    let keyPath = ValuePath(components: path.components + components).description
    return EJSONError(.undeliverableValue, .delivery(.notAKubernetesSecret), keyPath: keyPath)
}

/// Whether Kubernetes takes the name for an object: a DNS subdomain (RFC 1123) of at most 253 characters.
private func isSubdomain(_ name: String) -> Bool {
    func isLetterOrDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
    guard name.utf8.count <= 253 else { return false }
    return name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
        guard let first = label.first, let last = label.last else { return false }
        return isLetterOrDigit(first) && isLetterOrDigit(last)
            && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }
}

/// Whether Kubernetes takes the key for an entry of a Secret: `[-._a-zA-Z0-9]+`, at most 253 characters.
private func isDataKey(_ key: String) -> Bool {
    1...253 ~= key.utf8.count
        && key.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
}

extension SecretBytes {
    /// Appends the base64 of a string value's bytes.
    fileprivate mutating func appendBase64(of value: JSONValue, in text: Span<UInt8>) throws(EJSONError) {
        let encodedCount = Base64.encodedCount(value.unescapedCount)
        try reserve(encodedCount)
        withRoom { room, count in
            // The bytes end where their text is to end: it then never overtakes them.
            let source = count + encodedCount - value.unescapedCount
            value.write(of: text, to: &room, at: source)
            Base64.encode(&room, from: source, count: value.unescapedCount, to: count)
            count += encodedCount
        }
    }
}

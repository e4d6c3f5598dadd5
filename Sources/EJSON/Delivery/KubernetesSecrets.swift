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
            let outline = try outline(text)
            guard let object = outline.find(path), outline.nodes[object].value.kind == .object else {
                throw EJSONError(.valueNotFound, .delivery(.noSuchObject), keyPath: path.description)
            }
            for node in outline.members(of: object) { secrets.append(try Self.secret(at: node, in: outline, text)) }
            for secret in secrets {
                var keys: Set<String> = []
                for (key, _) in secret.data where !keys.insert(key).inserted {
                    throw EJSONError(.undeliverableValue, .delivery(.collision), keyPath: "\(secret.name).data.\(key)")
                }
            }
        }
    }

    private static func secret(
        at node: Int,
        in outline: JSONOutline,
        _ text: Span<UInt8>
    ) throws(EJSONError) -> Secret {
        func require(_ isWellShaped: Bool, _ path: ValuePath) throws(EJSONError) {
            guard isWellShaped else {
                throw EJSONError(
                    .undeliverableValue, .delivery(.notAKubernetesSecret), keyPath: path.description)
            }
        }
        func kind(_ node: Int) -> JSONValue.Kind { outline.nodes[node].value.kind }
        func path(_ node: Int) -> ValuePath { outline.path(of: node, in: text) }

        var secret = Secret(name: outline.name(of: node, in: text))
        try require(kind(node) == .object && isSubdomain(secret.name), path(node))
        for member in outline.members(of: node) {
            switch outline.name(of: member, in: text) {
            case "_type":
                try require(kind(member) == .string, path(member))
                secret.type = outline.nodes[member].value
            case "data":
                try require(kind(member) == .object, path(member))
                for entry in outline.members(of: member) {
                    let name = outline.name(of: entry, in: text)
                    let key = name.utf8.first == UInt8(ascii: "_") ? String(name.dropFirst()) : name
                    try require(kind(entry) == .string && isDataKey(key), path(entry))
                    secret.data.append((key, outline.nodes[entry].value))
                }
            default: break
            }
        }
        try require(secret.type != nil, ValuePath(components: path(node).components + ["_type"]))
        return secret
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

package import EJSON
package import EJSONFormat

/// The `v1` Secrets of a decrypted document, in the schema that krane uses, with labels and annotations:
/// `{"kubernetes_secrets": {"NAME": {"_type": "Opaque", "data": {"KEY": "VALUE"}, "_labels": {…}, "_annotations":
/// {…}}}}`. One underscore at the beginning of a key in `data`, `_labels` and `_annotations` is dropped.
package struct KubernetesSecrets {
    package enum Format: String, CaseIterable, Sendable {
        case yaml
        case json
    }

    private struct Secret {
        let name: String
        var type: String?
        var data: [(key: String, value: JSONValue)] = []
        var labels: [(key: String, value: String)] = []
        var annotations: [(key: String, value: String)] = []
    }

    private var secrets: [Secret] = []

    /// The names of the secrets, in the order of the document.
    package var names: [String] { secrets.map(\.name) }

    /// Finds the secrets in the object at `path`.
    ///
    /// - Throws: `valueNotFound` when there is no object; `undeliverableValue` for a secret that does not match the
    ///   schema or the rules of Kubernetes, and for two keys that become the same.
    package init(in plaintext: borrowing SecretBytes, at path: ValuePath) throws(EJSONError) {
        try plaintext.withBytes { (text) throws(EJSONError) in
            let outline = try JSONOutline(of: text)
            guard let object = outline.find(path), outline.nodes[object].value.kind == .object else {
                throw EJSONError(.valueNotFound, .delivery(.noSuchObject), path: path.description)
            }
            for node in outline.members(of: object) {
                let secret = try Self.secret(at: node, in: outline, text)
                try requireUniqueKeys(secret, path)
                secrets.append(secret)
            }
        }
    }

    private static func secret(
        at node: Int,
        in outline: JSONOutline,
        _ text: Span<UInt8>
    ) throws(EJSONError) -> Secret {
        func require(_ isRight: Bool, _ problem: KubernetesProblem, _ node: Int) throws(EJSONError) {
            if isRight { return }
            let path = outline.path(of: node, in: text).description
            throw EJSONError(.undeliverableValue, .delivery(.notAKubernetesSecret(problem)), path: path)
        }
        func isObject(_ node: Int) -> Bool { outline.nodes[node].value.kind == .object }

        var secret = Secret(name: outline.name(of: node, in: text))
        try require(isObject(node), .notAnObject, node)
        try require(isSubdomain(secret.name), .name, node)
        for member in outline.members(of: node) {
            let group = outline.name(of: member, in: text)
            switch group {
            case "_type":
                secret.type = string(outline.nodes[member].value, text)
                try require(secret.type != nil, .notAString, member)
                continue
            case "data", "_labels", "_annotations": try require(isObject(member), .notAnObject, member)
            default:
                try require(isComment(group), .unknownMember, member)
                continue
            }
            for entry in outline.members(of: member) {
                let name = outline.name(of: entry, in: text)
                let key = name.utf8.first == UInt8(ascii: "_") ? String(name.dropFirst()) : name
                let value = outline.nodes[entry].value
                if group == "data" {
                    try require(value.kind == .string, .notAString, entry)
                    try require(isDataKey(key), .dataKey, entry)
                    secret.data.append((key, value))
                    continue
                }
                guard let content = string(value, text) else {
                    try require(false, .notAString, entry)
                    continue
                }
                if group == "_labels" {
                    try require(isQualifiedName(key), .metadataKey, entry)
                    try require(content.isEmpty || isLabel(content), .labelValue, entry)
                    secret.labels.append((key, content))
                } else {
                    // Kubernetes compares it in lower case. Outside of ASCII, lower case could turn other characters
                    // into letters.
                    let folded = key.utf8.allSatisfy { $0 < 0x80 } ? key.lowercased() : key
                    try require(isQualifiedName(folded), .metadataKey, entry)
                    secret.annotations.append((key, content))
                }
            }
        }
        try require(secret.type != nil, .noType, node)
        if let problem = sizeProblem(of: secret) { try require(false, problem, node) }
        return secret
    }

    private func requireUniqueKeys(_ secret: Secret, _ path: ValuePath) throws(EJSONError) {
        let groups = [
            ("data", secret.data.map(\.key)), ("_labels", secret.labels.map(\.key)),
            ("_annotations", secret.annotations.map(\.key)),
        ]
        for (group, keys) in groups {
            var known: Set<String> = []
            for key in keys where !known.insert(key).inserted {
                let duplicate = ValuePath(components: path.components + [secret.name, group, key]).description
                throw EJSONError(.undeliverableValue, .delivery(.collision), path: duplicate)
            }
        }
    }

    private static func sizeProblem(of secret: Secret) -> KubernetesProblem? {
        if secret.data.reduce(0, { $0 + $1.value.unescapedCount }) > 1_048_576 { return .tooLarge }
        let annotations = secret.annotations.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        return annotations > 262_144 ? .annotationsTooLarge : nil
    }

    /// The manifests, in guarded memory: YAML documents, or a JSON list.
    ///
    /// - Throws: `outOfMemory`.
    package func manifests(of plaintext: borrowing SecretBytes, _ format: Format) throws(EJSONError) -> SecretBytes {
        try plaintext.withBytes { (text) throws(EJSONError) in
            var output = SecretBytes()
            if format == .json { try output.append("{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [") }
            for (index, secret) in secrets.enumerated() {
                switch format {
                case .yaml: try appendYAML(secret, text, to: &output)
                case .json:
                    try output.append(index == 0 ? "\n  " : ",\n  ")
                    try appendJSON(secret, text, to: &output)
                }
            }
            if format == .json { try output.append("\n]}\n") }
            return output
        }
    }

    private func appendYAML(
        _ secret: Secret,
        _ text: Span<UInt8>,
        to output: inout SecretBytes
    ) throws(EJSONError) {
        // A JSON string is a YAML string.
        try output.append("---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: \(literal(secret.name))\n")
        for (group, members) in [("labels", secret.labels), ("annotations", secret.annotations)]
        where !members.isEmpty {
            try output.append("  \(group):\n")
            for (key, value) in members { try output.append("    \(literal(key)): \(literal(value))\n") }
        }
        try output.append("type: \(literal(secret.type ?? ""))\ndata:" + (secret.data.isEmpty ? " {}\n" : "\n"))
        for (key, value) in secret.data {
            try output.append("  \(literal(key)): \"")
            try output.appendBase64(of: value, in: text)
            try output.append("\"\n")
        }
    }

    private func appendJSON(
        _ secret: Secret,
        _ text: Span<UInt8>,
        to output: inout SecretBytes
    ) throws(EJSONError) {
        var metadata = "\"name\": \(literal(secret.name))"
        for (group, members) in [("labels", secret.labels), ("annotations", secret.annotations)]
        where !members.isEmpty {
            let members = members.map { "\(literal($0.key)): \(literal($0.value))" }.joined(separator: ", ")
            metadata += ", \"\(group)\": {\(members)}"
        }
        try output.append("{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\(metadata)}, ")
        try output.append("\"type\": \(literal(secret.type ?? "")), \"data\": {")
        for (index, (key, value)) in secret.data.enumerated() {
            try output.append((index == 0 ? "" : ", ") + "\(literal(key)): \"")
            try output.appendBase64(of: value, in: text)
            try output.append("\"")
        }
        try output.append("}}")
    }
}

/// Keys for comments.
private func isComment(_ key: String) -> Bool { key.hasPrefix("_comment") }

/// The text of a type, label or annotation, which everyone who may list secrets can read; `nil` for a value that is not
/// a string, and for half of a surrogate pair.
private func string(_ value: JSONValue, _ text: Span<UInt8>) -> String? {
    guard value.kind == .string else { return nil }
    var bytes = [UInt8](repeating: 0, count: value.unescapedCount)
    var span = bytes.mutableSpan
    value.write(of: text, to: &span, at: 0)
    return String(validating: bytes, as: UTF8.self)
}

/// A string literal for JSON and YAML: characters that are not printable in YAML are escaped.
private func literal(_ text: String) -> String {
    var literal = ""
    for scalar in jsonLiteral(text).unicodeScalars {
        switch scalar.value {
        case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
            let digits = String(scalar.value, radix: 16)
            literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: literal.unicodeScalars.append(scalar)
        }
    }
    return literal
}

// MARK: Kubernetes' rules

private func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isLowercaseOrDigit(byte) || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
}

private func isLetterDigitOrMark(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
}

/// Whether Kubernetes accepts the name of an object: a DNS subdomain (RFC 1123) of at most 253 characters.
private func isSubdomain(_ name: String) -> Bool {
    guard name.utf8.count <= 253 else { return false }
    return name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
        guard let first = label.first, let last = label.last else { return false }
        return isLowercaseOrDigit(first) && isLowercaseOrDigit(last)
            && label.allSatisfy { isLowercaseOrDigit($0) || $0 == UInt8(ascii: "-") }
    }
}

/// Whether Kubernetes accepts the key of an entry in a Secret: `[-._a-zA-Z0-9]+`, at most 253 characters. It is a file
/// name in a volume, so it must not be `.` or begin with `..`.
private func isDataKey(_ key: String) -> Bool {
    1...253 ~= key.utf8.count && key.utf8.allSatisfy(isLetterDigitOrMark) && key != "." && !key.hasPrefix("..")
}

/// Whether Kubernetes accepts the key of a label or annotation: at most 63 characters, optionally after a DNS subdomain
/// and a slash.
private func isQualifiedName(_ key: String) -> Bool {
    let parts = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    switch parts.count {
    case 1: return isLabel(key)
    case 2: return isSubdomain(parts[0]) && isLabel(parts[1])
    default: return false
    }
}

/// Whether Kubernetes accepts the value of a label: at most 63 of `[-._a-zA-Z0-9]`, with a letter or digit at both
/// ends.
private func isLabel(_ text: String) -> Bool {
    guard text.utf8.count <= 63, let first = text.utf8.first, let last = text.utf8.last else { return false }
    return isLetterOrDigit(first) && isLetterOrDigit(last) && text.utf8.allSatisfy(isLetterDigitOrMark)
}

extension SecretBytes {
    /// Appends the base64 of a string value's bytes.
    fileprivate mutating func appendBase64(of value: JSONValue, in text: Span<UInt8>) throws(EJSONError) {
        let encodedCount = Base64.encodedCount(value.unescapedCount)
        try reserve(encodedCount)
        withRoom { room, count in
            // The bytes end where the text will end, so no byte is overwritten before it is read.
            let source = count + encodedCount - value.unescapedCount
            value.write(of: text, to: &room, at: source)
            Base64.encode(&room, from: source, count: value.unescapedCount, to: count)
            count += encodedCount
        }
    }
}

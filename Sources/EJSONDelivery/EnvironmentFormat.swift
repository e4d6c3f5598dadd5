package import EJSON

/// The formats in which named values are written for other programs.
package enum EnvironmentFormat: String, CaseIterable, Sendable {
    /// `export NAME=VALUE` lines for a POSIX shell, as the reference's `ejson2env` writes them.
    case shell
    /// `NAME='VALUE'` lines that the common readers of `.env` files read back unchanged (`Tests/Readers`).
    case dotenv
    /// One JSON object of strings.
    case json
    /// `NAME=VALUE` lines for `docker run --env-file`, which knows no quotes.
    case docker
    /// Lines that a workflow step appends to the file `$GITHUB_ENV`; see also `SecretValues.workflowMasks()`.
    case github
    /// `NAME=VALUE` with a NUL byte after each, as in `/proc/PID/environ`.
    case nul

    /// What it cannot carry, in words.
    package var limits: String {
        switch self {
        case .dotenv:
            "readers of .env files disagree about $, control characters, and some uses of quotes and backslashes"
        case .docker: "it has no line breaks, and at most 64 KiB a line"
        case .github: "it has no carriage returns"
        case .shell, .nul, .json: "it has no NUL bytes"
        }
    }

    /// The values in this format, in guarded memory.
    ///
    /// - Parameter exports: Whether `shell` begins each line with `export`.
    /// - Throws: `undeliverableValue` for one that the format cannot carry unchanged; `outOfMemory`.
    package func text(of values: borrowing SecretValues, exports: Bool = true) throws(EJSONError) -> SecretBytes {
        var output = try SecretBytes(capacity: 4_096)
        if self == .json { try output.append("{") }
        for (index, entry) in values.entries.enumerated() {
            let name = entry.name
            try values.withValue(of: entry) { (value) throws(EJSONError) in
                guard canCarry(value, name: name) else {
                    throw EJSONError(
                        .undeliverableValue, .delivery(.notInFormat(rawValue, limits: limits)), path: name)
                }
                switch self {
                case .shell:
                    try output.append((exports ? "export " : "") + name + "=")
                    try output.appendQuotedForShell(value)
                    try output.append("\n")
                case .dotenv:
                    let quote = value.indices.contains { value[$0] == UInt8(ascii: "'") } ? "\"" : "'"
                    try output.append(name + "=" + quote)
                    try output.append(value)
                    try output.append(quote + "\n")
                case .json:
                    try output.append((index == 0 ? "\n" : ",\n") + "  \"" + name + "\": \"")
                    try output.append(value)
                    try output.escape(last: value.count)
                    try output.append("\"")
                case .docker:
                    try output.append(name + "=")
                    try output.append(value)
                    try output.append("\n")
                case .github:
                    // The delimiter is random, so that no value can contain it.
                    let delimiter = "ejson_" + Sodium.randomHexadecimal()
                    try output.append(name + "<<" + delimiter + "\n")
                    try output.append(value)
                    try output.append("\n" + delimiter + "\n")
                case .nul:
                    try output.append(name + "=")
                    try output.append(value)
                    try output.append("\0")
                }
            }
        }
        if self == .json { try output.append(values.entries.isEmpty ? "}\n" : "\n}\n") }
        return output
    }

    private func canCarry(_ value: Span<UInt8>, name: String) -> Bool {
        func holds(_ byte: UInt8) -> Bool { value.indices.contains { value[$0] == byte } }
        switch self {
        case .json: return true
        case _ where holds(0): return false
        case .shell, .nul: return true
        case .docker:
            // It reads lines of less than 64 KiB, and drops a carriage return at their end.
            return !holds(0x0A) && !holds(0x0D)
                && name.utf8.count + 1 + value.count < 65_536
        case .github:
            return !holds(0x0D)
        case .dotenv:
            return canCarryInDotenv(value)
        }
    }
}

/// Whether the readers of `.env` files read the same value from quotes.
private func canCarryInDotenv(_ value: Span<UInt8>) -> Bool {
    func holds(_ byte: UInt8) -> Bool { value.indices.contains { value[$0] == byte } }
    // python-dotenv, Compose and phpdotenv expand ${NAME} in any quotes; dotenvx, and Vite and Next.js with
    // dotenv-expand, expand $NAME too.
    if holds(UInt8(ascii: "$")) { return false }
    // A carriage return ends a line for some readers, and systemd drops values with other control characters.
    for index in value.indices where value[index] < 0x20 || value[index] == 0x7F {
        if value[index] != 0x09 && value[index] != 0x0A { return false }
    }
    // In single quotes the rest is literal, except that some readers halve doubled backslashes. In double quotes more
    // characters are special.
    if holds(UInt8(ascii: "'")) {
        return !holds(UInt8(ascii: "\"")) && !holds(UInt8(ascii: "\\")) && !holds(UInt8(ascii: "`")) && !holds(0x0A)
    }
    for index in value.indices where value[index] == UInt8(ascii: "\\") {
        if index + 1 == value.count || value[index + 1] == UInt8(ascii: "\\") { return false }
    }
    return true
}

extension SecretBytes {
    /// Appends the value as one word of a POSIX shell: unquoted when every byte is harmless, otherwise in single
    /// quotes.
    mutating func appendQuotedForShell(_ value: Span<UInt8>) throws(EJSONError) {
        if !value.isEmpty, value.indices.allSatisfy({ isHarmlessInShell(value[$0]) }) {
            return try append(value)
        }
        try append("'")
        for index in value.indices {
            if value[index] == UInt8(ascii: "'") {
                try append("'\"'\"'")
            } else {
                try append(value.extracting(index..<index + 1))
            }
        }
        try append("'")
    }
}

private func isHarmlessInShell(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    case UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "="),
        UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"):
        true
    default: false
    }
}

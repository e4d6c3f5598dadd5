import EJSON
import SystemPackage

/// A user to run as: ids, groups and home directory.
///
/// Names are looked up in `/etc/passwd` and `/etc/group` directly: a static binary in an image FROM scratch has no
/// other name service.
struct UserIdentity {
    let user: UInt32
    let group: UInt32

    /// The group and, unless a group was named, those in `/etc/group` that list the user.
    let groups: [UInt32]

    let home: String

    /// From `USER` or `USER:GROUP`, by name or number. A number without an entry in `/etc/passwd` has the group of the
    /// same number, no other groups, and the home directory `/`.
    init(_ text: String) throws {
        try self.init(text, users: Self.records("/etc/passwd"), groups: Self.records("/etc/group"))
    }

    init(_ text: String, users: [[String]], groups: [[String]]) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard !parts[0].isEmpty else {
            throw Failure(
                "--user names no user\(parts.count == 2 ? " before the colon" : "")",
                hint: "write it as USER or USER:GROUP, by name or number")
        }
        let entry = users.first { $0.count >= 7 && ($0[0] == parts[0] || $0[2] == parts[0]) }
        guard let user = number(entry?[2] ?? parts[0]) else {
            throw Failure("there is no user \(printable(parts[0])) in /etc/passwd", hint: "name one, or a number")
        }
        self.user = user
        home = entry.map { $0[5].isEmpty ? "/" : $0[5] } ?? "/"

        if parts.count == 2 {
            let entry = groups.first { $0.count >= 3 && ($0[0] == parts[1] || $0[2] == parts[1]) }
            guard let group = number(entry?[2] ?? parts[1]) else {
                throw Failure("there is no group \(printable(parts[1])) in /etc/group", hint: "name one, or a number")
            }
            self.group = group
            self.groups = [group]
            return
        }
        guard let group = entry.map({ number($0[3]) }) ?? user else {
            throw Failure("the user \(printable(parts[0])) has no group in /etc/passwd", hint: "name one: USER:GROUP")
        }
        self.group = group
        let others = groups.filter { record in
            record.count >= 4 && entry != nil && record[3].split(separator: ",").contains { $0 == entry?[0] ?? "" }
        }
        self.groups = [group] + others.compactMap { number($0[2]) }.filter { $0 != group }
    }

    /// The lines of a colon-separated file; none when there is no such file.
    private static func records(_ path: FilePath) throws -> [[String]] {
        guard FileIdentity(of: path) != nil else { return [] }
        let text = try SecretBytes.contents(of: path).withBytes { bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
        return text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
            line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }
}

/// Parses an id. The highest number means "none" to the system.
private func number(_ text: String) -> UInt32? {
    guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let number = UInt32(text) else {
        return nil
    }
    return number == .max ? nil : number
}

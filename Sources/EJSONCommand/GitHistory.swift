import EJSONFormat
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which commit brought each boxed message into the history of a file. The messages themselves are looked for: a line
/// changes with every comma behind it, and `git blame` would tell who put that there.
struct GitHistory {
    struct Commit {
        let hash: String
        let author: String
        /// As RFC 3339 has it.
        let date: String
        /// In seconds since 1970.
        let time: Int
    }

    /// By how the messages begin.
    private(set) var commits: [[UInt8]: Commit] = [:]

    /// - Parameter headers: how the messages begin.
    init(of file: String, _ headers: [[UInt8]]) throws {
        let wanted = Swift.Set(headers.filter { !$0.isEmpty })
        guard let path = realPath(file) else { throw Errno.current }
        // Newest first, and of a message that came more than once the first time counts.
        let arguments = [
            "git", "-C", path.removingLastComponent().string, "--no-pager", "--literal-pathspecs", "-c",
            "core.fsmonitor=false", "log",
            "--follow", "--patch", "--unified=0", "--text", "--no-textconv", "--no-ext-diff", "--no-color",
            "--no-notes", "--no-show-signature", "--format=%x01%H%x00%aN%x00%aI%x00%at", "--",
            path.lastComponent?.string ?? "",
        ]
        var commit: Commit?
        var complaint = ""
        var found: [[UInt8]: Commit] = [:]
        let status = try readLines(of: arguments) { line in
            switch line.first {
            case 0x01: commit = Commit(line.dropFirst())
            case UInt8(ascii: "+"):
                for header in boxedMessageHeaders(in: line) where wanted.contains(header) { found[header] = commit }
            case UInt8(ascii: "f"): complaint = String(decoding: line, as: UTF8.self)
            default: break
            }
        }
        guard status == 0 else {
            throw Failure(
                "git cannot tell its history: \(printable(complaint.isEmpty ? "status \(status)" : complaint))")
        }
        commits = found
    }
}

extension GitHistory.Commit {
    /// From a line of the format that is asked for.
    fileprivate init?(_ line: ArraySlice<UInt8>) {
        let fields = line.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard fields.count == 4, let time = Int(fields[3]) else { return nil }
        self.init(hash: fields[0], author: fields[1], date: fields[2], time: time)
    }
}

/// How everything in a line begins that may be a boxed message.
private func boxedMessageHeaders(in line: [UInt8]) -> [[UInt8]] {
    let start = Array("EJ[".utf8)
    return line.indices.filter { line[$0] == start[0] && line[$0...].starts(with: start) }
        .map { Array(line[$0...].prefix(BoxedMessage.headerCount)) }
}

private func realPath(_ file: String) -> FilePath? {
    guard let path = unsafe realpath(file, nil) else { return nil }
    defer { unsafe free(path) }
    return unsafe FilePath(platformString: path)
}

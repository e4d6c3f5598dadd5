import EJSON
import EJSONFormat
import SystemPackage

/// The commit that introduced each boxed message of a file. Messages are compared, not lines: a comma that was added
/// later changes a line, and `git blame` would report that commit.
struct GitHistory {
    struct Commit {
        let hash: String
        let author: String
        /// In the format of RFC 3339.
        let date: String
        /// In seconds since 1970.
        let time: Int
    }

    /// By the beginning of the message.
    private(set) var commits: [[UInt8]: Commit] = [:]

    /// - Parameter headers: the beginnings of the messages.
    init(of file: FilePath, _ headers: [[UInt8]]) throws {
        let wanted = Swift.Set(headers.filter { !$0.isEmpty })
        let path = try resolvedPath(file)
        let workTree = try GitWorkTree.containing(path, named: file)
        try workTree.requireOrdinaryFiles(above: [path])
        // In a shallow clone the oldest commit seems to have added everything.
        if try GitProcess.line(["rev-parse", "--is-shallow-repository"], in: workTree) == "true" {
            throw Failure(messageForShallowClone(file))
        }
        // Newest first; for a message that was added repeatedly, the first time counts. With `-c` a merge shows lines
        // that are in none of its parents.
        let arguments = [
            "-c", "log.showRoot=true", "-c", "i18n.logOutputEncoding=UTF-8", "log", "--follow", "--patch", "-c",
            "--unified=0", "--text", "--no-textconv", "--no-ext-diff", "--no-color", "--no-notes",
            "--no-show-signature", "--format=%x01%H%x00%aN%x00%aI%x00%at", "--",
        ]
        let result = try GitProcess.run(arguments, [path.bytes], in: workTree)
        guard result.status == 0 else { throw GitProcess.failure(result, arguments) }
        var commit: Commit?
        var found: [[UInt8]: Commit] = [:]
        result.output.withBytes { output in
            forEachLine(of: output) { line in
                switch line.first {
                case 0x01: commit = Commit(line.dropFirst())
                case UInt8(ascii: "+"):
                    for header in boxedMessageHeaders(in: line) where wanted.contains(header) { found[header] = commit }
                default: break
                }
            }
        }
        commits = found
    }
}

extension GitHistory.Commit {
    /// Parses a line of the requested format.
    fileprivate init?(_ line: ArraySlice<UInt8>) {
        let fields = line.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard fields.count == 4, let time = Int(fields[3]) else { return nil }
        self.init(hash: fields[0], author: fields[1], date: fields[2], time: time)
    }
}

private func forEachLine(of text: Span<UInt8>, _ body: ([UInt8]) -> Void) {
    var line: [UInt8] = []
    for index in text.indices {
        if text[index] == 0x0A {
            body(line)
            line.removeAll(keepingCapacity: true)
        } else {
            line.append(text[index])
        }
    }
}

/// The beginnings of possible boxed messages in a line.
private func boxedMessageHeaders(in line: [UInt8]) -> [[UInt8]] {
    let start = Array("EJ[".utf8)
    return line.indices.filter { line[$0] == start[0] && line[$0...].starts(with: start) }
        .map { Array(line[$0...].prefix(BoxedMessage.headerCount)) }
}

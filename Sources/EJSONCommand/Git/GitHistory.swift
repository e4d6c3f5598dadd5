import EJSON
import EJSONFormat
import SystemPackage

/// Which commit brought each boxed message into the history of a file. The messages themselves are looked for: a line
/// changes with every comma after it, and `git blame` would show who added the comma.
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
    init(of file: FilePath, _ headers: [[UInt8]]) throws {
        let wanted = Swift.Set(headers.filter { !$0.isEmpty })
        let path = try resolvedPath(file)
        let workTree = try GitWorkTree.containing(path, named: file)
        try workTree.requireOrdinaryFiles(above: [path])
        // There the oldest commit seems to have brought everything.
        if try GitProcess.line(["rev-parse", "--is-shallow-repository"], in: workTree) == "true" {
            throw Failure(messageForShallowClone(file))
        }
        // Newest first, and of a message that came more than once the first time counts. With `-c` a merge shows what is
        // in none of its parents.
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
    /// From a line of the format that is asked for.
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

/// How everything in a line begins that may be a boxed message.
private func boxedMessageHeaders(in line: [UInt8]) -> [[UInt8]] {
    let start = Array("EJ[".utf8)
    return line.indices.filter { line[$0] == start[0] && line[$0...].starts(with: start) }
        .map { Array(line[$0...].prefix(BoxedMessage.headerCount)) }
}

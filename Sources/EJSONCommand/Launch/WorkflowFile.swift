import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// The file in which a runner of GitHub Actions takes variables for the steps that follow: `$GITHUB_ENV`.
struct WorkflowFile {
    private let descriptor: FileDescriptor

    /// Opens the runner's file, which is never made here, and makes sure that the runner reads standard output.
    ///
    /// - Throws: `Failure`, outside of a runner too.
    init() throws {
        guard let path = environmentArgument("GITHUB_ENV") else { throw Failure(messageOutsideOfRunner) }
        do {
            // Not blocking, lest a FIFO hold this up.
            descriptor = try FileDescriptor.open(
                path.path, .readWrite, options: [.append, .closeOnExec, .nonBlocking])
        } catch {
            throw Failure("cannot open $GITHUB_ENV, \(path): \(error)")
        }
        guard (try? FileStatus(of: descriptor.rawValue))?.isRegular == true else {
            throw Failure("$GITHUB_ENV, \(path), is not a regular file")
        }
        if FileIdentity(of: descriptor) == FileIdentity(of: .standardOutput) { throw Failure(messageForRedirectedEnv) }
        // A runner reads a pipe or a terminal. In a file or in /dev/null the masks would not reach it.
        if let output = try? FileStatus(of: STDOUT_FILENO) {
            guard !output.isRegular, !output.isCharacterDevice || systemIsTerminal(STDOUT_FILENO) else {
                throw Failure(messageForRedirectedMasks)
            }
        }
    }

    /// Appends variables, on a line of their own.
    func append(_ variables: borrowing SecretBytes) throws {
        if variables.isEmpty { return }
        do {
            if try !endsWithLineFeed() { try writeAll([0x0A].span, to: descriptor.rawValue) }
            try variables.withBytes { (bytes) throws(Errno) in try writeAll(bytes, to: descriptor.rawValue) }
        } catch {
            throw Failure("cannot write $GITHUB_ENV: \(error)")
        }
    }

    /// Whether what was written before, if anything, ends its line.
    private func endsWithLineFeed() throws -> Bool {
        let size = try descriptor.seek(offset: 0, from: .end)
        guard size > 0 else { return true }
        var last: [UInt8] = [0]
        _ = try unsafe last.withUnsafeMutableBytes {
            try unsafe descriptor.read(fromAbsoluteOffset: size - 1, into: $0)
        }
        return last == [0x0A]
    }
}

import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// `$GITHUB_ENV`: the file from which a runner of GitHub Actions reads variables for the following steps.
final class WorkflowFile {
    private let descriptor: Descriptor

    /// Opens the runner's file, which must exist, and verifies that the runner reads standard output.
    ///
    /// - Throws: `Failure`, outside of a runner too.
    init() throws {
        guard let path = environmentArgument("GITHUB_ENV") else { throw Failure(messageOutsideOfRunner) }
        do throws(Errno) {
            // Non-blocking: it may be a FIFO.
            descriptor = Descriptor(owning: try systemOpen(path.path, O_RDWR | O_APPEND | O_NONBLOCK))
        } catch {
            throw Failure(
                "cannot open $GITHUB_ENV, \(path)", error,
                hint: "the runner of GitHub Actions makes that file: leave the variable as the runner has set it")
        }
        guard (try? descriptor.status())?.isRegular == true else {
            throw Failure("$GITHUB_ENV, \(path), is not a regular file")
        }
        if FileIdentity(of: descriptor.rawValue) == FileIdentity(of: STDOUT_FILENO) {
            throw Failure(messageForRedirectedEnv)
        }
        // A runner reads a pipe or a terminal. Masks in a file or in /dev/null would not reach it.
        if let output = try? FileStatus(of: STDOUT_FILENO) {
            guard !output.isRegular, !output.isCharacterDevice || systemIsTerminal(STDOUT_FILENO) else {
                throw Failure(messageForRedirectedMasks)
            }
        }
    }

    /// Appends variables, beginning on a new line.
    func append(_ variables: borrowing SecretBytes) throws {
        if variables.isEmpty { return }
        do {
            if try !endsWithLineFeed() { try descriptor.write([0x0A].span) }
            try variables.withBytes { (bytes) throws(Errno) in try descriptor.write(bytes) }
        } catch {
            throw Failure("cannot write $GITHUB_ENV", because: error)
        }
    }

    /// Whether the file is empty or ends with a line feed.
    private func endsWithLineFeed() throws -> Bool {
        let size = try descriptor.status().size
        guard size > 0 else { return true }
        var last: [UInt8] = [0]
        var span = last.mutableSpan
        _ = try systemRead(descriptor.rawValue, into: &span, from: size - 1)
        return last == [0x0A]
    }
}

import SystemPackage

/// What could not be done with a file, or why it was not done.
package enum FileProblem: Hashable, Sendable {
    case open
    case openDirectory
    case createDirectory
    case read
    case write
    /// To a pipe, a terminal or an open descriptor.
    case writeStream
    case sync
    case replace
    case createTemporary
    case keepAttributes
    case keepOwner
    case keepMode

    /// A link whose target does not exist.
    case danglingLink
    case directory
    /// A pipe, socket or device.
    case notRegular
    /// A pipe, socket or device that was found, and not read.
    case notRead
    /// The file has other names, which would keep the old content.
    case hardLinked
    /// Its mode or mount forbids writing.
    case makeWritable
    /// Other programs changed it again and again while it was to be replaced.
    case keepsChanging
    /// Another program has changed it since it was read.
    case changedMeanwhile
    /// The version of another program could not be put back; it is in the directory that is the error's file.
    case displaced
    case alreadyExists
    case tooLarge
    /// Plaintext would be written to a file of another user, with this number.
    case foreignFile(UInt32)
    /// Plaintext would be written where a link of another user leads.
    case foreignLink(UInt32)
    /// The output is the input.
    case isTheInput
}

/// Runs system calls, and throws their failure as an error about a file.
func attempt<Result: ~Copyable>(
    to problem: FileProblem,
    _ file: FilePath? = nil,
    _ body: () throws(Errno) -> Result
) throws(EJSONError) -> Result {
    do throws(Errno) {
        return try body()
    } catch {
        throw EJSONError(.inputOutput, .file(problem), file: file, errno: error)
    }
}

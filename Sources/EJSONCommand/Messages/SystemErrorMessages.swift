import EJSON
import SystemPackage

// What to do about an error of the system, whatever was attempted. All hints about an `Errno` come from here, or pass
// through here.

/// What to do about an error of the system.
///
/// - Parameter specific: what to do when the error is about the file that was named. It is not said of an error of the
///   machine: when the disk fails, another user cannot read the file either.
func hint(of error: Errno, otherwise specific: String? = nil) -> String? {
    hintOfMachine(error) ?? specific ?? hintOfPath(error)
}

/// The machine, its limits or its file systems fail.
private func hintOfMachine(_ error: Errno) -> String? {
    switch error {
    case .ioError: "the disk, or the server of a network mount, fails: look into the system's log, and try again"
    case .noSpace, .diskQuotaExceeded: "free space on that disk, and try again"
    case .noMemory: "free memory, or raise the limit of memory of this process or its container"
    case .tooManyOpenFiles: "raise the limit of open files of this process: ulimit -n"
    case .tooManyOpenFilesInSystem: "end programs that hold many files open, or raise fs.file-max"
    case .fileTooLarge: "it is larger than its file system or a limit allows (ulimit -f)"
    case .staleNFSFileHandle: "the server has removed or replaced the file: try again, or mount it anew"
    case .noLocks: "its file system gives no locks: start the lock service of the network mount, or use a local disk"
    case .timedOut, .hostIsDown, .noRouteToHost, .networkDown, .networkUnreachable:
        "the server of a network mount does not answer: try again when it does"
    case .interrupted, .resourceTemporarilyUnavailable:
        "try again; if that does not help, raise the limits of this process"
    case .overflow: "the file is larger than this system can handle"
    default: nil
    }
}

/// The path, or what it leads to, is not what is needed.
private func hintOfPath(_ error: Errno) -> String? {
    switch error {
    case .permissionDenied: "run as a user who may do that"
    case .notPermitted:
        "the system forbids it, whoever asks: see whether the file is immutable (lsattr), and what the container allows"
    case .noSuchFileOrDirectory: "name a file that is there"
    case .notDirectory: "a part of the path is a file, and not a directory: correct the path"
    case .isDirectory: "name a file in it"
    case .fileExists: "it is there already: name another"
    case .directoryNotEmpty: "remove what is in it first, or name another"
    case .tooManySymbolicLinkLevels: "its links lead in a circle: correct them, or name the file itself"
    case .fileNameTooLong: "a name in the path is longer than the file system takes: shorten it"
    case .readOnlyFileSystem: "its file system is mounted read-only: name a file elsewhere, or mount it for writing"
    case .improperLink: "it is on another file system, and a file is replaced within one: name the file itself"
    case .resourceBusy: "it is in use, as a mount is: end what uses it"
    case .textFileBusy: "a program that runs, or is being written, is in use: end what uses it, and try again"
    case .tooManyLinks: "the file has more names than its file system takes: remove one"
    case .noSuchAddressOrDevice, .operationNotSupportedByDevice:
        "nothing serves that device, pipe or socket: name a file"
    case .badFileDescriptor: "nothing is open there: open it when the command is started"
    case .brokenPipe: "what reads the output has ended: see why, or write to a file"
    case .illegalSeek: "it must be a file, and not a pipe"
    case .invalidArgument, .notSupported, .notSupportedOnSocket, .inappropriateIOCTLForDevice:
        "its file system, or what it leads to, does not support this: use another directory or file"
    case .noFunction: "this system, or the sandbox of the container (seccomp), does not have that call: allow it"
    case .argListTooLong: "the arguments or variables are more than the system takes"
    case .execFormatError: "it is no program of this machine"
    case .noData: "an attribute of the file has gone: try again"
    default: nil
    }
}

extension Failure {
    /// A system call has failed: the words, the system's reason, and what to do.
    ///
    /// - Parameter specific: what to do, unless the machine fails.
    init(_ words: String, _ error: Errno, hint specific: String? = nil, status: ExitStatus = .failure) {
        self.init("\(words): \(error)", hint: EJSONCommand.hint(of: error, otherwise: specific), status: status)
    }

    /// The same for any error.
    init(_ words: String, because error: any Error, hint specific: String? = nil) {
        if let error = error as? Errno {
            self.init(words, error, hint: specific)
        } else {
            let message = EJSONCommand.message(of: error).after("\(words): ")
            self.init(specific.map { Message(message.words, hint: $0) } ?? message)
        }
    }
}

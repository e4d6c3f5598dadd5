public import SystemPackage

/// The owner and the mode of a key file or a key directory: who can change a private key, and who can read it.
///
/// ```swift
/// let report = try KeyDirectory.standard.report()
/// let isPrivate = report.permissions.verdict(.strict) == .passes
/// ```
///
/// | owner and mode | of | verdict |
/// |---|---|---|
/// | writable by everyone, in a sticky directory such as `/tmp` too | both | refused |
/// | owned by neither root nor the user this process runs as | both | warning |
/// | writable by a group that is neither root's nor this process's own | both | warning |
/// | readable by everyone | file | warning |
/// | anything else: files of 0400, 0440, 0600, 0640, directories of 0700, 0711, 0750, 0755 | both | passes |
///
/// Some problems do not apply, depending on the file system:
///
/// - On a read-only mount nobody can write, so owner and write bits pass. Examples are Kubernetes Secret volumes (whose
///   directory has mode 1777), systemd credentials, and the host's key directory in a container.
/// - In memory (tmpfs, ramfs) a file of root may be readable by everyone, because Docker and Kubernetes mount secrets
///   in this way.
/// - In a user namespace the owner 65534 stands for all owners outside of it, and passes like root.
///
/// Links are followed, and the opened file is checked. An access control list shows in the group bits.
public struct KeyPermissions: Hashable, Sendable {
    /// The user ID of the owner.
    public let owner: UInt32

    /// The group ID.
    public let group: UInt32

    /// The permission bits.
    public let mode: FilePermissions

    /// The problems, the worst first.
    public let problems: [Problem]

    /// Something wrong with an owner or a mode.
    public typealias Problem = KeyPermissionProblem

    /// What follows from the problems.
    public enum Verdict: Int, Comparable, Sendable {
        case passes, warning, refused

        /// The worse verdict is the greater.
        public static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }
    }

    /// What follows from the problems. The policy `strict` refuses what is otherwise a warning.
    public func verdict(_ policy: KeyDirectory.Policy) -> Verdict {
        problems.map { $0.verdict(policy) }.max() ?? .passes
    }

    /// Checks an open file or directory.
    init(of descriptor: CInt, _ status: FileStatus) {
        owner = status.user
        group = status.group
        mode = FilePermissions(rawValue: status.permissions)

        var problems: [Problem] = []
        if status.permissions & 0o002 != 0 {
            let isSticky = status.isDirectory && status.permissions & 0o1000 != 0
            problems.append(isSticky ? .sharedDirectory : .writableByEveryone)
        }
        if owner != 0, owner != effectiveUser { problems.append(.otherOwner) }
        if status.permissions & 0o020 != 0, group != 0, group != effectiveGroup { problems.append(.writableByGroup) }
        if status.permissions & 0o004 != 0, !status.isDirectory { problems.append(.readableByEveryone) }

        // The file system is asked only when its answer matters, because this runs at every start of a container.
        let hasUnknownOwner = owner != 0 && isOutsideUserNamespace(owner)
        if hasUnknownOwner { problems.removeAll { $0 == .otherOwner } }
        if problems.contains(where: { $0 != .readableByEveryone }), systemIsReadOnly(descriptor) {
            problems.removeAll { $0 != .readableByEveryone }
        }
        if problems.contains(.readableByEveryone), owner == 0 || hasUnknownOwner,
            systemIsInMemory(descriptor)
        {
            problems.removeAll { $0 == .readableByEveryone }
        }
        self.problems = problems
    }

    /// The problems of a file or directory, as the errors that a strict policy throws.
    func errors(of path: FilePath?) -> [EJSONError] {
        problems.map { EJSONError(.insecureKeyDirectory, .permissions($0), file: path) }
    }

    /// The same of problems that are only warnings.
    ///
    /// - Throws: `insecureKeyDirectory` for the worst problem that is refused.
    func warnings(under policy: KeyDirectory.Policy, of path: FilePath? = nil) throws(EJSONError) -> [EJSONError] {
        let errors = errors(of: path)
        if let refused = problems.firstIndex(where: { $0.verdict(policy) == .refused }) { throw errors[refused] }
        return errors
    }
}

extension KeyPermissions.Problem {
    /// What follows from the problem.
    public func verdict(_ policy: KeyDirectory.Policy) -> KeyPermissions.Verdict {
        switch self {
        case .writableByEveryone, .sharedDirectory: .refused
        case .otherOwner, .writableByGroup, .readableByEveryone: policy == .strict ? .refused : .warning
        }
    }
}

public import SystemPackage

/// Who can change a private key, and who can read it: owner and mode of a key file, and of the key directory.
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
/// What the file system makes impossible, or means otherwise, does not count:
///
/// - Mounted read-only, nobody can write: owner and write bits pass. Such are Kubernetes Secret volumes (whose directory
///   has mode 1777), systemd credentials, and the host's key directory in a container.
/// - In memory (tmpfs, ramfs), a file of root's may be readable by everyone: so Docker and Kubernetes hand secrets
///   to a container.
/// - In a user namespace, 65534 stands for owners outside of it, and passes as root does.
///
/// Links are followed and what they lead to is judged, as it was opened. An access control list shows in the bits of
/// the group.
public struct KeyPermissions: Hashable, Sendable {
    /// The number of the user who owns it.
    public let owner: UInt32

    /// The number of its group.
    public let group: UInt32

    /// The bits that `chmod` sets.
    public let mode: FilePermissions

    /// What is wrong, the worst first.
    public let problems: [Problem]

    /// Something wrong with an owner or a mode.
    public typealias Problem = KeyPermissionProblem

    /// What comes of the problems.
    public enum Verdict: Int, Comparable, Sendable {
        case passes, warning, refused

        /// The worse verdict is the greater.
        public static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }
    }

    /// What comes of the problems; a policy of `strict` refuses what is otherwise a warning.
    public func verdict(_ policy: KeyDirectory.Policy) -> Verdict {
        problems.map { $0.verdict(policy) }.max() ?? .passes
    }

    /// Judges an open file or directory.
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

        // Every start of a container comes by here: what the file system says is asked for only when it matters.
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

    /// What is only warned about of a file or directory, as the errors that it would be under a strict policy.
    ///
    /// - Throws: `insecureKeyDirectory` for the worst of what is refused.
    func warnings(under policy: KeyDirectory.Policy, of path: FilePath? = nil) throws(EJSONError) -> [EJSONError] {
        let errors = problems.map { EJSONError(.insecureKeyDirectory, .permissions($0), file: path) }
        if let refused = problems.firstIndex(where: { $0.verdict(policy) == .refused }) { throw errors[refused] }
        return errors
    }
}

extension KeyPermissions.Problem {
    /// What comes of it.
    public func verdict(_ policy: KeyDirectory.Policy) -> KeyPermissions.Verdict {
        switch self {
        case .writableByEveryone, .sharedDirectory: .refused
        case .otherOwner, .writableByGroup, .readableByEveryone: policy == .strict ? .refused : .warning
        }
    }
}

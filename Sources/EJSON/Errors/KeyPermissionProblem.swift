/// Something wrong with an owner or a mode.
///
/// ```swift
/// let report = try KeyDirectory.standard.report()
/// for key in report.keys where key.permissions?.problems.contains(.readableByEveryone) == true {
///     print("chmod 0400 \(key.file)")
/// }
/// ```
public enum KeyPermissionProblem: Hashable, Sendable {
    /// It belongs to another user, who can change it.
    case otherOwner
    /// Everyone can change it.
    case writableByEveryone
    /// Everyone can put files into the directory, but not touch those of others: it is sticky.
    case sharedDirectory
    /// A group can change it.
    case writableByGroup
    /// Everyone can read the private key.
    case readableByEveryone
}

extension KeyPermissionProblem {
    /// What is wrong, in words.
    package var cause: String {
        switch self {
        case .otherOwner: "another user owns it and can change it"
        case .writableByEveryone: "others can change it"
        case .sharedDirectory: "others can put files into it"
        case .writableByGroup: "a group can change it"
        case .readableByEveryone: "everyone can read it"
        }
    }
}

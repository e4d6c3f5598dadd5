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
    /// What is wrong, in words. `object` is how the file or directory is named.
    package func cause(of object: String = "it") -> String {
        switch self {
        case .otherOwner: "another user owns \(object) and can change it"
        case .writableByEveryone: "others can change \(object)"
        case .sharedDirectory: "others can put files into \(object)"
        case .writableByGroup: "a group can change \(object)"
        case .readableByEveryone: "everyone can read \(object)"
        }
    }
}

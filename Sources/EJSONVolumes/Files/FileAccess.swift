package import CPlatform

/// The owner and mode of a volume's files. Its directories belong to the daemon, with mode 0755: who may not read a
/// value may see its name.
package struct FileAccess: Hashable, Sendable {
    package var mode: mode_t
    package var user: uid_t
    package var group: gid_t

    package init(mode: mode_t = 0o400, user: uid_t = 0, group: gid_t = 0) {
        self.mode = mode
        self.user = user
        self.group = group
    }
}

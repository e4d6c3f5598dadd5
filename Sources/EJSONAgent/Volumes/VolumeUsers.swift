import CPlatform
import EJSON
import EJSONFormat
import EJSONVolumes
package import SystemPackage

/// Where volumes are mounted, and who uses them: one empty file for each mount that an engine has asked for. All of it is
/// gone after a reboot, as the mounts are, and is there after a restart of the daemon.
///
///     NAME/mount       the volume
///     NAME/users/ID    the hex of what the engine calls the mount
package struct VolumeUsers: Sendable {
    package let directory: FilePath

    /// - Parameter directory: is made, for this user alone, when it is missing. So nobody else on the host can enter it.
    package init(_ directory: FilePath) throws(PluginError) {
        try makePrivateDirectory(directory)
        do throws(Errno) {
            // As the mount table has it.
            self.directory = try systemRealPath(directory)
        } catch {
            throw PluginError("\(directory.printable): \(error)")
        }
    }

    /// Where a volume is mounted when it is.
    package func mountPoint(_ name: String) -> FilePath { directory.appending(name).appending("mount") }

    private func users(_ name: String) -> FilePath { directory.appending(name).appending("users") }

    /// The name of the volume that is mounted at a path of this directory.
    package func name(ofMountPoint path: FilePath) -> String? {
        path.lastComponent?.string == "mount" && path.removingLastComponent().removingLastComponent() == directory
            ? path.removingLastComponent().lastComponent?.string : nil
    }

    /// Makes the directory that holds a volume's mount point.
    package func prepare(_ name: String) throws(Errno) {
        _ = try systemMakeDirectoryIfMissing(directory.appending(name), mode: 0o700)
        _ = try systemMakeDirectoryIfMissing(users(name), mode: 0o700)
    }

    package func add(_ user: String, to name: String) throws(Errno) {
        systemClose(
            try systemOpen(users(name).appending(fileName(user)), O_WRONLY | O_CREAT | O_NOFOLLOW, mode: 0o600))
    }

    package func remove(_ user: String, from name: String) throws(Errno) {
        try systemRemoveIfThere(users(name).appending(fileName(user)))
    }

    package func removeAll(_ name: String) throws(Errno) {
        for user in try systemEntries(users(name)) where user.kind == .regular {
            try systemRemoveIfThere(users(name).appending(user))
        }
    }

    package func count(_ name: String) throws(Errno) -> Int {
        do throws(Errno) {
            return try systemEntries(users(name)).count { $0.kind == .regular }
        } catch {
            guard error == .noSuchFileOrDirectory else { throw error }
            return 0
        }
    }

    /// Removes the directory of a volume that is not mounted and has no users.
    package func clean(_ name: String) {
        // What is in use stays, because it is not empty.
        try? systemRemoveDirectory(users(name))
        try? systemRemoveDirectory(directory.appending(name))
    }

    /// Whatever an engine calls a mount, it is the name of a file.
    private func fileName(_ user: String) -> String {
        "id-" + hexadecimal(Array(user.utf8.prefix(100)).span)
    }
}

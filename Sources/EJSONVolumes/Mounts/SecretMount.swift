import CPlatform
package import EJSON
package import EJSONDelivery
package import SystemPackage

/// A tmpfs of its own for one volume, mounted where other programs see it: `nosuid`, `nodev`, `noexec`, of limited size,
/// and, where the kernel can (Linux 6.4), `noswap`.
///
/// The value is the open top directory of a mounted volume. It need not be kept: a volume is found again by its path, by
/// another process too, and is unmounted without its documents, keys, or anything that was remembered.
package struct SecretMount: ~Copyable, Sendable {
    package let path: FilePath

    /// The top directory, open for reading.
    let top: Descriptor

    /// What a volume is made with.
    package struct Options: Hashable, Sendable {
        /// The first field of its line in the mount table, by which its daemon finds it again. No spaces.
        package var source: String

        /// The most bytes in it, of two versions of all values.
        package var size = 16 << 20

        /// The most files, links and directories in it.
        package var files = 8_192

        package init(source: String = "ejson") {
            self.source = source
        }
    }

    // MARK: Mounting

    /// Mounts a volume on an empty directory.
    ///
    /// On kernels that can (Linux 5.2) the volume is filled before it is seen anywhere: a process that is killed on the way
    /// leaves nothing, and a reader never sees it empty.
    ///
    /// - Parameters:
    ///   - path: An absolute path. Its directory is made when it is missing; the one that holds it must be there.
    ///   - fill: Writes into the open top directory. When it throws, nothing is mounted.
    /// - Throws: what `fill` throws; `VolumeError` for a path that is a link, no directory, not empty, or has something
    ///   mounted on it.
    package static func mount(
        at path: FilePath,
        _ options: Options = Options(),
        fill: (CInt) throws -> Void
    ) throws -> SecretMount {
        let point = try MountPoint(path)
        try point.make()
        guard let directory = try point.open() else { throw VolumeError(path, "the directory was removed") }
        guard try point.mount(of: directory) == nil else {
            throw VolumeError(path, "something is mounted there already")
        }
        guard platform_is_empty_directory(directory.rawValue) == 1 else {
            throw VolumeError(path, "the directory is not empty")
        }
        if let volume = try options.detached(path) { return try fillAndAttach(volume, directory, path, fill) }
        _ = try attempt(path, "cannot mount a file system in memory") { () throws(Errno) in
            try unsafe options.make { unsafe platform_mount_volume(&$0, directory.rawValue) }
        }
        guard let top = try point.open(), try point.mount(of: top) != nil else {
            throw VolumeError(path, "this is not what was mounted there")
        }
        do {
            try fill(top.rawValue)
        } catch {
            // The first error says what is wrong; what cannot be unmounted now is found later.
            _ = platform_detach_volume(top.rawValue)
            throw error
        }
        return SecretMount(path: path, top: top)
    }

    private static func fillAndAttach(
        _ volume: borrowing Descriptor,
        _ directory: borrowing Descriptor,
        _ path: FilePath,
        _ fill: (CInt) throws -> Void
    ) throws -> SecretMount {
        let top = try attempt(path, "cannot open what is to be mounted") { () throws(Errno) in
            Descriptor(owning: try systemOpen(".", in: volume.rawValue, O_RDONLY | O_DIRECTORY))
        }
        try fill(top.rawValue)
        guard platform_attach_volume(volume.rawValue, directory.rawValue) == 0 else {
            throw VolumeError(path, "cannot mount a file system in memory", Errno.current)
        }
        return SecretMount(path: path, top: top)
    }

    /// Makes the files of the volume at a path those of `values`, and mounts the volume first if it is not there.
    ///
    /// - Returns: `false` when they were so already.
    /// - Throws: what `mount`, `open` and `SecretFiles.write` throw. Then what was there stands as it was.
    @discardableResult
    package static func publish(
        _ values: borrowing SecretValues,
        _ access: FileAccess,
        at path: FilePath,
        _ options: Options = Options()
    ) throws -> Bool {
        if let mounted = try open(at: path, source: options.source) { return try mounted.write(values, access) }
        _ = try mount(at: path, options) { top in try SecretFiles.write(values, access, in: top, at: path) }
        return true
    }

    /// Makes its files those of `values`. When it throws, the old ones stand.
    ///
    /// - Returns: `false` when they were so already.
    @discardableResult
    package borrowing func write(_ values: borrowing SecretValues, _ access: FileAccess) throws -> Bool {
        try SecretFiles.write(values, access, in: top.rawValue, at: path)
    }

    // MARK: Finding

    /// The volume that is mounted on a directory; `nil` when none is, or there is no such directory.
    ///
    /// - Throws: when the path is a link, or something else is mounted there.
    package static func open(at path: FilePath, source: String = "ejson") throws -> SecretMount? {
        guard exists(path.removingLastComponent()) else { return nil }
        let point = try MountPoint(path)
        guard let top = try point.open(), let number = try point.mount(of: top) else { return nil }
        try requireVolume(number, source, path)
        return SecretMount(path: path, top: top)
    }

    /// Where volumes of a source are mounted, below a directory.
    package static func all(below directory: FilePath, source: String = "ejson") throws(EJSONError) -> [FilePath] {
        try MountTable().volumes(of: source, below: directory)
    }

    /// Whether a process has the volume that is mounted on a directory mounted somewhere else too, as a container has. That
    /// it is seen at the same path in another mount namespace does not count: mounts spread.
    ///
    /// - Throws: when `/proc` cannot be read.
    package static func isUsed(at path: FilePath, source: String = "ejson") throws -> Bool {
        let own = try MountTable().entries.last { $0.path == path && $0.source == source && $0.type == "tmpfs" }
        guard let device = own?.device else { return false }
        for process in try systemList("/proc") where process.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) {
            // One that has ended uses nothing.
            guard let table = try? MountTable(of: process) else { continue }
            if table.entries.contains(where: { $0.device == device && $0.path != path }) { return true }
        }
        return false
    }

    private static func requireVolume(_ number: Int, _ source: String, _ path: FilePath) throws {
        guard let entry = try MountTable.entry(number), entry.type == "tmpfs", entry.source == source else {
            throw VolumeError(path, "what is mounted there is no volume of this program's")
        }
    }

    // MARK: Unmounting

    /// Unmounts what is mounted on a directory, if it is a volume, and removes the directory. All is well when there
    /// is nothing: it can be said again.
    ///
    /// The files are removed first. Another mount namespace may hold on to the mount, and keeps no secret with it.
    ///
    /// - Throws: when the path is a link, something else is mounted there, or the directory is not empty.
    package static func unmount(at path: FilePath, source: String = "ejson") throws {
        guard exists(path.removingLastComponent()) else { return }
        let point = try MountPoint(path)
        // A crash between two mounts may have left one over the other.
        while let top = try point.open(), let number = try point.mount(of: top) {
            try requireVolume(number, source, path)
            SecretFiles.removeAll(in: top.rawValue)
            guard platform_detach_volume(top.rawValue) == 0 else {
                throw VolumeError(path, "cannot unmount the volume", Errno.current)
            }
        }
        try point.remove()
    }
}

extension SecretMount.Options {
    /// A file system that is mounted nowhere yet; `nil` on an old kernel, and where a filter of system calls knows only old
    /// ones.
    fileprivate func detached(_ path: FilePath) throws(VolumeError) -> Descriptor? {
        do throws(Errno) {
            return Descriptor(owning: try unsafe make { unsafe platform_new_volume(&$0) })
        } catch {
            guard ![.noFunction, .notPermitted, .invalidArgument].contains(error) else { return nil }
            throw VolumeError(path, "cannot make a file system in memory", error)
        }
    }

    /// Calls a C function with the options. It returns a descriptor or 0.
    fileprivate func make(_ body: (inout platform_volume) -> CInt) throws(Errno) -> CInt {
        let status = unsafe source.withCString { source in
            var volume = unsafe platform_volume(
                source: source, size: UInt(size), files: UInt(files), mode: 0o755)
            return unsafe body(&volume)
        }
        guard status >= 0 else { throw Errno.current }
        return status
    }
}

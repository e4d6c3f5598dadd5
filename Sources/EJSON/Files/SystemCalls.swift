import CPlatform
package import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

// Every system call of the library, a line each. They are run again when a signal interrupts them.

/// The C function is `openat`. The descriptor is not passed to child processes.
func systemOpen(_ path: FilePath, in directory: CInt = AT_FDCWD, _ flags: CInt, mode: mode_t = 0) throws(Errno) -> CInt
{
    try retrying {
        unsafe path.withPlatformString { unsafe openat(directory, $0, flags | O_CLOEXEC, mode) }
    }
}

/// The C function is `platform_open_directory`.
func systemOpenDirectory(_ path: FilePath) throws(Errno) -> CInt {
    try retrying { unsafe path.withPlatformString { unsafe platform_open_directory($0) } }
}

/// A directory in a directory. The C function is `platform_enter_directory`.
func systemEnterDirectory(_ name: FilePath, in directory: CInt, followingLinks: Bool) throws(Errno) -> CInt {
    try retrying {
        unsafe name.withPlatformString { unsafe platform_enter_directory(directory, $0, followingLinks ? 1 : 0) }
    }
}

/// Where a link leads. The C function is `readlinkat`.
func systemReadLink(_ name: FilePath, in directory: CInt) throws(Errno) -> FilePath {
    var text = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = try retrying { () -> Int in
        unsafe name.withPlatformString { unsafe readlinkat(directory, $0, &text, text.count - 1) }
    }
    guard count < text.count - 1 else { throw .fileNameTooLong }
    text[count] = 0
    return FilePath(platformString: text)
}

/// A copy of a descriptor, which is not passed to child processes. The C function is `fcntl` with `F_DUPFD_CLOEXEC`.
func systemDuplicate(_ descriptor: CInt) throws(Errno) -> CInt {
    try retrying { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) }
}

/// Whether nobody can write, for the file system is mounted read-only. The C function is `platform_is_read_only`.
func systemIsReadOnly(_ descriptor: CInt) -> Bool {
    platform_is_read_only(descriptor) == 1
}

/// The C function is `close`. What could be lost has been synced before, so its answer tells nothing.
func systemClose(_ descriptor: CInt) {
    _ = close(descriptor)
}

/// The most bytes in one call: Darwin refuses more than an `Int32` holds.
private let greatestTransfer = 1 << 30

/// Reads into `room` from `start` on, and returns how many bytes, 0 at the end. The C function is `read`.
func systemRead(_ descriptor: CInt, into room: inout MutableSpan<UInt8>, at start: Int) throws(Errno) -> Int {
    let end = min(room.count, start + greatestTransfer)
    return try retrying {
        unsafe withMutablePointer(to: &room, start..<end) { unsafe read(descriptor, $0, end - start) }
    }
}

/// Reads at a file's `offset` without moving the descriptor. The C function is `pread`.
func systemRead(_ descriptor: CInt, into room: inout MutableSpan<UInt8>, from offset: Int) throws(Errno) -> Int {
    let count = min(room.count, greatestTransfer)
    return try retrying {
        unsafe withMutablePointer(to: &room, 0..<count) { unsafe pread(descriptor, $0, count, off_t(offset)) }
    }
}

/// Writes from `start` on, and returns how many bytes. When the other side has set a full pipe not to wait, waits for
/// it. The C functions are `write` and `poll`.
func systemWrite(_ descriptor: CInt, _ bytes: Span<UInt8>, from start: Int) throws(Errno) -> Int {
    let end = min(bytes.count, start + greatestTransfer)
    while true {
        do throws(Errno) {
            return try retrying {
                unsafe withPointer(to: bytes, start..<end) { unsafe write(descriptor, $0, end - start) }
            }
        } catch  where error == .resourceTemporarilyUnavailable || error == .wouldBlock {
            var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = try retrying { unsafe poll(&request, 1, -1) }
        }
    }
}

/// Writes all of `bytes`. While it waits for a reader, no register holds a part of what was copied before.
package func writeAll(_ bytes: Span<UInt8>, to descriptor: CInt) throws(Errno) {
    Sodium.wipeRegisters()
    var written = 0
    while written < bytes.count {
        written += try systemWrite(descriptor, bytes, from: written)
    }
}

/// The C function is `fstat`.
func systemStatus(_ descriptor: CInt) throws(Errno) -> stat {
    var status = stat()
    try check(unsafe fstat(descriptor, &status))
    return status
}

/// The C function is `fstatat`.
func systemStatus(_ path: FilePath, in directory: CInt = AT_FDCWD, followingLinks: Bool) throws(Errno) -> stat {
    var status = stat()
    let flags = followingLinks ? 0 : AT_SYMLINK_NOFOLLOW
    try check(unsafe path.withPlatformString { unsafe fstatat(directory, $0, &status, flags) })
    return status
}

/// Whether this process may write the file, by its effective user. The C functions are `faccessat` and, where a filter of
/// system calls lets `faccessat2` not through and says `EPERM`, `openat` for writing, which changes nothing.
func systemCheckWritable(_ name: FilePath, in directory: CInt) throws(Errno) {
    do throws(Errno) {
        try check(unsafe name.withPlatformString { unsafe faccessat(directory, $0, W_OK, AT_EACCESS) })
    } catch  where error == .notPermitted {
        systemClose(try systemOpen(name, in: directory, O_WRONLY | O_NOFOLLOW | O_NONBLOCK))
    }
}

/// The C function is `fchown`.
func systemChangeOwner(_ descriptor: CInt, user: uid_t, group: gid_t) throws(Errno) {
    _ = try retrying { fchown(descriptor, user, group) }
}

/// The C function is `fchmod`.
func systemChangeMode(_ descriptor: CInt, _ mode: mode_t) throws(Errno) {
    _ = try retrying { fchmod(descriptor, mode) }
}

/// The C function is `platform_copy_attributes`.
func systemCopyAttributes(from original: CInt, to copy: CInt) throws(Errno) {
    try check(platform_copy_attributes(original, copy))
}

/// The C function is `platform_bequeath_no_acl`.
func systemBequeathNoACL(_ directory: CInt) throws(Errno) {
    try check(platform_bequeath_no_acl(directory))
}

/// Waits until what was written is on the disk. The C function is `fsync`, on Darwin `fcntl` with `F_FULLFSYNC`.
func systemSync(_ descriptor: CInt) throws(Errno) {
    #if canImport(Darwin)
        if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
    #endif
    _ = try retrying { fsync(descriptor) }
}

/// Takes the lock that only one process has on a file, and does not wait for it. The C function is `flock`.
func systemLock(_ descriptor: CInt) throws(Errno) {
    _ = try retrying { flock(descriptor, LOCK_EX | LOCK_NB) }
}

/// Takes a lease on a file that is open for reading only. The C function is `platform_lease`.
func systemLease(_ descriptor: CInt) throws(Errno) {
    _ = try retrying { platform_lease(descriptor) }
}

/// Whether there is a lease, and nobody waits for its end. The C function is `platform_is_leased`.
func systemIsLeased(_ descriptor: CInt) -> Bool {
    platform_is_leased(descriptor) == 1
}

/// The C function is `platform_end_lease`. Closing the file ends it as well, so its answer tells nothing.
func systemEndLease(_ descriptor: CInt) {
    _ = platform_end_lease(descriptor)
}

/// Waits. The C function is `usleep`.
func systemSleep(milliseconds: UInt32) {
    usleep(milliseconds * 1_000)
}

/// The C function is `mkdirat`.
func systemMakeDirectory(_ name: FilePath, in directory: CInt, mode: mode_t) throws(Errno) {
    try check(unsafe name.withPlatformString { unsafe mkdirat(directory, $0, mode) })
}

/// The C function is `unlinkat`.
func systemRemove(_ name: FilePath, in directory: CInt, isDirectory: Bool = false) throws(Errno) {
    try check(unsafe name.withPlatformString { unsafe unlinkat(directory, $0, isDirectory ? AT_REMOVEDIR : 0) })
}

/// The C function is `renameat`.
func systemRename(_ name: FilePath, in directory: CInt, to target: CInt) throws(Errno) {
    _ = try retrying {
        unsafe name.withPlatformString { unsafe renameat(directory, $0, target, $0) }
    }
}

/// Renames, and fails when the new name exists. The C functions are `platform_rename_new`; where the kernel or the file
/// system has none, or a filter of system calls lets it not through, `linkat`; where there are no hard links either,
/// `openat`, which takes the name for an empty file, and `renameat` over that.
func systemRenameNew(_ name: FilePath, in directory: CInt, to target: CInt) throws(Errno) {
    do throws(Errno) {
        return _ = try retrying {
            unsafe name.withPlatformString { unsafe platform_rename_new(directory, $0, target, $0) }
        }
    } catch  where error == .fileExists {
        throw error
    } catch {
        guard error.meansNoSuchCall else { throw error }
    }
    do throws(Errno) {
        return _ = try retrying {
            unsafe name.withPlatformString { unsafe linkat(directory, $0, target, $0, 0) }
        }
    } catch {
        guard error.meansNoSuchCall || error == .tooManyLinks else { throw error }
    }
    systemClose(try systemOpen(name, in: target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW))
    do throws(Errno) {
        try systemRename(name, in: directory, to: target)
    } catch {
        // The name is free again.
        try? systemRemove(name, in: target)
        throw error
    }
}

extension Errno {
    /// Whether a system call failed because the kernel or the file system has none like it, or a filter (seccomp) lets it
    /// not through.
    fileprivate var meansNoSuchCall: Bool {
        self == .invalidArgument || self == .noFunction || self == .notSupported || self == .notPermitted
    }
}

/// The C function is `platform_pin`.
func systemPin(_ name: FilePath, in directory: CInt) throws(Errno) -> CInt {
    try retrying { unsafe name.withPlatformString { unsafe platform_pin(directory, $0) } }
}

/// The C function is `platform_exchange`.
func systemExchange(_ name: FilePath, in directory: CInt, with other: CInt) throws(Errno) {
    _ = try retrying {
        unsafe name.withPlatformString { unsafe platform_exchange(directory, $0, other, $0) }
    }
}

/// The path without links, for a file that exists. The C function is `realpath`.
package func systemRealPath(_ path: FilePath) throws(Errno) -> FilePath {
    guard let resolved = unsafe path.withPlatformString({ unsafe realpath($0, nil) }) else {
        throw Errno(rawValue: errno)
    }
    defer { unsafe free(resolved) }
    return unsafe FilePath(platformString: resolved)
}

/// The names in a directory. Bytes that are not UTF-8 are replaced.
func systemList(_ path: FilePath) throws(Errno) -> [String] {
    try systemEntries(path).map(\.string)
}

/// The names in a directory, byte for byte. The C functions are `opendir` and `readdir`.
func systemEntries(_ path: FilePath) throws(Errno) -> [FilePath.Component] {
    guard let stream = unsafe path.withPlatformString({ unsafe opendir($0) }) else {
        throw Errno(rawValue: errno)
    }
    defer { _ = unsafe closedir(stream) }
    var names: [FilePath.Component] = []
    while true {
        errno = 0
        guard let entry = unsafe readdir(stream) else { break }
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { name in
            unsafe name.withMemoryRebound(to: CChar.self) { name in
                unsafe name.baseAddress.flatMap { unsafe FilePath.Component(platformString: $0) }
            }
        }
        if let name { names.append(name) }
    }
    guard errno == 0 else { throw Errno(rawValue: errno) }
    return names
}

/// The value of an environment variable; `nil` when it is unset or empty. The C function is `getenv`.
package func environmentVariable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let string = unsafe String(cString: value)
    return string.isEmpty ? nil : string
}

/// The path that an environment variable names, byte for byte; `nil` when it is unset or empty. The C function is `getenv`.
package func environmentPath(_ name: String) -> FilePath? {
    guard let value = unsafe getenv(name) else { return nil }
    let path = unsafe FilePath(platformString: value)
    return path.isEmpty ? nil : path
}

private func retrying<Status: FixedWidthInteger>(_ call: () -> Status) throws(Errno) -> Status {
    while true {
        let status = call()
        guard status < 0 else { return status }
        let error = Errno(rawValue: errno)
        guard error == .interrupted else { throw error }
    }
}

private func check(_ status: CInt) throws(Errno) {
    guard status >= 0 else { throw Errno(rawValue: errno) }
}

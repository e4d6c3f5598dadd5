package import CPlatform
package import SystemPackage

// Metadata of files.

/// The C function is `fstat`.
package func systemStatus(_ descriptor: CInt) throws(Errno) -> stat {
    var status = stat()
    try check(unsafe fstat(descriptor, &status))
    return status
}

/// The C function is `fstatat`.
package func systemStatus(_ path: FilePath, in directory: CInt = AT_FDCWD, followingLinks: Bool) throws(Errno) -> stat {
    var status = stat()
    let flags = followingLinks ? 0 : AT_SYMLINK_NOFOLLOW
    try check(unsafe path.withPlatformString { unsafe fstatat(directory, $0, &status, flags) })
    return status
}

/// Makes sure that the effective user may write the file. The C functions are `faccessat` and, where a filter of system
/// calls refuses `faccessat2` with `EPERM`, `openat` for writing, which changes nothing.
package func systemCheckWritable(_ name: FilePath, in directory: CInt) throws(Errno) {
    do throws(Errno) {
        try check(unsafe name.withPlatformString { unsafe faccessat(directory, $0, W_OK, AT_EACCESS) })
    } catch  where error == .notPermitted {
        systemClose(try systemOpen(name, in: directory, O_WRONLY | O_NOFOLLOW | O_NONBLOCK))
    }
}

/// Whether the file system is mounted read-only, so that nobody can write. The C function is `platform_is_read_only`.
package func systemIsReadOnly(_ descriptor: CInt) -> Bool {
    platform_is_read_only(descriptor) == 1
}

/// The C function is `fchown`.
package func systemChangeOwner(_ descriptor: CInt, user: uid_t, group: gid_t) throws(Errno) {
    _ = try retrying { fchown(descriptor, user, group) }
}

/// The C function is `fchmod`.
package func systemChangeMode(_ descriptor: CInt, _ mode: mode_t) throws(Errno) {
    _ = try retrying { fchmod(descriptor, mode) }
}

/// The C function is `platform_copy_attributes`.
package func systemCopyAttributes(from original: CInt, to copy: CInt) throws(Errno) {
    try check(platform_copy_attributes(original, copy))
}

/// The C function is `platform_bequeath_no_acl`.
package func systemBequeathNoACL(_ directory: CInt) throws(Errno) {
    try check(platform_bequeath_no_acl(directory))
}

/// Waits until the written data is on the disk. The C function is `platform_sync`.
package func systemSync(_ descriptor: CInt) throws(Errno) {
    _ = try retrying { platform_sync(descriptor) }
}

/// Makes sure that the real user may execute the file. The C function is `access`.
package func systemCheckExecutable(_ path: FilePath) throws(Errno) {
    try check(unsafe path.withPlatformString { unsafe access($0, X_OK) })
}

/// Makes sure that the real user may look up, create and remove entries of the directory. The C function is `access`.
package func systemCheckUsable(_ directory: FilePath) throws(Errno) {
    try check(unsafe directory.withPlatformString { unsafe access($0, W_OK | X_OK) })
}

/// Whether an open file is on a file system in memory. The C function is `platform_is_in_memory`.
package func systemIsInMemory(_ descriptor: CInt) -> Bool {
    platform_is_in_memory(descriptor) == 1
}

/// Whether the descriptor is a terminal. The C function is `isatty`.
package func systemIsTerminal(_ descriptor: CInt) -> Bool {
    isatty(descriptor) == 1
}

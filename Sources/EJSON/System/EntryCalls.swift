package import CPlatform
package import SystemPackage

// Directory entries.

/// The C function is `mkdirat`.
package func systemMakeDirectory(_ name: FilePath, in directory: CInt = AT_FDCWD, mode: mode_t) throws(Errno) {
    try check(unsafe name.withPlatformString { unsafe mkdirat(directory, $0, mode) })
}

/// The same; returns `false` when the name exists already.
package func systemMakeDirectoryIfMissing(
    _ name: FilePath,
    in directory: CInt = AT_FDCWD,
    mode: mode_t
) throws(Errno) -> Bool {
    do throws(Errno) {
        try systemMakeDirectory(name, in: directory, mode: mode)
        return true
    } catch {
        guard error == .fileExists else { throw error }
        return false
    }
}

/// The C function is `unlinkat`.
package func systemRemove(_ name: FilePath, in directory: CInt = AT_FDCWD) throws(Errno) {
    try check(unsafe name.withPlatformString { unsafe unlinkat(directory, $0, 0) })
}

/// The same; a missing file is not an error.
package func systemRemoveIfThere(_ name: FilePath, in directory: CInt = AT_FDCWD) throws(Errno) {
    do throws(Errno) {
        try systemRemove(name, in: directory)
    } catch {
        guard error == .noSuchFileOrDirectory else { throw error }
    }
}

/// The C function is `unlinkat` with `AT_REMOVEDIR`.
package func systemRemoveDirectory(_ name: FilePath, in directory: CInt = AT_FDCWD) throws(Errno) {
    try check(unsafe name.withPlatformString { unsafe unlinkat(directory, $0, AT_REMOVEDIR) })
}

/// The C function is `renameat`.
package func systemRename(_ name: FilePath, in directory: CInt, to target: CInt) throws(Errno) {
    _ = try retrying {
        unsafe name.withPlatformString { unsafe renameat(directory, $0, target, $0) }
    }
}

/// Renames, and fails when the new name exists. The C function is `platform_rename_new`. Where the kernel or the file
/// system does not support it, or a filter of system calls refuses it, it is `linkat`; where there are no hard links
/// either, `openat` creates an empty file with the name, and `renameat` replaces it.
package func systemRenameNew(_ name: FilePath, in directory: CInt, to target: CInt) throws(Errno) {
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
    /// Whether a system call failed because the kernel or the file system does not support it, or a filter (seccomp)
    /// refuses it.
    fileprivate var meansNoSuchCall: Bool {
        self == .invalidArgument || self == .noFunction || self == .notSupported || self == .notPermitted
    }
}

/// The C function is `platform_exchange`.
package func systemExchange(_ name: FilePath, in directory: CInt, with other: CInt) throws(Errno) {
    _ = try retrying {
        unsafe name.withPlatformString { unsafe platform_exchange(directory, $0, other, $0) }
    }
}

/// The target of a link. The C function is `readlinkat`.
package func systemReadLink(_ name: FilePath, in directory: CInt) throws(Errno) -> FilePath {
    var text = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = try retrying { () -> Int in
        unsafe name.withPlatformString { unsafe readlinkat(directory, $0, &text, text.count - 1) }
    }
    guard count < text.count - 1 else { throw .fileNameTooLong }
    text[count] = 0
    return FilePath(platformString: text)
}

/// The path without links of an existing file. The C function is `realpath`.
package func systemRealPath(_ path: FilePath) throws(Errno) -> FilePath {
    guard let resolved = unsafe path.withPlatformString({ unsafe realpath($0, nil) }) else {
        throw Errno.current
    }
    defer { unsafe free(resolved) }
    return unsafe FilePath(platformString: resolved)
}

/// The names in a directory. Bytes that are not UTF-8 are replaced.
package func systemList(_ path: FilePath) throws(Errno) -> [String] {
    try systemEntries(path).map(\.string)
}

/// The names in a directory, byte for byte. The C functions are `opendir` and `readdir`.
package func systemEntries(_ path: FilePath) throws(Errno) -> [FilePath.Component] {
    guard let stream = unsafe path.withPlatformString({ unsafe opendir($0) }) else {
        throw Errno.current
    }
    return unsafe try entries(ofStream: stream)
}

/// The names in an open directory but `.` and `..`. The C functions are `openat`, `fdopendir` and `readdir`.
package func systemEntries(ofOpen directory: CInt) throws(Errno) -> [FilePath.Component] {
    // A descriptor of its own, because closedir closes what it reads.
    let own = try systemOpen(".", in: directory, O_RDONLY | O_DIRECTORY)
    guard let stream = unsafe fdopendir(own) else {
        let error = Errno.current
        systemClose(own)
        throw error
    }
    return unsafe try entries(ofStream: stream).filter { $0.kind == .regular }
}

/// Reads a stream of names to its end, and closes it.
#if canImport(Darwin)
    private typealias DirectoryStream = UnsafeMutablePointer<DIR>
#else
    private typealias DirectoryStream = OpaquePointer
#endif

private func entries(ofStream stream: DirectoryStream) throws(Errno) -> [FilePath.Component] {
    defer { _ = unsafe closedir(stream) }
    var names: [FilePath.Component] = []
    while true {
        platform_clear_error()
        guard let entry = unsafe readdir(stream) else { break }
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { name in
            unsafe name.withMemoryRebound(to: CChar.self) { name in
                unsafe name.baseAddress.flatMap { unsafe FilePath.Component(platformString: $0) }
            }
        }
        if let name { names.append(name) }
    }
    guard Errno.current.rawValue == 0 else { throw Errno.current }
    return names
}

/// Renames within a directory. The C function is `renameat`.
package func systemRename(_ name: FilePath, to other: FilePath, in directory: CInt) throws(Errno) {
    _ = try retrying {
        unsafe name.withPlatformString { name in
            unsafe other.withPlatformString { unsafe renameat(directory, name, directory, $0) }
        }
    }
}

/// The C function is `symlinkat`.
package func systemMakeLink(_ name: FilePath, to target: FilePath, in directory: CInt) throws(Errno) {
    _ = try retrying {
        unsafe target.withPlatformString { target in
            unsafe name.withPlatformString { unsafe symlinkat(target, directory, $0) }
        }
    }
}

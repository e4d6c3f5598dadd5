package import CPlatform
package import SystemPackage

// Opening files and directories.

/// The C function is `platform_open`. The descriptor is not passed to child processes.
package func systemOpen(_ path: FilePath, in directory: CInt = AT_FDCWD, _ flags: CInt, mode: mode_t = 0) throws(Errno)
    -> CInt
{
    try retrying {
        unsafe path.withPlatformString { unsafe platform_open(directory, $0, flags | O_CLOEXEC, mode) }
    }
}

/// Opens a directory that programs that are started inherit; a link is refused. The C function is `platform_open`.
package func systemOpenInheritedDirectory(_ path: FilePath) throws(Errno) -> CInt {
    try retrying {
        unsafe path.withPlatformString { unsafe platform_open(AT_FDCWD, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0) }
    }
}

/// The C function is `platform_open_directory`.
package func systemOpenDirectory(_ path: FilePath) throws(Errno) -> CInt {
    try retrying { unsafe path.withPlatformString { unsafe platform_open_directory($0) } }
}

/// An entry below a directory, which no part of the path leads out of. The C function is `platform_open_beneath`.
package func systemOpenBeneath(_ path: FilePath, in directory: CInt, _ flags: CInt) throws(Errno) -> CInt {
    try retrying { unsafe path.withPlatformString { unsafe platform_open_beneath(directory, $0, flags) } }
}

/// Opens a directory in a directory. The C function is `platform_enter_directory`.
package func systemEnterDirectory(_ name: FilePath, in directory: CInt, followingLinks: Bool) throws(Errno) -> CInt {
    try retrying {
        unsafe name.withPlatformString { unsafe platform_enter_directory(directory, $0, followingLinks ? 1 : 0) }
    }
}

/// The C function is `platform_pin`.
package func systemPin(_ name: FilePath, in directory: CInt) throws(Errno) -> CInt {
    try retrying { unsafe name.withPlatformString { unsafe platform_pin(directory, $0) } }
}

/// A copy of a descriptor, which is not passed to child processes. The C function is `platform_duplicate`.
package func systemDuplicate(_ descriptor: CInt) throws(Errno) -> CInt {
    try retrying { platform_duplicate(descriptor) }
}

/// The C function is `close`. Data that must not be lost has been synced before, so its result is ignored.
package func systemClose(_ descriptor: CInt) {
    _ = close(descriptor)
}

/// The ends of a new pipe, which is passed to child processes. The C function is `pipe`.
package func systemPipe() throws(Errno) -> (read: CInt, write: CInt) {
    var ends: [CInt] = [-1, -1]
    try check(unsafe pipe(&ends))
    return (ends[0], ends[1])
}

/// Whether a file is open under this number. The C function is `platform_is_open`.
package func systemIsOpen(_ descriptor: CInt) -> Bool {
    platform_is_open(descriptor) == 1
}

/// Keeps an open file from being passed to programs that are started. The C function is `platform_close_on_execute`. It
/// fails only when nothing is open.
package func systemCloseOnExecute(_ descriptor: CInt) {
    _ = platform_close_on_execute(descriptor)
}

/// Makes a descriptor refer to another open file, in programs that are started too. The C function is `dup2`.
package func systemReplace(_ descriptor: CInt, by file: CInt) throws(Errno) {
    _ = try retrying { dup2(file, descriptor) }
}

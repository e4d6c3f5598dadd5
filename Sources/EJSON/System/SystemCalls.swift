import CPlatform
package import SystemPackage

// All system calls of the library and of the command are in this folder, and throw `Errno`.

/// Runs a system call, again when a signal interrupts it.
func retrying<Status: FixedWidthInteger>(_ call: () -> Status) throws(Errno) -> Status {
    while true {
        let status = call()
        guard status < 0 else { return status }
        let error = Errno.current
        guard error == .interrupted else { throw error }
    }
}

/// Throws the reason when a system call has failed.
func check(_ status: CInt) throws(Errno) {
    guard status >= 0 else { throw Errno.current }
}

extension Errno {
    /// The error number of the last call that failed. The C variable is `errno`.
    package static var current: Errno { Errno(rawValue: platform_error()) }
}

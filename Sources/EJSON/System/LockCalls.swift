import CPlatform
package import SystemPackage

// Locks and leases.

/// Takes the exclusive lock on a file without waiting for it. The C function is `flock`.
package func systemLock(_ descriptor: CInt) throws(Errno) {
    _ = try retrying { flock(descriptor, LOCK_EX | LOCK_NB) }
}

/// The same; returns `false` when another process has it.
package func systemTryLock(_ descriptor: CInt) throws(Errno) -> Bool {
    do throws(Errno) {
        try systemLock(descriptor)
        return true
    } catch {
        guard error == .wouldBlock else { throw error }
        return false
    }
}

/// Takes a lease on a file that is open for reading only. The C function is `platform_lease`.
package func systemLease(_ descriptor: CInt) throws(Errno) {
    _ = try retrying { platform_lease(descriptor) }
}

/// Whether the lease is held, and no process waits for its end. The C function is `platform_is_leased`.
package func systemIsLeased(_ descriptor: CInt) -> Bool {
    platform_is_leased(descriptor) == 1
}

/// The C function is `platform_end_lease`. Closing the file ends the lease as well, so its result is ignored.
package func systemEndLease(_ descriptor: CInt) {
    _ = platform_end_lease(descriptor)
}

/// The C function is `usleep`.
package func systemSleep(milliseconds: UInt32) {
    usleep(milliseconds * 1_000)
}

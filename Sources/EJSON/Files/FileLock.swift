import SystemPackage

/// Waits for an advisory lock that other processes of this command take too: on a file, because that is faster than
/// another attempt, or on a directory, so that no process takes a file that another one has swapped out for an edit.
/// Closing the descriptor releases the lock. Where there are no locks, or another program holds one (`flock
/// secrets.ejson ejson encrypt secrets.ejson`), the caller continues without it.
func waitForLock(on descriptor: CInt) {
    _ = waitForOthers { () throws(Errno) in try systemLock(descriptor) }
}

/// Calls `ask` for something that another process may hold, again and again for three seconds. Returns whether it
/// succeeded.
func waitForOthers(_ ask: () throws(Errno) -> Void) -> Bool {
    for _ in 0..<300 {
        do throws(Errno) {
            try ask()
            return true
        } catch {
            guard error == .wouldBlock || error == .resourceTemporarilyUnavailable else { return false }
            systemSleep(milliseconds: 10)
        }
    }
    return false
}

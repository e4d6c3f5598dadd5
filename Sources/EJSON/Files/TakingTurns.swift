import SystemPackage

/// Takes turns with other processes of this command at a file, for that is faster than trying again, or at a directory,
/// so that two of them do not take what the other has swapped out for an edit. The turn ends when the descriptor is
/// closed. Where there are no locks, or somebody keeps one (`flock secrets.ejson ejson encrypt secrets.ejson`), it goes on
/// without.
func takeTurns(at descriptor: CInt) {
    _ = waitForOthers { () throws(Errno) in try systemLock(descriptor) }
}

/// Asks again for what others hold, for three seconds. Returns whether it was given.
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

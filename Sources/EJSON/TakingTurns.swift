import SystemPackage

/// Takes turns with other processes of this command at a file, for that is faster than trying again, or at a directory,
/// so that two of them do not take what the other has swapped out for an edit. The turn ends when the descriptor is
/// closed. Where there are no locks, or somebody keeps one (`flock secrets.ejson ejson encrypt secrets.ejson`), it goes on
/// without.
func takeTurns(at descriptor: CInt) {
    for _ in 0..<300 {
        do throws(Errno) {
            return try systemLock(descriptor)
        } catch {
            guard error == .wouldBlock || error == .resourceTemporarilyUnavailable else { return }
            systemSleep(milliseconds: 10)
        }
    }
}

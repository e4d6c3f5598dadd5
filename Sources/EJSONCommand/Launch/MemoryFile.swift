import CPlatform
import EJSON
import SystemPackage

/// Makes a sealed file in memory with `content`, which nobody can change. It is open at its start and stays open across
/// execve; it is gone when the last process closes it.
func makeMemoryFile(_ content: borrowing SecretBytes, for user: UserIdentity?) throws -> Descriptor {
    do throws(Errno) {
        let number = unsafe platform_memory_file("ejson")
        guard number >= 0 else { throw Errno.current }
        let file = Descriptor(owning: number)
        try content.withBytes { (bytes) throws(Errno) in try file.write(bytes) }
        // Opening /proc/self/fd/N checks the file's mode.
        try systemChangeMode(number, 0o400)
        if let user { try systemChangeOwner(number, user: user.user, group: user.group) }
        guard platform_seal(number) == 0 else { throw Errno.current }
        _ = try systemSeek(number, to: 0, from: SEEK_SET)
        return file
    } catch {
        throw Failure("cannot make a file in memory", error, hint: "hand the values over with --directory or --env")
    }
}

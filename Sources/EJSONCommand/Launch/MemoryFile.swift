import CPlatform
import EJSON
import SystemPackage

/// Makes a file that is in memory only, holds `content`, and can no longer be changed by anyone. It is open for reading
/// from its start, and stays open across execve; it is gone with the last process that has it open.
func makeMemoryFile(_ content: borrowing SecretBytes, for user: UserIdentity?) throws -> FileDescriptor {
    do {
        let number = unsafe platform_memory_file("ejson")
        guard number >= 0 else { throw Errno.current }
        let file = FileDescriptor(rawValue: number)
        do {
            try content.withBytes { (bytes) throws(Errno) in try writeAll(bytes, to: number) }
            // Opening /proc/self/fd/N anew asks for the file's mode.
            try systemChangeMode(number, 0o400)
            if let user { try systemChangeOwner(number, user: user.user, group: user.group) }
            guard platform_seal(number) == 0 else { throw Errno.current }
            try file.seek(offset: 0, from: .start)
        } catch {
            // The file goes with it, and the first error says more.
            try? file.close()
            throw error
        }
        return file
    } catch let error as Errno {
        throw Failure("cannot make a file in memory: \(error)", hint: "hand the values over with --directory or --env")
    }
}

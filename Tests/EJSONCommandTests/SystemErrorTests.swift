import Foundation
import Testing

/// Whatever the system answers, a message says what to do next.
@Suite struct SystemErrorTests {
    /// What is done to a directory with `secrets.ejson` and its key, a command, and what is said. `$LONG` is a name that is too
    /// long.
    static let cases: [(script: String, command: String, words: String)] = [
        ("ln -s loop loop", "decrypt loop", "Too many levels of symbolic links"),
        ("ln -s loop loop", "encrypt loop", "Too many levels of symbolic links"),
        ("ln -s loop loop", "decrypt -o loop secrets.ejson", "Too many levels of symbolic links"),
        ("ln -s loop loop", "decrypt --keydir loop secrets.ejson", "Too many levels of symbolic links"),
        ("ln -s loop loop", "keygen -w --keydir loop", "Too many levels of symbolic links"),
        ("ln -s loop loop", "decrypt --key-from-file loop secrets.ejson", "Too many levels of symbolic links"),
        ("ln -s loop loop", "run -- ./loop", "Too many levels of symbolic links"),
        ("ln -s loop loop", "run --directory loop/dir sealed.ejson -- true", "Too many levels of symbolic links"),
        ("ln -s loop loop", "decrypt --audit loop/log secrets.ejson", "is a link"),
        ("true", "decrypt $LONG", "File name too long"),
        ("true", "encrypt $LONG", "File name too long"),
        ("true", "init $LONG", "File name too long"),
        ("true", "decrypt -o $LONG secrets.ejson", "File name too long"),
        ("true", "decrypt --keydir $LONG secrets.ejson", "File name too long"),
        ("true", "decrypt --key-from-file $LONG secrets.ejson", "File name too long"),
        ("true", "decrypt --audit $LONG secrets.ejson", "File name too long"),
        ("true", "set secrets.ejson a --from-file $LONG", "File name too long"),
        ("true", "recipients add secrets.ejson web1 $LONG.pub", "File name too long"),
        ("true", "decrypt secrets.ejson/x", "Not a directory"),
        ("true", "decrypt -o secrets.ejson/x secrets.ejson", "Not a directory"),
        ("true", "run -- ./secrets.ejson/x", "Not a directory"),
        ("true", "set secrets.ejson a --from-file .", "is a directory"),
        ("mkdir dir", "check --recipients dir secrets.ejson", "is a directory"),
        ("true", "decrypt --key-from-file . secrets.ejson", "is a directory"),
        ("true", "decrypt secrets.ejson > /dev/full", "No space left on device"),
        ("true", "keygen > /dev/full", "No space left on device"),
        ("true", "list secrets.ejson > /dev/full", "No space left on device"),
        ("true", "decrypt --audit /dev/full secrets.ejson", "No space left on device"),
        ("ulimit -n 4", "decrypt secrets.ejson", "Too many open files"),
        ("ulimit -n 4", "encrypt secrets.ejson", "Too many open files"),
        ("ulimit -n 4", "keygen -w", "Too many open files"),
        ("ulimit -n 4", "keys", "Too many open files"),
    ]

    @Test(arguments: cases.indices) func saysWhatToDo(_ index: Int) throws {
        let (script, command, words) = Self.cases[index]
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.seal(#""environment": {"A": "x"}"#, to: "sealed.ejson")
        let result = try scratch.shell(
            """
            LONG=$(printf '%0300d' 0)
            \(script)
            $EJSON \(command)
            """)
        #expect(result.status == 1 || result.status == 126 || result.status == 127, "\(result.error)")
        #expect(result.error.contains(words), "\(command): \(result.error)")
        #expect(result.error.contains("\nHint: "), "\(command): \(result.error)")
    }

    /// What a system call fails with: all that open(2), read(2), write(2), fsync(2), rename(2) and fchmod(2) document for
    /// files, and what network mounts and sandboxes add.
    static let injections: [(call: String, command: String, errors: [String])] = [
        (
            "openat -P $PWD/secrets.ejson", "decrypt $PWD/secrets.ejson",
            [
                "EACCES", "EBUSY", "EDQUOT", "EFBIG", "EINVAL", "EIO", "EISDIR", "ELOOP", "EMFILE", "ENAMETOOLONG",
                "ENFILE",
                "ENODEV", "ENOENT", "ENOMEM", "ENOSYS", "ENOTDIR", "ENXIO", "EOVERFLOW", "EPERM", "EROFS", "ESTALE",
                "ETIMEDOUT", "ETXTBSY", "EHOSTDOWN",
            ]
        ),
        (
            "openat:when=2 -P $PWD/keys", "decrypt secrets.ejson",
            ["EACCES", "EIO", "ELOOP", "EMFILE", "ENFILE", "ENOMEM", "EPERM", "ESTALE", "ENXIO"]
        ),
        ("openat -P $PWD/keys", "keys", ["EACCES", "EIO", "EMFILE", "ENFILE", "ENOMEM", "EPERM", "ESTALE"]),
        ("read -P $PWD/secrets.ejson", "decrypt $PWD/secrets.ejson", ["EIO", "EISDIR", "EINVAL", "ESTALE", "ENOMEM"]),
        (
            "write:when=1", "decrypt secrets.ejson",
            ["EIO", "ENOSPC", "EDQUOT", "EFBIG", "EPERM", "EPIPE", "EINVAL"]
        ),
        ("write:when=1", "encrypt plain.ejson", ["EIO", "ENOSPC", "EDQUOT", "EFBIG", "EPERM", "EINVAL", "EROFS"]),
        ("fsync:when=1", "encrypt plain.ejson", ["EIO", "ENOSPC", "EDQUOT", "EROFS"]),
        (
            "mkdirat:when=1", "encrypt plain.ejson",
            ["EACCES", "EDQUOT", "EIO", "EMLINK", "ENAMETOOLONG", "ENOMEM", "ENOSPC", "EPERM", "EROFS", "ESTALE"]
        ),
        (
            "?renameat2:when=1", "encrypt plain.ejson",
            ["EACCES", "EBUSY", "EDQUOT", "EIO", "EMLINK", "ENOMEM", "ENOSPC", "EROFS", "EXDEV", "ESTALE"]
        ),
        ("fchmod:when=1", "keygen -w", ["EIO", "EPERM", "EROFS"]),
    ]

    private static let canTrace: Bool = {
        let result = try? Command.shell("strace -o /dev/null true")
        return result?.status == 0
    }()

    @Test(.enabled(if: canTrace, "strace does not work here"), arguments: injections.indices)
    func saysWhatToDoAboutAnyError(_ index: Int) throws {
        let (call, command, errors) = Self.injections[index]
        let scratch = try Scratch()
        try scratch.writeSealed()
        let parts = call.split(separator: " ", maxSplits: 1).map(String.init)
        let name = parts[0].split(separator: ":")
        let count = name.count > 1 ? ":\(name[1])" : ""
        for error in errors {
            try scratch.write(Scratch.plain, to: "plain.ejson")
            // The address sanitizer cannot look for leaks in a process that is traced.
            let result = try scratch.shell(
                """
                ASAN_OPTIONS=detect_leaks=0 \
                strace -qq -o /dev/null \(parts.count > 1 ? parts[1] : "") \
                    -e trace=\(name[0]) -e inject=\(name[0]):error=\(error)\(count) $EJSON \(command)
                """)
            #expect(result.status != 0 || name[0] == "fchmod", "\(call) \(error): it does not fail")
            let hasHint = result.status == 0 || result.error.contains("\nHint: ")
            #expect(hasHint, "\(command), \(call), \(error): \(result.error)")
        }
    }
}

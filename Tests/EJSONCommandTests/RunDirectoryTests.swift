import Foundation
import Testing

/// `--directory`: one file for each value, in memory.
@Suite(.enabled(if: geteuid() == 0)) struct RunDirectoryTests {
    private static let environment = #"{"A": "x\n\"é", "tls.key": "k", "N": 1.0, "EMPTY": ""}"#
    /// Another user, who is in the group that may read the key.
    private static let unprivileged =
        "chgrp 65534 keys/*; chmod 0440 keys/*; setpriv --reuid 65534 --regid 65534 --clear-groups"

    /// Prints mode, owner, group and name of the directory and all in it.
    private static let list = "sh -c 'cd \"$CREDENTIALS_DIRECTORY\" && stat -c \"%a %u %g %n\" . *'"

    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.seal(environment: Self.environment)
    }

    /// Runs a script in a separate mount namespace.
    private func shell(_ script: String) throws -> Command.Result {
        try scratch.write(script, to: "script")
        return try scratch.shell("exec unshare --mount sh script")
    }

    /// Calls `body` with the name of a missing directory in memory.
    private func withNameInMemory(_ body: (String) throws -> Void) throws {
        let path = "/dev/shm/ejson-test-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    // MARK: A mount of our own

    @Test func mountsMemoryThere() throws {
        let result = try shell("$EJSON run --directory $PWD/secrets -- \(Self.list)")
        #expect(result.output == "500 0 0 .\n400 0 0 A\n400 0 0 EMPTY\n400 0 0 N\n400 0 0 tls.key\n", "\(result.error)")
        let mount = try shell("$EJSON run --directory $PWD/secrets -- grep $PWD/secrets /proc/mounts").output
        #expect(mount.hasPrefix("tmpfs \(scratch.path("secrets")) tmpfs ro,nosuid,nodev,noexec,"), "\(mount)")
    }

    @Test func writesTheValues() throws {
        let result = try shell(
            "$EJSON run --directory $PWD/secrets -- sh -c 'cd $CREDENTIALS_DIRECTORY; tail -n +1 -v A EMPTY N tls.key'")
        #expect(
            result.output == "==> A <==\nx\n\"é\n==> EMPTY <==\n\n==> N <==\n1.0\n==> tls.key <==\nk", "\(result.error)"
        )
        #expect(try scratch.shell("ls -A secrets").output == "", "the disk has nothing")
    }

    @Test func theyAreTheUsers() throws {
        let result = try shell("$EJSON run --user 4711:4712 --directory $PWD/secrets -- \(Self.list)")
        #expect(
            result.output
                == "500 4711 4712 .\n400 4711 4712 A\n400 4711 4712 EMPTY\n400 4711 4712 N\n400 4711 4712 tls.key\n",
            "\(result.error)")
        let content = try shell(
            "$EJSON run --user 4711 --directory $PWD/secrets -- sh -c 'cat $CREDENTIALS_DIRECTORY/A'")
        #expect(content.output == "x\n\"é")
    }

    @Test func nobodyCanChangeThem() throws {
        let result = try shell(
            "$EJSON run --directory $PWD/secrets -- sh -c 'cd secrets; echo y > A; rm -f N; touch new; cat A N'")
        #expect(result.output == "x\n\"é1.0")
        #expect(result.error.matches(of: /Read-only file system/).count == 3, "\(result.error)")
    }

    @Test func coversAnExistingDirectory() throws {
        let output = try shell("mkdir secrets; $EJSON run --directory $PWD/secrets -- ls secrets").output
        #expect(output == "A\nEMPTY\nN\ntls.key\n")
    }

    /// Only the program sees the mount, and it ends with the program.
    @Test func leavesNothingBehindOnTheHost() throws {
        let script =
            "$EJSON run --directory $PWD/secrets -- sh -c 'cat secrets/A; nsenter --mount=/proc/$PPID/ns/mnt ls $PWD/secrets'"
        let result = try scratch.shell(script)
        #expect(result.output == "x\n\"é", "\(result.error)")
        #expect(try scratch.shell("ls secrets; grep -c secrets /proc/self/mountinfo").output == "0\n")
    }

    /// A mount would hide existing files: naming /etc is a mistake.
    @Test func refusesADirectoryThatHoldsFiles() throws {
        _ = try scratch.shell("mkdir secrets; echo old > secrets/old")
        let result = try shell("$EJSON run --directory $PWD/secrets -- touch started")
        #expect(result.status == 1)
        #expect(result.errorLine.contains("secrets \(Said.notEmpty)"))
        #expect(try scratch.shell("cat secrets/old; ls started").output == "old\n")
    }

    @Test func refusesADirectoryWhereOthersCanReplaceFiles() throws {
        let result = try scratch.shell(
            "d=$(mktemp -d -p /dev/shm); chmod 777 $d; setpriv --bounding-set -sys_admin "
                + "$EJSON run --directory $d -- touch started; rm -r $d; ls started")
        #expect(result.error.contains("\(Said.othersCanReplace) /dev/shm/"), "\(result.error)")
        #expect(result.output.isEmpty)
    }

    /// The command may change its directory: the path must still work.
    @Test(arguments: ["secrets", "./secrets", "keys/../secrets"]) func theVariableLeadsThereFromAnywhere(_ path: String)
        throws
    {
        let result = try shell("$EJSON run --directory \(path) -- sh -c 'cd /; cat $CREDENTIALS_DIRECTORY/tls.key'")
        #expect(result.output == "k", "\(result.error)")
    }

    @Test(arguments: [
        ("--only A", "A\n"), ("--only A,N", "A\nN\n"), ("--select other", "B\n"),
        ("--select other --trim-underscore", "B\n"),
    ])
    func choosesValues(_ options: String, _ expected: String) throws {
        try scratch.seal("\"environment\": \(Self.environment), \"other\": {\"B\": \"y\"}")
        let result = try shell("$EJSON run --directory $PWD/secrets \(options) -- ls secrets")
        #expect(result.output == expected, "\(result.error)")
    }

    /// File names need not be variable names, unless the values become variables as well.
    @Test func deliversVariablesAsWell() throws {
        let both = try shell("$EJSON run --env --directory $PWD/secrets --only A,N -- sh -c 'echo $N; ls secrets'")
        #expect(both.output == "1.0\nA\nN\n", "\(both.error)")
        let bad = try shell("$EJSON run --env --directory $PWD/secrets -- touch started")
        #expect(bad.status == 1 && bad.errorLine.contains("tls.key: \(Said.notAVariable)"))
        #expect(!scratch.has("started"))
    }

    @Test func unmountsWhenNothingIsStarted() throws {
        let result = try shell(
            "$EJSON run --directory $PWD/secrets --audit /dev/full -- true; grep -c $PWD /proc/mounts")
        #expect(result.output == "0\n")
        #expect(result.errorLine.contains(Said.cannotWriteAuditLog), "\(result.error)")
    }

    // MARK: Memory that is there

    @Test func usesMemoryThatIsThere() throws {
        try withNameInMemory { path in
            let result = try scratch.shell("\(Self.unprivileged) $EJSON run --directory \(path) -- \(Self.list)")
            #expect(
                result.output
                    == "700 65534 65534 .\n400 65534 65534 A\n400 65534 65534 EMPTY\n"
                    + "400 65534 65534 N\n400 65534 65534 tls.key\n",
                "\(result.error)")
            #expect(try scratch.shell("cat \(path)/A").output == "x\n\"é")

            // A container that is started again finds the files of the first time.
            try scratch.seal(environment: #"{"A": "new", "N": "2"}"#)
            let again = try scratch.shell(
                "\(Self.unprivileged) $EJSON run --directory \(path) -- cat \(path)/A \(path)/N")
            #expect(again.output == "new2", "\(again.error)")
        }
    }

    /// Root in a container may change users but not mount: the files must still belong to the user.
    @Test func theyAreTheUsersWhereNothingCanBeMounted() throws {
        try withNameInMemory { path in
            let result = try scratch.shell(
                "setpriv --bounding-set -sys_admin $EJSON run --user 4711 --directory \(path) -- cat \(path)/tls.key")
            #expect(result.output == "k", "\(result.error)")
        }
    }

    /// Files of an earlier document are not left for this command.
    @Test func linksAreNotFollowed() throws {
        try withNameInMemory { path in
            _ = try scratch.shell("mkdir -m 700 \(path); touch victim; chmod 666 victim; chown 65534 \(path)")
            _ = try scratch.shell("ln -s $PWD/victim \(path)/A")
            let result = try scratch.shell("\(Self.unprivileged) $EJSON run --directory \(path) -- cat \(path)/A")
            #expect(result.output == "x\n\"é", "\(result.error)")
            #expect(try scratch.read("victim") == "")
        }
    }

    @Test func removesTheFilesWhenNothingIsStarted() throws {
        try withNameInMemory { path in
            let result = try scratch.shell(
                "\(Self.unprivileged) $EJSON run --directory \(path) --audit /dev/full -- true; ls -A \(path)")
            #expect(result.output == "")
            #expect(result.errorLine.contains(Said.cannotWriteAuditLog), "\(result.error)")
        }
    }

    @Test func removesTheFilesWhenTheCommandCannotBeExecuted() throws {
        try scratch.write("#!/none/interpreter\n", to: "bad", mode: 0o755)
        try withNameInMemory { path in
            let result = try scratch.shell(
                "\(Self.unprivileged) $EJSON run --directory \(path) -- ./bad; echo $?; ls -A \(path)")
            #expect(result.output == "127\n", "\(result.error)")
        }
    }

    // MARK: Who can replace the directory

    /// Another user who owns the directory or an ancestor could replace the values, even with our mount over it: the
    /// mount moves with the directory.
    @Test(
        arguments: [
            ("chown 4711 $d", "\(Said.belongsToUser) 4711"),
            ("chown 4711 $d/in", "\(Said.belongsToUser) 4711"),
            ("chmod 777 $d", "\(Said.othersCanReplace) /dev/shm/"),
            ("chgrp 4711 $d; chmod 770 $d", "4711 can replace files in /dev/shm/"),
            ("mv $d/in $d/real; ln -s real $d/in; chown 4711 $d/real", "\(Said.belongsToUser) 4711"),
        ], ["", "setpriv --bounding-set -sys_admin"])
    func refusesWhatOthersCanReplace(_ change: (String, String), _ start: String) throws {
        let result = try shell(
            "d=$(mktemp -d -p /dev/shm); mkdir -m 755 $d/in; \(change.0); chmod +x $d; "
                + "\(start) $EJSON run --directory $d/in -- touch started; echo $?; find $d -type f; rm -r $d")
        #expect(result.output == "1\n")
        #expect(result.errorLine.contains(change.1), "\(result.error)")
        #expect(!scratch.has("started"))
    }

    /// Directories of root, this process and the program are trusted; a sticky bit prevents renaming by others.
    @Test(arguments: ["true", "chown 4711 $d $d/in", "chmod 1777 $d", "chgrp 4712 $d; chmod 770 $d"])
    func takesWhatOthersCannotReplace(_ change: String) throws {
        let result = try shell(
            "d=$(mktemp -d -p /dev/shm); chmod 755 $d; mkdir -m 755 $d/in; \(change); "
                + "setpriv --bounding-set -sys_admin $EJSON run --user 4711:4712 --directory $d/in --only A -- "
                + "cat $d/in/A; rm -r $d")
        #expect(result.output == "x\n\"é", "\(result.error)")
    }

    /// After any failure a new directory is removed, even after the user was changed.
    @Test(
        arguments: [
            ("--audit /dev/full -- true", 1), ("-- ./bad", 127), ("--user 4711 -- ./bad", 127),
            ("--user 4711 -- ./closed", 126), ("--env --allow A -- true", 1), ("--user 4711 --dry-run -- true", 0),
            ("--dry-run", 0), ("--dry-run --user 4711 -- ./closed", 126),
        ], ["$PWD/new", "/dev/shm/ejson-new-$$"])
    func leavesNoDirectoryBehind(_ options: (String, Int), _ path: String) throws {
        try scratch.write("#!/none/interpreter\n", to: "bad", mode: 0o755)
        try scratch.write("#!/bin/sh\n", to: "closed", mode: 0o700)
        for start in ["", "setpriv --bounding-set -sys_admin"] where start.isEmpty || path.hasPrefix("/dev/shm") {
            let result = try shell(
                "d=\(path); chmod 755 .; \(start) $EJSON run --directory $d \(options.0) > out; echo $?; ls -d $d")
            #expect(result.output == "\(options.1)\n", "\(start): \(result.error)")
        }
    }

    /// Files that a running program may read are unchanged.
    @Test func aDryRunLeavesFilesAlone() throws {
        try withNameInMemory { path in
            let result = try scratch.shell(
                """
                mkdir -m 700 \(path); echo old > \(path)/A; chown -R 65534 \(path)
                \(Self.unprivileged) $EJSON run --dry-run --only A --directory \(path) -- true; cat \(path)/A
                """)
            #expect(
                result.output == """
                    file     \(path)/A  5 bytes  secrets.ejson: environment.A
                    command  /usr/bin/true
                    old

                    """, "\(result.error)")
        }
    }

    /// A path is bytes: the variable leads there from a directory whose name is not UTF-8.
    @Test func thePathIsKeptByteForByte() throws {
        let result = try shell(
            "d=$(printf 'a\\377b'); mkdir \"$d\"; cd \"$d\"; "
                + "$EJSON run ../secrets.ejson --directory in -- sh -c 'cd /; cat \"$CREDENTIALS_DIRECTORY/tls.key\"'")
        #expect(result.output == "k", "\(result.error)")
    }

    /// The command keeps its working directory, although mounting changes it temporarily.
    @Test func theWorkingDirectoryStays() throws {
        let result = try shell("cd keys; $EJSON run ../secrets.ejson --directory $PWD/../in -- pwd -P; rmdir ../in")
        #expect(result.output.hasSuffix("/keys\n"), "\(result.error)")
    }

    // MARK: Refusals

    @Test func refusesADisk() throws {
        let result = try scratch.shell(
            "mkdir -m 700 secrets; chown 65534 . secrets; "
                + "\(Self.unprivileged) $EJSON run --directory $PWD/secrets -- touch started"
        )
        #expect(result.status == 1)
        #expect(
            result.errorLine.hasPrefix("Not started: secrets.ejson: \(scratch.path("secrets")) \(Said.onADisk)"))
        #expect(!scratch.has("started"))
        #expect(try scratch.shell("ls -A secrets").output == "")
    }

    @Test(arguments: ["none/secrets", "secrets.ejson", "''"]) func refusesWhatCannotBeADirectory(_ path: String) throws
    {
        let result = try shell("$EJSON run --directory \(path) -- touch started")
        #expect(result.status == 1 || path == "''" && result.status == 64)
        #expect(!result.errorLine.contains("\n") || path == "''", "\(result.error)")
        #expect(!scratch.has("started"))
    }
}

import Foundation
import Testing

/// `--file` without a usable /proc: the command is started with a working path or not at all.
@Suite(.enabled(if: geteuid() == 0)) struct RunPlacesTests {
    private static let show = "sh -c 'touch started; cat $F'"

    private func scratch() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.seal(environment: #"{"A": "secret"}"#)
        return scratch
    }

    @Test(
        arguments: [
            "unshare --mount sh -c 'mount -t tmpfs none /proc && exec sh script'",
            "unshare --mount sh -c 'mkdir proc && mount --bind proc /proc && exec sh script'",
            // The processes of another container.
            "unshare --mount sh -c 'mkdir p; unshare --pid --fork mount -t proc proc p; mount --bind p /proc; sh script'",
        ], ["", "--user 4711"])
    func withoutAProcOfItsOwnNothingIsStarted(_ start: String, _ user: String) throws {
        let scratch = try scratch()
        try scratch.write("$EJSON run --file F --select environment.A \(user) -- \(Self.show)\n", to: "script")
        let result = try scratch.shell(start)
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errorLine.contains(Said.noWayToFile), "\(result.error)")
        #expect(result.errorLine.contains("/proc"))
        #expect(!scratch.has("started"))
    }

    /// A `/proc` that shows each user only its own processes shows the command itself.
    @Test(arguments: ["hidepid=2", "hidepid=4", "subset=pid", "hidepid=0"], ["", "--user 4711"])
    func aProcThatHidesOthersServes(_ options: String, _ user: String) throws {
        let scratch = try scratch()
        try scratch.write("$EJSON run --file F --select environment.A \(user) -- cat-it\n", to: "script")
        try scratch.write("#!/bin/sh\ncat $F\n", to: "cat-it", mode: 0o755)
        let result = try scratch.shell(
            "chmod 755 .; PATH=$PWD:$PATH unshare --mount --pid --fork "
                + "sh -c 'mount -t proc -o \(options) proc /proc && exec sh script'")
        #expect(result.output == "secret", "\(result.error)")
    }

    /// Standard input is empty after it was the key or document, with or without `/dev`.
    @Test func anEmptyStandardInputNeedsNoDevices() throws {
        let scratch = try scratch()
        try scratch.write("$EJSON run --key-from-stdin -- sh -c 'echo $A; cat' < key\n", to: "script")
        try scratch.write(Scratch.privateKey, to: "key", mode: 0o600)
        let result = try scratch.shell("unshare --mount sh -c 'mount -t tmpfs none /dev && exec sh script'")
        #expect(result.output == "secret\n", "\(result.error)")
    }

    /// Variables and standard input need none.
    @Test(arguments: ["--env -- printenv A", "--stdin --select environment.A -- cat"])
    func otherWaysNeedNoProc(_ options: String) throws {
        let scratch = try scratch()
        try scratch.write("$EJSON run --user 4711 \(options)\n", to: "script")
        let result = try scratch.shell("unshare --mount sh -c 'mount -t tmpfs none /proc && exec sh script'")
        #expect(result.output.hasPrefix("secret"), "\(result.error)")
    }
}

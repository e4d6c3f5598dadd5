import Foundation
import Testing

/// Output cannot control the terminal, and a failed output is an error.
@Suite struct StandardStreamTests {
    @Test(arguments: [
        "encrypt $'x\\e[31m.ejson'", "check $'x\\e[31m.ejson'", "$'x\\e[31m'", "$'--x\\e[31m'", "decrypt $'x\\e[31m'",
        "run --file $'x\\e[31m' -- true", "keygen -w -k $'x\\e[31m'", "encrypt $'none\\e[31m'",
        "decrypt -o $'none\\e[31m/x' $'x\\e[31m.ejson'", "decrypt --audit $'none\\e[31m/x' $'x\\e[31m.ejson'",
        "init $'none\\e[31m/x'",
    ])
    func noNameIsObeyedByATerminal(_ arguments: String) throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain, to: "plain")
        let result = try scratch.shell("bash -c \"mv plain $'x\\e[31m.ejson'; $EJSON \(arguments)\"")
        #expect(!result.output.contains("\u{1B}") && !result.error.contains("\u{1B}"))
        // As text, or as a word of a shell.
        #expect((result.output + result.error).contains(/x\\(u\{1b\}|x1b)\[31m/) || arguments.contains("none"))
    }

    @Test func anOrdinaryNameIsPrintedAsItIs() throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain, to: "plain")
        let result = try scratch.shell("mv plain 'é ü\\.ejson'; $EJSON encrypt 'é ü\\.ejson'")
        #expect(result.output.hasSuffix(" bytes to é ü\\.ejson.\n"))
    }

    @Test(arguments: [
        "--help", "decrypt --help", "--version", "help", "keygen", "keys", "list secrets.ejson",
        "get secrets.ejson password",
        "decrypt secrets.ejson", "git textconv secrets.ejson", "diff --values secrets.ejson other.ejson",
        "keygen -w", "encrypt - < other.ejson", "decrypt -o /dev/stdout secrets.ejson",
    ])
    func aFullDiskIsAnError(_ arguments: String) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        try scratch.write(Scratch.plain.replacing("horse", with: "pony"), to: "other.ejson")
        let result = try scratch.shell("$EJSON \(arguments) > /dev/full")
        #expect(result.status == (arguments.hasPrefix("diff") ? 2 : 1))
        #expect(result.error.contains(Said.noSpace), "\(result.error)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.keys.path()) == [Scratch.publicKey])
    }

    /// A reader that made the pipe non-blocking still gets everything.
    @Test func aFullPipeThatDoesNotWaitIsWaitedFor() throws {
        let scratch = try Scratch()
        let value = String(repeating: "x", count: 200_000)
        try scratch.write("{\"_public_key\": \"\(Scratch.publicKey)\", \"a\": \"\(value)\"}")
        #expect(try scratch.run(["encrypt", "secrets.ejson"]).status == 0)
        let program = try scratch.write(
            """
            import os, subprocess, sys, time
            reader, writer = os.pipe()
            os.set_blocking(writer, False)
            process = subprocess.Popen([os.environ["EJSON"], "get", "secrets.ejson", "a"], stdout=writer)
            os.close(writer)
            time.sleep(0.2)
            count = 0
            while part := os.read(reader, 65536):
                count += len(part)
            print(count, process.wait())
            """, to: "reader.py")
        #expect(try scratch.shell("python3 \(program)").output == "200000 0\n")
    }
}

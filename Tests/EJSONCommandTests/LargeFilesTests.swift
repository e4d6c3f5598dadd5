import Foundation
import Testing

/// Hostile sizes: every command ends with an error, never by a signal.
@Suite struct LargeFilesTests {
    private static let memory = URL(filePath: "/dev/shm")

    /// In memory, where a file may have any size.
    private static func scratch() throws -> Scratch {
        try Scratch(
            in: FileManager.default.fileExists(atPath: memory.path()) ? memory : FileManager.default.temporaryDirectory)
    }

    private static let commands: [String] = [
        "check FILE", "check --open FILE", "check .", "list FILE", "list --json FILE", "decrypt FILE",
        "decrypt - < FILE",
        "encrypt FILE", "encrypt - < FILE", "get FILE a", "set FILE a --value x", "unset FILE a",
        "diff FILE good.ejson",
        "diff good.ejson FILE", "env FILE", "kubernetes FILE", "run FILE -- true", "rotate FILE", "edit FILE",
        "keys FILE", "git textconv FILE", "git merge good.ejson FILE good.ejson", "git merge FILE good.ejson FILE",
        "set good.ejson a --from-file FILE", "set good.ejson a --stdin < FILE",
        "decrypt --key-from-file FILE good.ejson", "decrypt --key-from-stdin good.ejson < FILE",
        "decrypt --key-from-fd 9 good.ejson 9< FILE", "decrypt --keydir FILE good.ejson",
    ]

    /// 2^63 - 1 bytes, or as many as the file system lets it have.
    @Test(arguments: commands)
    func aFileOfAnySizeIsAnError(_ command: String) throws {
        let scratch = try Self.scratch()
        try scratch.write(Scratch.plain, to: "good.ejson")
        let result = try Command.shell(
            """
            $EJSON encrypt good.ejson > /dev/null
            printf '{' > huge.ejson
            for size in 9223372036854775807 4611686018427387904 8796093022208
            do truncate -s $size huge.ejson 2> /dev/null && break
            done
            $EJSON \(command.replacing("FILE", with: "huge.ejson"))
            """,
            environment: [
                "EJSON_KEYDIR": scratch.keys.path(), "EDITOR": "true", "XDG_RUNTIME_DIR": scratch.url.path(),
            ],
            in: scratch.url)
        #expect((1...2).contains(result.status) || result.status == 129, "\(result)")
        #expect(!(result.error + result.output).isEmpty)
    }

    /// A directory whose path is longer than the system takes may hold anything.
    @Test func whatCannotBeLookedAtIsAFinding() throws {
        let scratch = try Scratch()
        let result = try Command.shell(
            """
            top=$PWD
            long=$(printf '%0250d' 0)
            for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
            do mkdir $long && cd -P $long || exit 99
            done
            mkdir $long
            cd "$top" && $EJSON check .
            status=$?
            rm -rf 0*
            exit $status
            """, in: scratch.url)
        #expect(result.status == 1, "\(result)")
        #expect(result.error.contains("too long"))
    }

    #if os(Linux)
        /// Endless input that cannot become a document.
        @Test(arguments: ["check", "decrypt", "encrypt", "list"])
        func aDeviceWithoutAnEndIsAnError(_ command: String) throws {
            let result = try Command.run([command, "/dev/zero"])
            #expect(result.status == 1)
            #expect(result.error.contains("/dev/zero"))
        }

        /// A document that fits into memory, but whose values of 2 bytes do not.
        @Test(arguments: ["list FILE", "set FILE a --value x", "diff FILE good.ejson", "get FILE a", "env FILE"])
        func whatMemoryCannotHoldIsAnError(_ command: String) throws {
            let scratch = try Self.scratch()
            try scratch.write(Scratch.plain, to: "good.ejson")
            let numbers = String(repeating: "1,", count: 4_000_000)
            try scratch.write("{\"_public_key\": \"\(Scratch.publicKey)\", \"b\": [\(numbers)1]}", to: "numbers.ejson")
            let result = try Command.shell(
                "ulimit -v 700000; $EJSON \(command.replacing("FILE", with: "numbers.ejson"))",
                environment: ["EJSON_KEYDIR": scratch.keys.path()], in: scratch.url)
            #expect((1...2).contains(result.status), "\(result)")
            #expect(result.error.contains("memory"))
        }

        /// An empty string that is sealed is fifty times as long.
        @Test func whatIsTooLargeWhenSealedIsAnError() throws {
            let scratch = try Self.scratch()
            let strings = String(repeating: "\"\",", count: 4_000_000)
            let text = "{\"_public_key\": \"\(Scratch.publicKey)\", \"b\": [\(strings)\"\"]}"
            try scratch.write(text)
            let result = try Command.shell("ulimit -v 700000; $EJSON encrypt secrets.ejson", in: scratch.url)
            #expect(result.status == 1, "\(result.error)")
            #expect(result.error.contains("memory"))
            #expect(try scratch.read() == text)
        }
    #endif
}

import Foundation
import Testing

/// Every command that reads or stores a private key says who else can read or change it, in the same words and once.
@Suite(.enabled(if: geteuid() == 0)) struct KeyWarningsTests {
    /// Which warnings a command prints.
    enum Warnings: Int {
        case none = 0
        /// It only stores keys.
        case directory = 1
        case directoryAndKey = 2
    }

    /// In each directory, a group can change `keys`, and everyone can read the private key in it that opens
    /// `secrets.ejson` and `listed.ejson`, which has the recipient of the ssh key `id`. `key` is that private key, closed to
    /// others.
    static let commands: [(String, Warnings)] = [
        ("decrypt secrets.ejson", .directoryAndKey),
        ("decrypt listed.ejson", .directoryAndKey),
        ("get secrets.ejson environment.A", .directoryAndKey),
        ("env secrets.ejson", .directoryAndKey),
        ("env secrets.ejson listed.ejson", .directoryAndKey),
        ("run secrets.ejson -- true", .directoryAndKey),
        ("run --dry-run secrets.ejson listed.ejson", .directoryAndKey),
        ("kubernetes kubernetes.ejson", .directoryAndKey),
        ("check --open secrets.ejson listed.ejson", .directoryAndKey),
        ("check --open --json secrets.ejson", .directoryAndKey),
        ("diff secrets.ejson listed.ejson", .directoryAndKey),
        ("diff --json secrets.ejson listed.ejson", .directoryAndKey),
        ("edit --allow-disk secrets.ejson", .directoryAndKey),
        ("edit --allow-disk --key-from-file key secrets.ejson", .directoryAndKey),
        ("edit --allow-disk new.ejson", .directory),
        ("set secrets.ejson environment.B --value x", .directoryAndKey),
        ("unset secrets.ejson environment.A", .directoryAndKey),
        ("encrypt plain.ejson", .directoryAndKey),
        ("rotate secrets.ejson", .directoryAndKey),
        ("rotate secrets.ejson listed.ejson", .directoryAndKey),
        ("rotate --reseal secrets.ejson", .directoryAndKey),
        ("rotate --dry-run secrets.ejson", .directoryAndKey),
        ("rotate --key-from-file key secrets.ejson", .directory),
        ("rotate --key-from-file key listed.ejson", .directory),
        ("rotate --dry-run --identity id --to $NAME foreign.ejson", .directoryAndKey),
        ("recipients listed.ejson", .directoryAndKey),
        ("recipients --json listed.ejson", .directoryAndKey),
        ("recipients add secrets.ejson web1 id.pub", .directoryAndKey),
        ("recipients remove listed.ejson web1", .directoryAndKey),
        ("recipients remove --key-from-file key listed.ejson web1", .directory),
        ("recipients set --from list listed.ejson secrets.ejson", .directoryAndKey),
        ("recipients set --key-from-file key --from list listed.ejson", .directory),
        ("keygen -w", .directory),
        ("init new.ejson", .directory),
        ("init --public-key $NAME new.ejson", .directoryAndKey),
        // These use no private key.
        ("keygen", .none),
        ("list secrets.ejson", .none),
        ("check secrets.ejson", .none),
        ("recipients secrets.ejson", .none),
        ("init --recipient web1=id.pub new.ejson", .none),
        ("git merge secrets.ejson secrets.ejson secrets.ejson", .none),
        // These were asked to print nothing.
        ("check --open --quiet secrets.ejson", .none),
        ("diff --quiet secrets.ejson listed.ejson", .none),
        // git calls it for every version that it shows.
        ("git textconv --always secrets.ejson", .none),
    ]

    /// Their output has it.
    private static let reporters = ["keys", "doctor"]

    @Test(arguments: commands.indices) func saysItOnce(_ index: Int) throws {
        let (command, expected) = Self.commands[index]
        let result = try run(command)
        let lines = result.error.split(separator: "\n").filter { $0.hasPrefix("Warning: ") }
        let warnings = [
            "Warning: \(Said.groupCanChange) the key directory keys",
            "Warning: \(Said.everyoneCanRead) the key file keys/NAME",
        ]
        #expect(lines.map(String.init) == Array(warnings.prefix(expected.rawValue)), "\(command)\n\(result.error)")
        #expect(
            result.status < 64 && !result.error.contains(" failed: ") && !result.error.contains("Not "),
            "\(command)\n\(result.error)")
    }

    /// A key that is refused is not read, which a command that needs none says too.
    @Test(arguments: [
        ("diff secrets.ejson listed.ejson", "Warning: secrets.ejson is compared without its private key: "),
        ("set secrets.ejson environment.B --value x", "Warning: "),
        ("init --public-key $NAME new.ejson", "Warning: the private key of NAME could not be tried: "),
    ])
    func saysWhyAKeyIsNotUsed(_ command: String, _ beginning: String) throws {
        let result = try run(command, "chmod 0602 keys/$NAME")
        let line = "\(beginning)\(Said.othersCanChange) the key file keys/NAME"
        #expect(result.error.contains(line), "\(result.error)")
        #expect(
            result.status < 64 && !result.error.contains(" failed: ") && !result.error.contains("Not "),
            "\(result.error)")
    }

    /// The table has every command: a new one cannot be forgotten.
    @Test func theTableHasEveryCommand() throws {
        let help = try Command.run(["help"]).output
        let list = help.components(separatedBy: "SUBCOMMANDS:\n")[1].components(separatedBy: "\n\n")[0]
        let names = list.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("  "), !line.hasPrefix("   ") else { return nil }
            return String(line.dropFirst(2).prefix { $0 != " " && $0 != "," })
        }
        let known = Self.commands.map { String($0.0.prefix { $0 != " " }) } + Self.reporters + ["help"]
        #expect(names.count > 15 && Set(names).subtracting(known).isEmpty, "\(names)")
    }

    private func run(_ command: String, _ script: String = "") throws -> Command.Result {
        // A disk: /tmp may be memory, where a key may be readable.
        let scratch = try Scratch(in: URL(filePath: "/var/tmp"))
        try scratch.seal("\"environment\": {\"A\": \"x\"}")
        try scratch.seal(
            "\"kubernetes_secrets\": {\"a\": {\"_type\": \"Opaque\", \"data\": {\"k\": \"v\"}}}", to: "kubernetes.ejson"
        )
        try scratch.write(
            "{\"_public_key\": \"\(Scratch.publicKey)\", \"a\": \"x\", \"b\": \(try sealedValue(scratch))}",
            to: "plain.ejson")
        let ssh = Scratch.testdata.appending(path: "recipients/ssh/ed25519").path()
        try scratch.writeListed(recipient: "web1", publicKeyFile: ssh + ".pub")
        try FileManager.default.moveItem(atPath: scratch.path("secrets.ejson"), toPath: scratch.path("foreign.ejson"))
        try scratch.seal("\"environment\": {\"A\": \"x\"}")
        var result = try scratch.shell(
            """
            set -e; NAME=\(Scratch.publicKey); export EJSON_KEYDIR=keys HOME=$PWD; umask 022
            install -m 0600 \(ssh) id; cp \(ssh).pub id.pub; install -m 0600 keys/$NAME key
            cp secrets.ejson listed.ejson; $EJSON recipients add -q listed.ejson web1 id.pub
            echo "anna $(cat id.pub)" > list;
            chgrp 1235 keys; chmod 0770 keys; chmod 0644 keys/$NAME
            printf '#!/bin/sh\nsed -i "1s/{/{\\"new\\": \\"value\\",/" "$1"\n' > editor; chmod +x editor; export VISUAL=./editor
            \(script)
            set +e
            exec $EJSON \(command) < /dev/null
            """)
        result.error = result.error.replacing(Scratch.publicKey, with: "NAME")
        return result
    }

    private func sealedValue(_ scratch: Scratch) throws -> String {
        let text = try scratch.read()
        return "\"" + text.components(separatedBy: "\"A\": \"")[1].prefix { $0 != "\"" } + "\""
    }
}

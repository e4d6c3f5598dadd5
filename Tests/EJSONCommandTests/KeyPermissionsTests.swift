import Foundation
import Testing

/// The table of owners and modes, with real files on real file systems.
@Suite(.enabled(if: geteuid() == 0)) struct KeyPermissionsTests {
    enum Verdict {
        case passes
        /// One line on standard error that begins with "Warning: " and this; with --strict-keys an error.
        case warns(String)
        /// One line on standard error with the document's name and this, and no plaintext.
        case refused(String)
    }

    private static let app = "setpriv --reuid 1234 --regid 1235 --clear-groups"

    /// A Secret volume as the kubelet writes it: links to links, in a directory of mode 1777 on a tmpfs.
    private static func volume(_ fileMode: String, _ more: String = "") -> String {
        """
        mount -t tmpfs -o mode=1777 tmpfs keys; mkdir keys/..2026; install -m \(fileMode) key keys/..2026/$NAME
        ln -s ..2026 keys/..data; ln -s ..data/$NAME $KEY; \(more)
        """
    }
    private static let freeze = "mount -o remount,ro keys"

    /// Each script starts with root's directory `keys` of mode 0700 on a disk, with the key `$KEY` of mode 0600. `key`
    /// is a copy beside the directory. `AS` is the prefix of the command.
    static let cases: [(String, Verdict)] = [
        // Modes of the file.
        ("chmod 0400 $KEY", .passes),
        ("chmod 0440 $KEY", .passes),
        ("chmod 0600 $KEY", .passes),
        ("chmod 0640 $KEY", .passes),
        ("chmod 0660 $KEY", .passes),
        (
            "chmod 0660 $KEY; chgrp 1235 $KEY",
            .warns("\(Said.groupCanChange) the key file keys/NAME")
        ),
        ("chmod 0444 $KEY", .warns("\(Said.everyoneCanRead) the key file keys/NAME")),
        ("chmod 0644 $KEY", .warns("\(Said.everyoneCanRead) the key file keys/NAME")),
        (
            "chmod 0602 $KEY",
            .refused("\(Said.othersCanChange) the key file keys/NAME")
        ),
        (
            "chmod 0666 $KEY",
            .refused("\(Said.othersCanChange) the key file keys/NAME")
        ),
        (
            "mv keys 'my keys'; chmod 0602 'my keys'/*; OPTIONS='--keydir my\\ keys'",
            .refused("chmod o-w 'my keys/NAME'")
        ),
        // Modes of the directory.
        ("chmod 0500 keys", .passes),
        ("chmod 0711 keys", .passes),
        ("chmod 0750 keys", .passes),
        ("chmod 0755 keys", .passes),
        ("chmod 0770 keys", .passes),
        (
            "chmod 0775 keys; chgrp 1235 keys",
            .warns("\(Said.groupCanChange) the key directory keys")
        ),
        ("chmod 0777 keys", .refused("\(Said.othersCanChange) the key directory keys")),
        ("chmod 0703 keys", .refused("\(Said.othersCanChange) the key directory keys")),
        (
            "chmod 1777 keys",
            .refused("\(Said.othersCanPutFiles) the key directory keys")
        ),
        // Owners.
        (
            "chown 1234 $KEY",
            .warns(
                "\(Said.anotherUserOwns) the key file keys/NAME")
        ),
        (
            "chown 1234 keys",
            .warns("\(Said.anotherUserOwns) the key directory keys")
        ),
        ("chown 65534 $KEY", .warns("\(Said.anotherUserOwns) the key file keys/NAME")),
        ("chown 65534 keys", .warns("\(Said.anotherUserOwns) the key directory keys")),
        ("chgrp 1235 keys $KEY; chmod 0750 keys; chmod 0640 $KEY", .passes),
        // As another user than root.
        ("chgrp 1235 keys $KEY; chmod 0710 keys; chmod 0440 $KEY; AS='\(app)'", .passes),
        ("chown -R 1234 keys; AS='\(app)'", .passes),
        ("chown -R 1234:1235 keys; chmod 0770 keys; chmod 0660 $KEY; AS='\(app)'", .passes),
        (
            "chown 1234 keys; chown 4711:1235 $KEY; chmod 0440 $KEY; AS='\(app)'",
            .warns(
                "\(Said.anotherUserOwns) the key file keys/NAME")
        ),
        (
            "chmod 0755 keys; chmod 0644 $KEY; AS='\(app)'",
            .warns("\(Said.everyoneCanRead) the key file keys/NAME")
        ),
        (
            "mkdir -m 0700 closed; mv keys closed; AS='\(app)'; OPTIONS='--keydir closed/keys'",
            .refused("\(Said.cannotOpen) the key directory closed/keys: \(Said.permissionDenied)")
        ),
        (
            "AS='\(app)'",
            .refused("\(Said.cannotOpen) the key file keys/NAME: \(Said.permissionDenied)")
        ),
        // Links are followed, and their targets are checked.
        ("mv $KEY real; ln -s ../real $KEY", .passes),
        (
            "mv $KEY real; ln -s ../real $KEY; chmod 0602 real",
            .refused("\(Said.othersCanChange) the key file keys/NAME")
        ),
        ("mv keys real; ln -s real keys", .passes),
        ("mv keys real; ln -s real keys; chmod 0777 real", .refused("\(Said.othersCanChange) the key directory keys")),
        // Mounted read-only, nobody can write; everyone can still read.
        (
            "chown -R 1234 keys; chmod 0777 keys; chmod 0602 $KEY; mount --bind keys keys; mount -o remount,bind,ro keys",
            .passes
        ),
        (
            "chmod 0666 $KEY; mount --bind keys keys; mount -o remount,bind,ro keys",
            .warns("\(Said.everyoneCanRead) the key file keys/NAME")
        ),
        // Kubernetes.
        (volume("0400", freeze), .passes),
        (volume("0440", freeze), .passes),
        (volume("0644", freeze), .passes),
        (volume("0440", "chgrp -R 1235 keys; chmod 3777 keys; \(freeze); AS='\(app)'"), .passes),
        (volume("0644", "\(freeze); AS='\(app)'"), .passes),
        (volume("0644", "chmod 0755 keys"), .passes),
        (volume("0644"), .refused("\(Said.othersCanPutFiles) the key directory keys")),
        // Docker and Swarm: a file of another name, on a tmpfs.
        (
            "mount -t tmpfs tmpfs keys; install -m 0444 key keys/ejson; \(freeze); OPTIONS='--key-from-file keys/ejson'",
            .passes
        ),
        (
            "mount -t tmpfs tmpfs keys; install -m 0444 key keys/ejson; OPTIONS='--key-from-stdin'; exec < keys/ejson",
            .passes
        ),
        ("mount -t tmpfs -o mode=0755 tmpfs keys; install -m 0444 key $KEY", .passes),
        (
            "mount -t tmpfs -o mode=0755 tmpfs keys; install -m 0446 key $KEY",
            .refused("\(Said.othersCanChange) the key file keys/NAME")
        ),
        (
            "mount -t tmpfs -o mode=0755 tmpfs keys; install -m 0444 -o 1234 key $KEY; AS='\(app)'",
            .warns("\(Said.everyoneCanRead) the key file keys/NAME")
        ),
        // systemd credentials.
        (
            "mount -t ramfs ramfs keys; install -m 0400 -o 1234 key $KEY; chown 1234 keys; chmod 0500 keys; \(freeze); "
                + "export CREDENTIALS_DIRECTORY=$PWD/keys EJSON_KEYDIR=/none; AS='\(app)'", .passes
        ),
        // In a user namespace, outside owners appear as 65534.
        ("chown -R 1234 keys; chmod 0750 keys; chmod 0440 $KEY; AS='unshare --user --map-root-user'", .passes),
        (
            "chown -R 1234 keys; chmod 0755 keys; chmod 0444 $KEY; AS='unshare --user --map-root-user'",
            .warns("\(Said.everyoneCanRead) the key file keys/NAME")
        ),
        // Keys outside of a key directory are checked the same way.
        (
            "chmod 0602 key; OPTIONS='--key-from-file key'",
            .refused("\(Said.othersCanChange) the private key in key")
        ),
        (
            "chmod 0644 key; OPTIONS='--key-from-file key'",
            .warns("\(Said.everyoneCanRead) the private key in key")
        ),
        (
            "chmod 0644 key; OPTIONS='--key-from-fd 3'; exec 3< key",
            .warns("\(Said.everyoneCanRead) the private key in descriptor 3")
        ),
        (
            "chmod 0644 key; OPTIONS='--key-from-stdin'; exec < key",
            .warns("\(Said.everyoneCanRead) the private key in standard input")
        ),
        (
            "chown 1234 key; OPTIONS='--key-from-stdin'; exec < key",
            .warns("\(Said.anotherUserOwns) the private key in standard input")
        ),
    ]

    @Test(arguments: cases.indices) func ownersAndModes(_ index: Int) throws {
        let (script, verdict) = Self.cases[index]
        let standard = try decrypt(script)
        let strict = try decrypt(script, "--strict-keys")
        switch verdict {
        case .passes:
            expect(standard, opened: true, "", script)
            expect(strict, opened: true, "", script)
        case .warns(let words):
            expect(standard, opened: true, "Warning: \(words)", script)
            expect(strict, opened: false, words, script)
        case .refused(let words):
            expect(standard, opened: false, words, script)
            expect(strict, opened: false, words, script)
        }
    }

    @Test(arguments: [("", true), ("0", true), ("1", false), ("yes", false), ("false", false)])
    func theVariableIsStrictUnlessEmptyOrZero(_ value: String, _ opens: Bool) throws {
        let result = try decrypt("chmod 0644 $KEY; export EJSON_STRICT_KEYS=\(value)")
        expect(result, opened: opens, "\(Said.everyoneCanRead) the key file keys/NAME", value)
    }

    // MARK: -

    /// Runs `ejson decrypt` after `script`, in a separate mount namespace.
    private func decrypt(_ script: String, _ option: String = "") throws -> Command.Result {
        // A disk: /tmp may be memory.
        let scratch = try Scratch(in: URL(filePath: "/var/tmp"))
        try scratch.writeSealed()
        let name = Scratch.publicKey
        try scratch.write(
            """
            set -e; NAME=\(name); KEY=keys/$NAME; AS=; OPTIONS=
            umask 022; chmod 0755 .; chmod 0700 keys; cp -p $KEY key; EJSON_KEYDIR=keys
            \(script)
            eval exec $AS '"$EJSON"' decrypt secrets.ejson $OPTIONS \(option)
            """, to: "script")
        var result = try scratch.shell("exec unshare --mount sh script")
        result.error = result.error.replacing(name, with: "NAME")
        return result
    }

    private func expect(
        _ result: Command.Result,
        opened: Bool,
        _ words: String,
        _ script: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let context: Comment = "\(script)\n\(result.error)"
        #expect(result.status == (opened ? 0 : 1), context, sourceLocation: sourceLocation)
        #expect(result.output == (opened ? Scratch.plain : ""), context, sourceLocation: sourceLocation)
        #expect(!result.errorLine.contains("\n"), context, sourceLocation: sourceLocation)
        #expect(
            words.isEmpty ? result.error.isEmpty : result.errorLine.contains(words), context,
            sourceLocation: sourceLocation
        )
        #expect(
            opened || result.error.hasPrefix("Decryption failed: secrets.ejson: "), context,
            sourceLocation: sourceLocation)
    }
}

import CSodium
import Foundation
import SystemPackage
import EJSONTestSupport
import Testing

@testable import EJSON

/// The vectors that `Tests/Recipients/peer.py` has made with another implementation.
private struct RecipientVectors: Decodable {
    struct Entry: Decodable {
        let name: String
        let key: String
        let recipient_x25519: String
        let entry: String
    }
    struct Identities: Decodable {
        let key_file: String
        let ssh_x25519: String
    }
    let document_private_key: String
    let document_public_key: String
    let identities: Identities
    let entries: [Entry]

    static func read() throws -> RecipientVectors {
        let file = TestData.directory.appending("recipients/vectors.json")
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: file.string)))
    }
}

private func privateKey(_ digits: String) throws(EJSONError) -> PrivateKey {
    try PrivateKey(hexadecimal: Array(digits.utf8).span)
}

private func name(_ text: String) throws -> RecipientName { try #require(RecipientName(text)) }

@Suite struct RecipientTests {
    private let vectors: RecipientVectors
    private let document: PublicKey

    init() throws {
        vectors = try RecipientVectors.read()
        document = try PublicKey(hexadecimal: vectors.document_public_key)
    }

    @Test func entriesOfAnotherImplementationOpen() throws {
        #expect(vectors.entries.count == 4)
        for vector in vectors.entries {
            let recipient = try Recipient(entry: vector.entry)
            #expect(recipient.name.description == vector.name)
            #expect(recipient.key.description == vector.key)
            #expect(recipient.key.publicKey.description == vector.recipient_x25519)
            #expect(recipient.entry == vector.entry)
            try recipient.verify(with: privateKey(vectors.document_private_key))
            let identity = vector.key.contains(" ") ? vectors.identities.ssh_x25519 : vectors.identities.key_file
            let opened = try recipient.privateKey(of: document, openedWith: privateKey(identity))
            #expect(
                opened.withBytes(Array.init) == (try privateKey(vectors.document_private_key)).withBytes(Array.init))
        }
    }

    @Test func everyByteOfABoxCounts() throws {
        let documentKey = try privateKey(vectors.document_private_key)
        let identity = try privateKey(vectors.identities.key_file)
        let fields = vectors.entries[0].entry.split(separator: " ")
        var box = try #require(base64Decoded(String(fields[2])))
        for index in box.indices {
            box[index] ^= 1
            let recipient = try Recipient(entry: "\(fields[0]) \(fields[1]) \(base64Encoded(box))")
            #expect(failure { try recipient.verify(with: documentKey) }?.code == .forgedRecipient)
            #expect(
                failure { _ = try recipient.privateKey(of: document, openedWith: identity) }?.code == .forgedRecipient)
            box[index] ^= 1
        }
    }

    /// Changes of a list without the document's private key.
    @Test func whatACommitterPutsTogetherIsForged() throws {
        let documentKey = try privateKey(vectors.document_private_key)
        let other = try KeyPair.generate()
        let web = vectors.entries[0].entry.split(separator: " ").map(String.init)
        let short = vectors.entries[2].entry.split(separator: " ").map(String.init)
        let committer = try KeyPair.generate()
        let forgeries = [
            ("another name of the same length", "web2 \(web[1]) \(web[2])"),
            ("the host's key swapped for one's own", "web1 \(committer.publicKey) \(web[2])"),
            (
                "a box that the committer has sealed",
                try Recipient(name("web1"), .publicKey(committer.publicKey), sealing: committer.privateKey).entry
            ),
            (
                "an entry of another document",
                try Recipient(name("web1"), .publicKey(PublicKey(hexadecimal: web[1])), sealing: other.privateKey).entry
            ),
        ]
        for (what, entry) in forgeries {
            let recipient = try Recipient(entry: entry)
            #expect(failure { try recipient.verify(with: documentKey) }?.code == .forgedRecipient, "\(what)")
        }
        // A name of another length does not even have a box of this length.
        #expect(failure { _ = try Recipient(entry: "web12 \(web[1]) \(web[2])") }?.code == .invalidRecipient)
        #expect(failure { _ = try Recipient(entry: "\(short[0]) \(short[1]) \(web[2])") }?.code == .invalidRecipient)
    }

    @Test func onlyTheRecipientOpens() throws {
        let stranger = try KeyPair.generate()
        let recipient = try Recipient(entry: vectors.entries[0].entry)
        let error = failure { _ = try recipient.privateKey(of: document, openedWith: stranger.privateKey) }
        #expect(error?.code == .forgedRecipient)
    }

    /// The name and even the key are right, and nothing is sealed.
    @Test func aBoxThatIsNotSealedIsForged() throws {
        let documentKey = try privateKey(vectors.document_private_key)
        let identity = try privateKey(vectors.identities.key_file)
        let key = identity.publicKey
        let open = documentKey.withBytes { Array($0) } + Array("web1".utf8)
        for box in [open + [UInt8](repeating: 0, count: 16), [UInt8](repeating: 0, count: 16) + open] {
            let nonce = [UInt8](repeating: 1, count: 24)
            let recipient = try Recipient(entry: "web1 \(key) \(base64Encoded(nonce + box))")
            #expect(failure { try recipient.verify(with: documentKey) }?.code == .forgedRecipient)
            #expect(
                failure { _ = try recipient.privateKey(of: document, openedWith: identity) }?.code == .forgedRecipient)
        }
    }

    /// A recipient has the same shared key as the document, so it can seal to itself; but not the document's key.
    @Test func whatARecipientSealsToItselfIsForged() throws {
        let documentKey = try privateKey(vectors.document_private_key)
        let identity = try privateKey(vectors.identities.key_file)
        let key = identity.publicKey
        let plaintext = try KeyPair.generate().privateKey.withBytes { Array($0) } + Array("web1".utf8)
        let nonce = [UInt8](repeating: 1, count: 24)
        var box = [UInt8](repeating: 0, count: plaintext.count + 16)
        let status = document.withBytes { document in
            identity.withBytes { identity in
                unsafe crypto_box_easy(
                    &box, plaintext, UInt64(plaintext.count), nonce, Array(document), Array(identity))
            }
        }
        try #require(status == 0)
        let recipient = try Recipient(entry: "web1 \(key) \(base64Encoded(nonce + box))")
        #expect(failure { try recipient.verify(with: documentKey) }?.code == .forgedRecipient)
        #expect(failure { _ = try recipient.privateKey(of: document, openedWith: identity) }?.code == .forgedRecipient)
    }

    static let malformed: [(String, RecipientProblem)] = [
        ("", .notAnEntry),
        ("web1", .notAnEntry),
        ("web1  KEY BOX", .notAnEntry),
        ("we b1 KEY BOX", .notAnEntry),
        ("wéb1 KEY BOX", .invalidName),
        ("web\u{1B}1 KEY BOX", .invalidName),
        (String(repeating: "a", count: 65) + " KEY BOX", .invalidName),
        ("web1 KEY", .notAnEntry),
        ("web1 KEY BOX ", .notAnEntry),
        ("web1 KEY BOX=", .malformedBox),
        ("web1 KEY AAAA", .malformedBox),
        ("web1 ssh-rsa AAAA BOX", .unsupportedKeyType("ssh-rsa")),
        ("web1 ssh-ed25519 AAAA BOX", .notAKey),
        ("web1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA BOX", .invalidPoint),
    ]

    @Test(arguments: malformed) func refuses(_ entry: String, _ problem: RecipientProblem) throws {
        let fields = vectors.entries[0].entry.split(separator: " ")
        let text = entry.replacing("KEY", with: String(fields[1])).replacing("BOX", with: String(fields[2]))
        let error = try #require(failure { _ = try Recipient(entry: text) })
        #expect([.invalidRecipient, .invalidPublicKey].contains(error.code))
        if error.code == .invalidRecipient { #expect(error.reason == .recipient(problem)) }
    }
}

@Suite struct RecipientKeyTests {
    private static let ssh = TestData.directory.appending("recipients/ssh")
    private static func line(_ name: String) throws -> String { try contents(of: ssh.appending(name)) }

    @Test func takesTheUsualSpellings() throws {
        let line = try Self.line("ed25519.pub")
        let fields = line.split(whereSeparator: \.isWhitespace)
        let key = "ssh-ed25519 \(fields[1])"
        let spellings = [
            line, key, "  \(key)  ", "web1.example.org,10.0.0.1 \(key)\n", "|1|c2FsdA==|aGFzaA== \(key)",
            "# web1:22 SSH-2.0-OpenSSH_9.2\nweb1 \(key)\n", "from=\"10.0.0.0/8\",command=\"echo ssh rsa\" \(key) me",
            "web1 \(try Self.line("rsa.pub"))web1 \(key)\nweb1 \(try Self.line("ecdsa.pub"))", "\(key)\n\(key)\n",
        ]
        for spelling in spellings { #expect(try RecipientKey(parsing: spelling).description == key, "\(spelling)") }
        let digits = TestData.publicKey
        #expect(try RecipientKey(parsing: digits.uppercased() + "\n").description == digits)
    }

    @Test func takesTheKeyOfAHostFromAFileOfMany() throws {
        let key = try Self.line("ed25519.pub").split(whereSeparator: \.isWhitespace)[1]
        let other = try Self.line("passphrase.pub").split(whereSeparator: \.isWhitespace)[1]
        let file = """
            web1.example.org,10.0.0.1 ssh-ed25519 \(key) comment
            [web2]:2222 ssh-ed25519 \(other)
            """
        func parsed(_ host: String) throws -> String {
            try RecipientKey(parsing: file, host: #require(RecipientName(host))).description
        }
        #expect(try parsed("web1.example.org") == "ssh-ed25519 \(key)")
        #expect(try parsed("web2") == "ssh-ed25519 \(other)")
        #expect(failure { _ = try RecipientKey(parsing: file) }?.reason == .recipient(.severalKeys))
        let name = try #require(RecipientName("web3"))
        #expect(failure { _ = try RecipientKey(parsing: file, host: name) }?.reason == .recipient(.severalKeys))
    }

    @Test func showsTheFingerprintOfSSH() throws {
        guard case .ssh(let key) = try RecipientKey(parsing: Self.line("ed25519.pub")) else {
            Issue.record("an ssh key")
            return
        }
        // ssh-keygen -l -f testdata/recipients/ssh/ed25519.pub
        #expect(key.fingerprint == "SHA256:RPSrSC3whNT75OTKpz9c5hwFnWw03GyNrjQBd9ooopY")
    }

    static let refused: [(String, RecipientProblem?)] = [
        ("", .notAKey), ("# comment", .notAKey), ("hello", .notAKey), ("ssh-ed25519", .notAKey),
        ("ssh-ed25519 AAAA", .notAKey), ("ssh-rsa AAAA", .unsupportedKeyType("ssh-rsa")),
        ("ecdsa-sha2-nistp256 AAAA", .unsupportedKeyType("ecdsa-sha2-nistp256")),
        ("sk-ssh-ed25519@openssh.com AAAA", .unsupportedKeyType("sk-ssh-ed25519@openssh.com")),
        ("ssh-ed25519-cert-v01@openssh.com AAAA", .unsupportedKeyType("ssh-ed25519-cert-v01@openssh.com")),
        ("@revoked * ssh-ed25519 AAAA", .marker("@revoked")),
        (String(repeating: "0", count: 64), nil),
        (String(repeating: "f", count: 64), nil),
        (
            "\(TestData.publicKey)\n"
                + "f9747c1565ff462cc0ca4e3b57644a7ba0cb384641551fbf75a96d8cc76a2f2d", .severalKeys
        ),
    ]

    @Test(arguments: refused) func refuses(_ text: String, _ problem: RecipientProblem?) throws {
        let error = try #require(failure { _ = try RecipientKey(parsing: text) })
        if let problem {
            #expect(error.reason == .recipient(problem))
        } else {
            #expect(error.code == .invalidPublicKey)
        }
    }

    /// Encodings of points that a box must not be sealed to, in place of a key's 32 bytes.
    @Test(arguments: [
        ("of order 1", "0100000000000000000000000000000000000000000000000000000000000000"),
        ("of order 4", "0000000000000000000000000000000000000000000000000000000000000000"),
        ("of order 8", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        ("not canonical", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        ("not on the curve", "0200000000000000000000000000000000000000000000000000000000000000"),
    ]) func refusesPoint(_ what: String, _ digits: String) throws {
        let point = try #require(hexadecimalBytes(digits))
        let blob = [0, 0, 0, 11] + Array("ssh-ed25519".utf8) + [0, 0, 0, 32] + point
        let error = failure { _ = try SSHPublicKey(base64: base64Encoded(blob)) }
        #expect(error?.reason == .recipient(.invalidPoint), "\(what)")
    }
}

private func hexadecimalBytes(_ digits: String) -> [UInt8]? {
    let digits = Array(digits)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0 }
}

@Suite struct IdentityTests {
    private static let ssh = TestData.directory.appending("recipients/ssh")

    private func identity(_ text: String) throws(EJSONError) -> Identity { try Identity(Array(text.utf8).span) }

    @Test func readsAnSSHKey() throws {
        let identity = try identity(contents(of: Self.ssh.appending("ed25519")))
        let publicHalf = try RecipientKey(parsing: contents(of: Self.ssh.appending("ed25519.pub")))
        #expect(identity.key == publicHalf)
        #expect(identity.privateKey.publicKey == publicHalf.publicKey)
    }

    @Test(arguments: [
        ("passphrase", RecipientProblem.passphrase), ("rsa", .unsupportedKeyType("ssh-rsa")),
        ("ecdsa", .unsupportedKeyType("ecdsa-sha2-nistp256")), ("ed25519.pub", .notAnIdentity),
    ]) func refusesFile(_ name: String, _ problem: RecipientProblem) throws {
        let text = try contents(of: Self.ssh.appending(name))
        #expect(failure { _ = try identity(text) }?.reason == .recipient(problem))
    }

    /// A file with a replaced public half would open nothing.
    @Test func refusesHalvesThatDoNotBelongTogether() throws {
        let text = try contents(of: Self.ssh.appending("ed25519"))
        let body = text.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
        var blob = try #require(base64Decoded(body))
        func point(_ name: String) throws -> ArraySlice<UInt8> {
            let words = try contents(of: Self.ssh.appending(name)).split(separator: " ").map(String.init)
            return try #require(base64Decoded(words[1])).suffix(32)
        }
        let (own, other) = try (point("ed25519.pub"), point("passphrase.pub"))
        let points = blob.indices.filter { blob[$0...].starts(with: own) }
        // In the public part, in the secret part, and after the seed.
        #expect(points.count == 3)
        blob.replaceSubrange(points[1]..<points[1] + 32, with: other)
        let changed = "-----BEGIN OPENSSH PRIVATE KEY-----\n\(base64Encoded(blob))\n-----END OPENSSH PRIVATE KEY-----\n"
        #expect(failure { _ = try identity(changed) }?.code == .keyMismatch)
    }

    /// A truncated or changed file gives an error or the same key, never a crash.
    @Test func survivesEveryTruncationAndChange() throws {
        let text = Array(try contents(of: Self.ssh.appending("ed25519")).utf8)
        let key = try Identity(text.span).key
        for count in 0..<text.count where count < text.count - 1 {
            #expect(throws: EJSONError.self) { _ = try Identity(text.span.extracting(0..<count)) }
        }
        for index in text.indices {
            var changed = text
            changed[index] ^= 0x04
            let changedKey: RecipientKey? = try? Identity(changed.span).key
            if let changedKey { #expect(changedKey == key, "at \(index)") }
        }
    }

    @Test func showsNothing() throws {
        let text = "PEM: -----BEGIN RSA PRIVATE KEY-----\nc0ffee\n-----END RSA PRIVATE KEY-----\n"
        let error = try #require(failure { _ = try identity(text) })
        #expect(!"\(error)".contains("c0ffee"))
    }
}

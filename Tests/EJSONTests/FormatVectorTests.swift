import Foundation
import SystemPackage
import EJSONTestSupport
import Testing

@testable import EJSON

/// The vectors of `Docs/format.md`, parsed from the page.
@Suite struct FormatVectorTests {
    private static let page =
        (try? contents(of: TestData.directory.removingLastComponent().appending("Docs/format.md"))) ?? ""

    private static let names = [
        "<PK>": "8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f",
        "<E>": "NYBy1jZYgNGu6jKa35EhODhR7SGijjt16WXQ0s0WYlQ=",
        "<N>": "AgICAgICAgICAgICAgICAgICAgICAgIC",
        "<X>": "UUN3UmRObiXBKdUSFuwYj9wJ+H3KZA==",
    ]

    struct Refusal {
        var document: [UInt8]
        var encrypts: Bool
        var decrypts: Bool
    }

    /// The rows `| document | encrypt | decrypt | why |`.
    static let refusals: [Refusal] = page.matches(
        of: /\| `(\[\]|.*?})( \{\}|<00>)?` \| (refused|accepted) \| (refused|accepted) \|/
    )
    .map { row in
        Refusal(
            document: bytes(String(row.output.1) + (row.output.2 ?? "")), encrypts: row.output.3 == "accepted",
            decrypts: row.output.4 == "accepted")
    }

    private static func recipientKey() throws(EJSONError) -> PrivateKey {
        try PrivateKey(hexadecimal: Array("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f".utf8).span)
    }

    /// The bytes of a row: names resolved, `<0A>` as one byte.
    private static func bytes(_ row: String) -> [UInt8] {
        let text = names.reduce(row) { $0.replacing($1.key, with: $1.value) }
        var bytes: [UInt8] = []
        var rest = text[...]
        while let match = rest.firstMatch(of: /<([0-9A-F]{2})>/) {
            bytes += rest[..<match.range.lowerBound].utf8
            bytes.append(UInt8(match.output.1, radix: 16) ?? 0)
            rest = rest[match.range.upperBound...]
        }
        return bytes + rest.utf8
    }

    @Test func theRecipientIsThePrivateKeysPublicHalf() throws {
        #expect(try Self.recipientKey().publicKey.description == Self.names["<PK>"])
    }

    @Test func thereAreAsManyAsThePageHas() {
        #expect(Self.refusals.count == 42)
    }

    @Test(arguments: refusals)
    func refusesWhatThePageRefuses(_ row: Refusal) throws {
        let encryption = failure { _ = try Document(row.document.span).encrypted() }
        let decryption = failure { _ = try Document(row.document.span).decrypted(with: Self.recipientKey()) }
        #expect((encryption == nil) == row.encrypts)
        #expect((decryption == nil) == row.decrypts)
    }

    /// `message` lines with their `plaintext`, in hex.
    @Test func opensTheMessages() throws {
        let vectors = Self.page.matches(of: /plaintext *([0-9a-f]*)\n +message +(EJ\[\S+\])/)
        #expect(vectors.count == 6)
        for vector in vectors {
            let text = "{\"_public_key\":\"<PK>\",\"a\":\"\(vector.output.2)\"}"
            let opened = try open(Document(Self.bytes(text).span), with: Self.recipientKey())
            let value = try #require(
                try JSONSerialization.jsonObject(with: Data(opened.utf8)) as? [String: String])["a"]
            let hex = try #require(value).utf8.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
            #expect(hex == vector.output.1)
        }
    }

    @Test func sealsAndOpensTheDocument() throws {
        let blocks = Self.page.matches(of: /```json\n((?:.|\n)*?)```/).map { String($0.output.1) }
        #expect(blocks.count == 3)
        let (plain, sealed, decrypted) = (blocks[0], blocks[1], blocks[2])
        #expect([plain, sealed, decrypted].map(\.utf8.count) == [244, 773, 239])
        #expect(try open(document(sealed), with: Self.recipientKey()) == decrypted)
        #expect(try seal(sealed) == sealed)
        #expect(try open(document(seal(plain)), with: Self.recipientKey()) == decrypted)
    }

    @Test func takesForPlaintextOrBoxedWhatThePageDoes() throws {
        let blocks = Self.page.matches(of: /```text\n(\{"_public_key":(?:.|\n)*?)```/).map { String($0.output.1) }
        #expect(blocks.count == 2)
        for (block, isPlaintext) in zip(blocks, [true, false]) {
            for line in block.split(separator: "\n") {
                let bytes = Self.bytes(String(line))
                #expect((try Document(bytes.span).encrypted() != bytes) == isPlaintext, "\(line)")
            }
        }
    }
}

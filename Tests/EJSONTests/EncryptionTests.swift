import EJSONTestSupport
import Testing

@testable import EJSON

@Suite struct EncryptionTests {
    /// Everything but the sealed values keeps its bytes.
    @Test(arguments: [
        " \r\n\t{ \"_public_key\" : \"K\" ,\r\n\"a\":\"x\"\t,\"n\":[ 1.50 , -0E+1 ] } \n\n",
        "{\"_c\":\"\\u00e9\\/\\b\",\"\\u006b\":\"x\",\"a\":{\"a\":\"\"},\"_public_key\":\"K\"}",
        "{\"_public_key\":\"K\",\"dup\":\"x\",\"dup\":\"y\",\"e\":{},\"f\":[],\"_lone\":\"\\ud800\"}",
    ])
    func changesNoOtherByte(_ template: String) throws {
        let plain = template.replacing("\"K\"", with: "\"\(TestData.publicKey)\"")
        let sealed = try seal(plain)
        let skeleton = sealed.replacing(/"EJ\[1:[^\]]*\]"/, with: "<>")
        #expect(skeleton == plain.replacing(/"(x|y|)"/.asciiOnlyWordCharacters(), with: "<>"))
        #expect(try open(sealed) == plain)
    }

    @Test func escapesRawLineBreaksEverywhereInStrings() throws {
        let plain = text(
            "\"pem\": \"-----\r\nab\n-----\n\", \"_note\": \"two\nlines\", \"k\ney\": 1, \"_e\": \"a\\n\nb\"")
        let sealed = try seal(plain)
        #expect(sealed.contains(#""_note": "two\nlines", "k\ney": 1, "_e": "a\n\nb""#))
        #expect(try open(sealed).contains(#""pem": "-----\r\nab\n-----\n","#))
        let onlyComments = text("\"_note\": \"two\nlines\"")
        #expect(try seal(onlyComments) == text(#""_note": "two\nlines""#))
        #expect(try document(onlyComments).encryptedText() != nil)
    }

    @Test func sealsOnlyWhatIsNotSealed() throws {
        let first = try seal(text(#""a": "one""#))
        let grown = try seal(first.dropLast() + #", "b": "two"}"#)
        #expect(grown.hasPrefix(first.dropLast()))
        #expect(boxedMessages(in: grown).count == 2)
        #expect(try open(grown) == text(#""a": "one", "b": "two""#))
    }

    @Test func oneEphemeralKeyServesADocumentAndEveryNonceIsNew() throws {
        let members = (0..<1000).map { "\"k\($0)\": \"same\"" }.joined(separator: ",")
        let parts = boxedMessages(in: try seal(text(members))).map { $0.split(separator: ":") }
        let again = boxedMessages(in: try seal(text(members))).map { $0.split(separator: ":") }
        #expect(parts.count == 1000)
        #expect(Set(parts.map { $0[1] }).count == 1)
        #expect(Set((parts + again).map { $0[1] }).count == 2)
        #expect(Set((parts + again).map { $0[2] }).count == 2000)
    }

    /// An encoder that escapes slashes may have rewritten a sealed document. It is sealed all the same.
    @Test func knowsBoxedMessagesThatAreSpelledWithEscapes() throws {
        var sealed = ""
        repeat { sealed = try seal(text(#""a": "slashes come with luck""#)) } while !sealed.contains("/")
        let escaped = sealed.replacing("/", with: #"\/"#).replacing("EJ[", with: #"\u0045J["#)
        #expect(try document(escaped).encryptedText() == nil)
        #expect(try open(escaped) == text(#""a": "slashes come with luck""#))
    }

    @Test func sealsWhatOnlyLooksBoxed() throws {
        let plain = text(#""a": "EJ[]", "b": "EJ[1:x:y:z]", "c": "EJ[1:", "d": " EJ[1:a]""#)
        let sealed = try seal(plain)
        #expect(boxedMessages(in: sealed).count == 4)
        #expect(try open(sealed) == plain)
    }

    /// What the reference would leave alone although it can never be opened, is an error.
    @Test func refusesMalformedBoxedMessages() throws {
        let good = boxedMessages(in: try seal(text(#""a": "x""#)))[0]
        let key = String(good.split(separator: ":")[1])
        for (message, code) in [
            (good.replacing("EJ[1:", with: "EJ[2:"), EJSONError.Code.unsupportedVersion),
            (good.replacing(key, with: key.dropLast(2) + "=="), .malformedBoxedMessage),
            (good.replacing(key, with: "=" + key.dropFirst()), .malformedBoxedMessage),
            (good.dropLast(4) + "]", .malformedBoxedMessage),
            (good.dropLast(5) + "*===]", .malformedBoxedMessage),
            (good.dropLast(21) + "]", .malformedBoxedMessage),
            (good.replacing(key, with: String(repeating: "A", count: 43) + "="), .malformedBoxedMessage),
        ] {
            let error = failure { _ = try document(text("\n\"b\": {\"c\": \"\(message)\"}")).encrypted() }
            #expect(error?.code == code, "\(message)")
            #expect(error?.position?.description == "2:12")
            #expect(error?.path == "b.c")
        }
    }

    @Test func aStringOfEveryLengthComesBack() throws {
        let members = (0..<300).map {
            "\"k\($0)\": \"\(String(repeating: "é", count: $0 / 2) + ($0 % 2 == 1 ? "x" : ""))\""
        }
        let plain = text(members.joined(separator: ", "))
        #expect(try open(seal(plain)) == plain)
    }
}

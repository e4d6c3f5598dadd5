import EJSONTestSupport
import Testing

@testable import EJSON

/// Documents sealed by the reference. Round trips prove little; these prove that the formats are the same.
@Suite struct InteropTests {
    @Test func thereAreDocuments() {
        #expect(TestData.interopNames?.count == 19)
    }

    @Test(arguments: TestData.interopNames ?? [])
    func opensWhatTheReferenceSealed(_ name: String) throws {
        let plain = try TestData.read("\(name).decrypted.json")
        #expect(
            try open(String(decoding: TestData.read("\(name).ejson"), as: UTF8.self))
                == String(decoding: plain, as: UTF8.self))
    }

    @Test(arguments: TestData.interopNames ?? [])
    func sealsAndComesBack(_ name: String) throws {
        let plain = String(decoding: try TestData.read("\(name).plain.json"), as: UTF8.self)
        let opened = String(decoding: try TestData.read("\(name).decrypted.json"), as: UTF8.self)
        let sealed = try seal(plain)
        #expect(try open(sealed) == opened)
        #expect(try seal(sealed) == sealed)
    }

    @Test(arguments: TestData.interopNames ?? [])
    func leavesSealedDocumentsAlone(_ name: String) throws {
        let sealed = String(decoding: try TestData.read("\(name).ejson"), as: UTF8.self)
        #expect(try document(sealed).encryptedText() == nil)
        #expect(try seal(sealed) == sealed)
    }

    /// Everything outside of the boxed messages equals the reference's output for the same plaintext.
    @Test(arguments: TestData.interopNames ?? [])
    func sealsTheSameStrings(_ name: String) throws {
        func skeleton(_ text: String) -> String { text.replacing(/EJ\[1:[^\]]*\]/) { "<\($0.output.count)>" } }
        let ours = try seal(String(decoding: TestData.read("\(name).plain.json"), as: UTF8.self))
        let theirs = String(decoding: try TestData.read("\(name).ejson"), as: UTF8.self)
        #expect(skeleton(ours) == skeleton(theirs))
    }
}

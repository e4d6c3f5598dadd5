import EJSON
import SystemPackage
import Testing

@testable import EJSONAgent

@Suite struct CredentialTests {
    @Test(arguments: [
        ("0123456789abcdef/unit/shop.service/DATABASE_URL", "shop.service", "DATABASE_URL", ["shop.service"]),
        ("0/unit/web@a\\x2db.service/k", "web@a\\x2db.service", "k", ["web@a\\x2db.service", "web@.service"]),
    ])
    func systemdAsksByItsName(_ name: String, _ unit: String, _ credential: String, _ files: [String]) throws {
        let request = try #require(CredentialRequest(peerName: Array(name.utf8)))
        #expect(request.unit == unit)
        #expect(request.name == credential)
        #expect(request.unitNames == files)
    }

    @Test(arguments: [
        "", "unit/shop.service/A", "0/unit/shop.service", "0/unit/shop.service/A/B", "0/unit//A", "0/unit/../A",
        "0/unit/shop.service/.A", "0/user/shop.service/A", "x/unit/shop.service/A", "0/unit/shop service/A",
        "0/unit/shop.service/A\u{0}", "0/unit/shop.service/Ä",
    ])
    func anyOtherNameIsNone(_ name: String) {
        #expect(CredentialRequest(peerName: Array(name.utf8)) == nil)
    }

    @Test func aCredentialIsAVariableUnlessAPathIsNamed() throws {
        let text = #"{"document": "/a", "agent": "/b"}"#
        #expect(try CredentialSource(Array(text.utf8), file: "/f").path(of: "A") == "environment.A")
        let named = #"{"document": "/a", "agent": "/b", "values": {"A": "x.y"}}"#
        let source = try CredentialSource(Array(named.utf8), file: "/f")
        #expect(source.path(of: "A") == "x.y")
        #expect(source.path(of: "B") == nil)
    }

    @Test(arguments: [
        ("nothing", "{}", "1:1"),
        ("no agent", #"{"document": "/a"}"#, "1:1"),
        ("an unknown member", #"{"documents": "/a"}"#, "1:2"),
        ("a value that is no path", #"{"document": "/a", "agent": "/b", "values": {"A": 1}}"#, "1:46"),
    ])
    func aMistakeHasItsPosition(_ case: String, _ text: String, _ position: String) {
        let error = #expect(throws: LocatedError.self) { try CredentialSource(Array(text.utf8), file: "/f") }
        #expect(error?.position?.description == position)
    }
}

import EJSON
import EJSONTestSupport
import Testing

@Suite struct SecretsLookupTests {
    private let secrets: Secrets

    init() throws {
        let document = try Document(
            text(
                #"""
                "database": {"port": 5432, "name": "app", "tls": true, "_comment": "c"},
                "count": "-17", "zeros": "007", "minus": "-", "minusZero": "-0", "zero": 0,
                "on": "false", "none": null, "dotted.key": "x", "list": ["a", 1.5],
                "least": -9223372036854775808, "tooLarge": 9223372036854775808, "twice": 1, "twice": 2
                """#)
        ).encryptedDocument()
        secrets = try Secrets(document, privateKey: TestData.keys.privateKey(for: document.recipient))
    }

    @Test(arguments: [("database.port", 5432), ("count", -17), ("zero", 0), ("least", .min), ("twice", 2)])
    func integers(_ path: String, _ number: Int) throws {
        #expect(try secrets.int(at: path) == number)
        #expect(try secrets.intIfPresent(at: path) == number)
    }

    @Test(arguments: ["database.name", "zeros", "minus", "minusZero", "list.1", "tooLarge", "database.tls", "database"])
    func whatIsNoInteger(_ path: String) throws {
        #expect(failure { _ = try secrets.int(at: path) }?.code == .undeliverableValue)
        #expect(failure { _ = try secrets.intIfPresent(at: path) }?.code == .undeliverableValue)
    }

    @Test func booleans() throws {
        #expect(try secrets.bool(at: "database.tls"))
        #expect(try !secrets.bool(at: "on"))
        #expect(failure { _ = try secrets.bool(at: "database.port") }?.code == .undeliverableValue)
    }

    @Test(arguments: ["absent", "none", "database.absent", "list.7"])
    func whatIsAbsent(_ path: String) throws {
        #expect(try !secrets.contains(path))
        #expect(try secrets.valueIfPresent(at: path) == nil)
        #expect(try secrets.intIfPresent(at: path) == nil)
        #expect(try secrets.boolIfPresent(at: path) == nil)
        #expect(try secrets.unprotectedStringIfPresent(at: path) == nil)
    }

    /// An invalid path is an error, not an absent value.
    @Test(arguments: ["", "a..b", "/a~2", "."])
    func whatIsNoPath(_ path: String) throws {
        #expect(failure { _ = try secrets.contains(path) }?.code == .valueNotFound)
        #expect(failure { _ = try secrets.boolIfPresent(at: path) }?.code == .valueNotFound)
    }

    @Test func strings() throws {
        #expect(try secrets.withString(at: "database.name") { $0.count } == 3)
        struct Refused: Error {}
        #expect(throws: Refused.self) { try secrets.withString(at: "database.name") { _ in throw Refused() } }
        // A body that does not throw leaves the library's error typed.
        do throws(EJSONError) {
            _ = try secrets.withString(at: "database") { $0.count }
        } catch {
            #expect(error.code == .undeliverableValue)
        }
        #expect(try secrets.unprotectedStringIfPresent(at: "/dotted.key") == "x")
        #expect(try secrets.contains("database"))
    }

    @Test func listsPaths() {
        #expect(
            secrets.paths == [
                "_public_key", "database.port", "database.name", "database.tls", "database._comment", "count", "zeros",
                "minus", "minusZero",
                "zero", "on",
                "/dotted.key", "list.0", "list.1", "least", "tooLarge", "twice",
            ])
    }

    @Test func namesTheClosestPath() {
        let error = failure { _ = try secrets.value(at: "database.prot") }
        #expect(error?.code == .valueNotFound && error?.nearestPath == "database.port")
        #expect(error?.description.hasSuffix("did you mean 'database.port'?") ?? false)
    }
}

extension Optional where Wrapped: ~Copyable {
    /// Whether there is none: `==` needs a copy.
    fileprivate static func == (value: borrowing Self, none: _OptionalNilComparisonType) -> Bool {
        switch value {
        case .none: true
        case .some: false
        }
    }
}

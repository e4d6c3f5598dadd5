import EJSON
import EJSONDecoding
import EJSONTesting
import Foundation
import Testing

@Suite struct DecodingTests {
    private struct Database: Decodable, Equatable {
        var host: String
        var port: Int
        var password: String
        var replicas: [String]?
    }

    private enum Level: String, Decodable {
        case low, high
    }

    private static let json = #"""
        {
          "database": {"host": "h", "port": 5432, "password": "correct horse\n", "replicas": ["a", "b"]},
          "hosts": ["a", "b"], "number": 1.5, "word": "correct", "date": "2026-11-23T00:00:00Z", "none": null,
          "nested": {"list": [{"level": "low"}, {"level": "correct"}]}
        }
        """#

    private let secrets: Secrets

    init() throws {
        secrets = try Secrets(testing: Self.json)
    }

    @Test func decodesAPartOfTheDocument() throws {
        let expected = Database(host: "h", port: 5432, password: "correct horse\n", replicas: ["a", "b"])
        #expect(try secrets.decode(Database.self, at: "database") == expected)
        #expect(try secrets.decode(at: "/database") == expected)
    }

    @Test func decodesTheWholeDocument() throws {
        struct All: Decodable {
            let database: Database
            let hosts: [String]
        }
        #expect(try secrets.decode(All.self).hosts == ["a", "b"])
    }

    /// What differs stands in the upper document; the rest comes from the one below.
    @Test func decodesLayers() throws {
        let secrets = try Secrets(testing: [Self.json, #"{"database": {"port": 6432, "replicas": ["c"]}}"#])
        let expected = Database(host: "h", port: 6432, password: "correct horse\n", replicas: ["c"])
        #expect(try secrets.decode(Database.self, at: "database") == expected)
        #expect(try secrets.decode([String].self, at: "hosts") == ["a", "b"])
    }

    @Test func decodesPlainValues() throws {
        #expect(try secrets.decode(String.self, at: "word") == "correct")
        #expect(try secrets.decode(Double.self, at: "number") == 1.5)
        #expect(try secrets.decode([String].self, at: "hosts") == ["a", "b"])
        #expect(try secrets.decode(String?.self, at: "none") == nil)
        #expect(try secrets.decode(Level.self, at: "nested.list.0.level") == .low)
    }

    @Test func takesADecoderWithStrategies() throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        #expect(try secrets.decode(Date.self, at: "date", with: decoder) == Date(timeIntervalSince1970: 1_795_392_000))
    }

    /// Lookup takes the last duplicate, as Foundation's decoder must too, so that a document has one meaning.
    @Test(arguments: [
        (#"{"a": "1", "a": "2"}"#, nil, "a"), (#"{"o": {"l": [{"a": 1, "\u0061": 2}]}}"#, nil, "o.l.0.a"),
        (#"{"o": {"a": 1, "a": 2}}"#, "o", "o.a"), (#"{"o": {"a": 1}, "o": {"a": 2}}"#, nil, "o"),
    ])
    func refusesTwoMembersOfTheSameKey(_ json: String, _ path: String?, _ reportedPath: String) throws {
        let secrets = try Secrets(testing: json)
        let error = #expect(throws: EJSONError.self) { try secrets.decode([String: String].self, at: path) }
        #expect(error?.code == .undeliverableValue)
        #expect(error?.path == reportedPath)
    }

    @Test func looksAtWhatItDecodesOnly() throws {
        let secrets = try Secrets(testing: #"{"o": {"a": "1"}, "x": {"a": "1", "a": "2"}}"#)
        #expect(try secrets.decode([String: String].self, at: "o") == ["a": "1"])
    }

    /// A decoder that outlives the call has its own copy.
    @Test func aDecoderMayBeKept() throws {
        struct Kept: Decodable {
            let decoder: any Decoder

            init(from decoder: any Decoder) throws {
                self.decoder = decoder
            }
        }
        let kept = try Secrets(testing: Self.json).decode(Kept.self, at: "database")
        #expect(try Database(from: kept.decoder).password == "correct horse\n")
    }

    private struct Failing: CustomTestStringConvertible {
        let testDescription: String
        let code: EJSONError.Code
        let path: String
        let decode: @Sendable (Secrets) throws -> Void

        init(
            _ type: (some Decodable & SendableMetatype).Type, at path: String? = nil, _ code: EJSONError.Code,
            _ reportedPath: String
        ) {
            testDescription = "\(type) at \(path ?? "the top")"
            self.code = code
            self.path = reportedPath
            decode = { _ = try $0.decode(type, at: path) }
        }
    }

    @Test(arguments: [
        Failing(String.self, at: "none", .undeliverableValue, "none"),
        Failing(Int.self, at: "word", .undeliverableValue, "word"),
        Failing(Int.self, at: "number", .undeliverableValue, "number"),
        Failing(Level.self, at: "word", .undeliverableValue, "word"),
        Failing(Date.self, at: "word", .undeliverableValue, "word"),
        Failing([Int].self, at: "hosts", .undeliverableValue, "hosts.0"),
        Failing(Database.self, at: "nested", .valueNotFound, "nested.host"),
        Failing(Database.self, at: "missing", .valueNotFound, "missing"),
        Failing(Database.self, .valueNotFound, "host"),
        Failing([[String: Level]].self, at: "nested.list", .undeliverableValue, "nested.list.1.level"),
        Failing(Hostile.self, at: "word", .undeliverableValue, "word"),
    ])
    private func errorsSayWhereAndNotWhat(_ failing: Failing) throws {
        let error = #expect(throws: EJSONError.self) { try failing.decode(secrets) }
        #expect(error?.code == failing.code)
        #expect(error?.path == failing.path)
        var dumped = ""
        dump(error, to: &dumped)
        for view in [String(describing: error), String(reflecting: error), dumped] {
            #expect(!view.contains("correct"))
        }
    }
}

/// A type whose own error quotes the value.
private struct Hostile: Decodable {
    struct Quoting: Error {
        let value: String
    }

    init(from decoder: any Decoder) throws {
        throw Quoting(value: try decoder.singleValueContainer().decode(String.self))
    }
}

import EJSONTestSupport
import Testing

@testable import EJSON

/// The messages of `Docs/agent.md`, as another implementation has made them.
@Suite struct AgentProtocolTests {
    private let vectors: Vectors

    init() throws {
        vectors = try Vectors("../agent/vectors.txt")
    }

    private var request: AgentRequest {
        get throws {
            let keys = try vectors["ephemeral"].map { (bytes) throws in try publicKey(bytes) }
            return try AgentRequest(
                document: publicKey(vectors["public"][0]),
                name: String(decoding: vectors["name"][0], as: UTF8.self), ephemeralKeys: keys)
        }
    }

    @Test func requestsAreThoseOfThePage() throws {
        let bytes = vectors["request"][0]
        #expect(try request.encoded == bytes)
        #expect(try AgentRequest(bytes.span) == request)
    }

    @Test func answersAreThoseOfThePage() throws {
        let key = try privateKey(bytes: vectors["private"][0])
        let answer = try AgentAnswer.keys(request.ephemeralKeys, key)
        #expect(answer.withBytes { Array($0) } == vectors["answer"][0])
    }

    @Test(arguments: AgentProblem.allCases.filter { $0.rawValue < 0xF0 })
    func refusalsAreThoseOfThePage(_ problem: AgentProblem) throws {
        let bytes = AgentAnswer.refusal(problem)
        #expect([bytes] == vectors["refusal \(problem.rawValue)"])
        #expect(throws: problem) { try AgentAnswer.countBehind(header: bytes.span, keys: 2) }
    }

    /// After every byte: an invalid message is refused as early as possible.
    @Test(arguments: [(1, AgentProblem.unsupportedVersion), (2, .malformedRequest), (6, .weakEphemeralKey)])
    func whatIsNoRequestIsRefused(_ status: Int, _ problem: AgentProblem) throws {
        let cases = vectors["refused \(status)"]
        #expect(!cases.isEmpty)
        for bytes in cases {
            #expect(throws: problem) { try AgentRequest(bytes.span) }
        }
    }

    @Test func whatIsNoAnswerIsNotTakenForOne() throws {
        let headers = vectors["not an answer"]
        #expect(headers.count == 6)
        for header in headers {
            #expect(throws: AgentProblem.malformedAnswer) {
                try AgentAnswer.countBehind(header: header.span, keys: 2)
            }
        }
    }

    @Test func aRequestInPartsHasALengthOnceItIsKnown() throws {
        let bytes = vectors["request"][0]
        for count in bytes.indices {
            let known = try AgentRequest.count(beginning: bytes.span.extracting(0..<count))
            #expect(known == (count < 41 ? nil : bytes.count))
        }
    }

    @Test(arguments: [
        ("a name", "secrets.ejson", "secrets.ejson"),
        ("control characters", "a\u{1B}[31m", ""),
        ("too long: the end stays", String(repeating: "a", count: 300) + "é", String(repeating: "a", count: 253) + "é"),
        ("characters stay whole", String(repeating: "é", count: 200), String(repeating: "é", count: 127)),
    ])
    func namesFit(_ case: String, _ name: String, _ sent: String) throws {
        let request = AgentRequest(
            document: try self.request.document, name: name, ephemeralKeys: try self.request.ephemeralKeys)
        #expect(request.name == sent)
        #expect(try AgentRequest(request.encoded.span).name == sent)
    }
}

private func publicKey(_ bytes: [UInt8]) throws -> PublicKey {
    try PublicKey(bytes: bytes.span)
}

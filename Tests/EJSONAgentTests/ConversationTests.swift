import EJSON
import Testing

@testable import EJSONAgent

@Suite struct ConversationTests {
    private let request: AgentRequest

    init() throws {
        let keys = try (0..<3).map { _ in try KeyPair.generate().publicKey }
        request = AgentRequest(document: keys[0], name: "secrets.ejson", ephemeralKeys: [keys[1], keys[2]])
    }

    @Test func aRequestMayComeByteByByte() {
        var conversation = Conversation()
        for byte in request.encoded.dropLast() {
            let step = conversation.receive([byte])
            #expect(step == .wait)
        }
        expect(conversation.receive(request.encoded.suffix(1)), .judge(request))
    }

    @Test func theNextRequestFollowsTheAnswer() {
        var conversation = Conversation()
        for _ in 0..<3 {
            #expect(conversation.isWaiting)
            expect(conversation.receive(request.encoded), .judge(request))
            #expect(!conversation.isWaiting)
            conversation.answered()
        }
    }

    @Test func whoDoesNotWaitForTheAnswerIsCutOff() {
        var conversation = Conversation()
        expect(conversation.receive(request.encoded), .judge(request))
        expect(conversation.receive([0]), .close)
        conversation = Conversation()
        expect(conversation.receive(request.encoded + request.encoded), .close)
    }

    @Test(arguments: [
        ("another protocol", Array("GET / HTTP/1.1\r\n".utf8), AgentProblem.malformedRequest),
        ("its first byte", Array("G".utf8), .malformedRequest),
        ("another version", Array("EJSA\u{2}".utf8), .unsupportedVersion),
        ("too many keys", Array("EJSA\u{1}\u{1}\u{1}\u{1}".utf8), .malformedRequest),
    ])
    func whatIsNoRequestIsRefusedAtOnce(_ case: String, _ bytes: [UInt8], _ problem: AgentProblem) {
        var conversation = Conversation()
        expect(conversation.receive(bytes), .refuse(problem))
    }
}

private func expect(_ step: Conversation.Step, _ expected: Conversation.Step) {
    #expect(step == expected)
}

@Suite struct RateLimitTests {
    @Test func requestsComeBackWithTime() {
        let start = ContinuousClock.now
        var limit = RateLimit(perMinute: 60, now: start)
        let atOnce = (0..<61).map { _ in limit.allows(at: start) }
        #expect(atOnce == [Bool](repeating: true, count: 60) + [false])
        let later = [900, 1_100, 1_100].map { limit.allows(at: start + .milliseconds($0)) }
        #expect(later == [false, true, false])
    }

    @Test func noMoreThanAMinutesComeAtOnce() {
        let start = ContinuousClock.now
        var limit = RateLimit(perMinute: 2, now: start)
        let later = start + .seconds(3_600)
        let allowed = (0..<3).map { _ in limit.allows(at: later) }
        #expect(allowed == [true, true, false])
    }
}

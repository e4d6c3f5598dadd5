#if Agent

    import SystemPackage
    import Testing

    @testable import EJSONAgent

    @Suite struct AgentTurnsTests {
        @Test func workBeyondTheLimitWaitsInItsOrder() {
            let turns = AgentTurns<Int>(2)
            #expect((1...5).map { turns.begin($0, at: "/a") } == [true, true, false, false, false])
            #expect(turns.next(at: "/a") == 3)
            #expect(turns.next(at: "/a") == 4)
            #expect(!turns.begin(6, at: "/a"))
            #expect((0..<4).map { _ in turns.next(at: "/a") } == [5, 6, nil, nil])
            #expect(turns.begin(7, at: "/a"))
        }

        @Test func oneAgentDoesNotWaitForAnother() {
            let turns = AgentTurns<Int>(1)
            #expect(turns.begin(1, at: "/a"))
            #expect(!turns.begin(2, at: "/a"))
            #expect(turns.begin(3, at: "/b"))
            #expect(turns.next(at: "/b") == nil)
            #expect(turns.next(at: "/a") == 2)
            #expect(turns.next(at: "/a") == nil)
            #expect(turns.next(at: "/a") == nil)
        }
    }

#endif

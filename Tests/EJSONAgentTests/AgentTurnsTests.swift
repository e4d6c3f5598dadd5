#if Agent

    import SystemPackage
    import Testing

    @testable import EJSONAgent

    @Suite struct AgentTurnsTests {
        @Test func workBeyondTheLimitWaitsInItsOrder() {
            let turns = AgentTurns<Int>(2, greatestLine: 10)
            #expect((1...5).map { turns.begin($0, at: "/a") } == [.now, .now, .later, .later, .later])
            #expect(turns.next(at: "/a") == 3)
            #expect(turns.next(at: "/a") == 4)
            #expect(turns.begin(6, at: "/a") == .later)
            #expect((0..<4).map { _ in turns.next(at: "/a") } == [5, 6, nil, nil])
            #expect(turns.begin(7, at: "/a") == .now)
        }

        @Test func oneAgentDoesNotWaitForAnother() {
            let turns = AgentTurns<Int>(1, greatestLine: 10)
            #expect(turns.begin(1, at: "/a") == .now)
            #expect(turns.begin(2, at: "/a") == .later)
            #expect(turns.begin(3, at: "/b") == .now)
            #expect(turns.next(at: "/b") == nil)
            #expect(turns.next(at: "/a") == 2)
            #expect(turns.next(at: "/a") == nil)
            #expect(turns.next(at: "/a") == nil)
        }

        @Test func theLineOfAnAgentIsNotLongerThanItMayBe() {
            let turns = AgentTurns<Int>(1, greatestLine: 2)
            #expect((1...4).map { turns.begin($0, at: "/a") } == [.now, .later, .later, .never])
            #expect(turns.begin(5, at: "/b") == .now)
            #expect(turns.next(at: "/a") == 2)
            #expect(turns.begin(6, at: "/a") == .later)
            #expect((0..<3).map { _ in turns.next(at: "/a") } == [3, 6, nil])
        }
    }

#endif

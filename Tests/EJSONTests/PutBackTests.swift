import Testing

@testable import EJSON

/// A replaced file is put back, whatever others do at the target meanwhile.
struct PutBackTests {
    private static let ours = FileIdentity(device: 1, inode: 1)
    private static let theirs = FileIdentity(device: 1, inode: 2)
    private static let later = FileIdentity(device: 1, inode: 3)

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let events: [PutBack.Event]
        let end: PutBack.Step

        init(_ name: String, _ events: [PutBack.Event], _ end: PutBack.Step) {
            (testDescription, self.events, self.end) = (name, events, end)
        }
    }

    static let cases = [
        Case("at first what is at the target is pinned", [], .pin),
        Case("then it is swapped", [.pinned(ours)], .swap),
        Case("nobody came between", [.pinned(ours), .swapped(out: ours, isUnchanged: true)], .finished),
        Case(
            "ours was written to: it is a version of theirs", [.pinned(ours), .swapped(out: ours, isUnchanged: false)],
            .pin),
        Case(
            "written to ours: it goes back, and theirs comes out",
            [
                .pinned(ours), .swapped(out: ours, isUnchanged: false),
                .pinned(theirs), .swapped(out: theirs, isUnchanged: true),
            ], .pin),
        Case(
            "a later version was put over ours, and goes back to the target",
            [
                .pinned(later), .swapped(out: later, isUnchanged: true),
                .pinned(theirs), .swapped(out: later, isUnchanged: true),
            ], .finished),
        Case(
            "put over ours between the pin and the swap",
            [.pinned(ours), .swapped(out: later, isUnchanged: true)], .pin),
        Case("the target was moved away", [.pinned(ours), .foundNothing], .takeName),
        Case("its name is free", [.pinned(ours), .foundNothing, .tookName], .finished),
        Case("its name was taken again", [.pinned(ours), .foundNothing, .foundNameTaken], .pin),
        Case(
            "its name was taken again by a later version",
            [.pinned(ours), .foundNothing, .foundNameTaken, .pinned(later), .swapped(out: later, isUnchanged: true)],
            .pin),
    ]

    @Test(arguments: cases)
    func comesTo(_ example: Case) {
        var putBack = PutBack(own: Self.ours)
        for event in example.events { putBack.handle(event) }
        #expect(putBack.step == example.end)
    }

    @Test func givesUpWhenOthersAlwaysComeBetween() {
        var putBack = PutBack(own: Self.ours)
        for turn in 1...PutBack.mostTurns {
            #expect(putBack.step == .pin)
            let file = FileIdentity(device: 1, inode: UInt64(turn) + 10)
            putBack.handle(.pinned(file))
            putBack.handle(.swapped(out: FileIdentity(device: 2, inode: UInt64(turn)), isUnchanged: true))
        }
        #expect(putBack.step == .gaveUp)
    }
}

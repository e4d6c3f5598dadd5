import SystemPackage

/// Puts back a file that was swapped out, as a state machine without I/O: `step` is the next step, and `handle(_:)`
/// takes its outcome.
///
/// Other programs may write to the target meanwhile, and their latest version must stay. A swap exchanges the file in
/// the private directory with the one at the target. If the file that comes out is the one that was put there before,
/// unchanged, no other program has written in between, and the work is done. Otherwise it is a later version, and goes
/// back in the next turn.
struct PutBack: Equatable {
    enum Step: Equatable {
        /// Open the file at the target and keep it open, so that its inode number is not reused for another file.
        case pin
        /// Swap the target and the entry in the private directory.
        case swap
        /// Nothing is at the target: rename the entry in the private directory to it.
        case takeName
        case finished
        /// Other programs write faster than their versions can be put back.
        case gaveUp
    }

    enum Event: Equatable {
        /// This file is at the target and was opened.
        case pinned(FileIdentity)
        /// The swap moved this file out. `isUnchanged`: if it is our own, whether it still has the content that we
        /// wrote.
        case swapped(out: FileIdentity, isUnchanged: Bool)
        /// Nothing was at the target.
        case foundNothing
        case tookName
        case foundNameTaken
    }

    private(set) var step = Step.pin

    /// The file with our content, which was put at the target first.
    private let own: FileIdentity

    /// The file that is at the target, if no other program has written to it.
    private var placed: FileIdentity

    /// The file that was at the target when this turn began. It is in the private directory after this swap, and at the
    /// target after the next.
    private var pinned: FileIdentity?

    private var turns = 0

    init(own: FileIdentity) {
        self.own = own
        placed = own
    }

    static let mostTurns = 1_000

    mutating func handle(_ event: Event) {
        switch (step, event) {
        case (.pin, .pinned(let file)):
            pinned = file
            step = .swap
        case (.swap, .swapped(let out, let isUnchanged)):
            if out == placed, out != own || isUnchanged {
                step = .finished
                return
            }
            // A version of another program, later than the one that is at the target now.
            placed = pinned ?? placed
            beginTurn()
        case (.swap, .foundNothing): step = .takeName
        case (.takeName, .tookName): step = .finished
        case (.takeName, .foundNameTaken): beginTurn()
        default: preconditionFailure("no step \(step) has the outcome \(event)")
        }
    }

    private mutating func beginTurn() {
        turns += 1
        step = turns < Self.mostTurns ? .pin : .gaveUp
    }
}

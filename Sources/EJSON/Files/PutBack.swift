import SystemPackage

/// How what was swapped out of a directory comes back, as a state machine without I/O: it says which step is next, and is
/// told what came of it.
///
/// Others may write to the target meanwhile, and the latest version of theirs is what must stay. A swap puts what lies in
/// the private directory at the target, and brings out what was there. When that is what was put there before,
/// untouched, nobody has come between and all is done. Otherwise it is a later version, and goes back in the next turn.
struct PutBack: Equatable {
    enum Step: Equatable {
        /// Hold what is at the target open, so that its inode number does not come back as another file's.
        case pin
        /// Swap the target and the entry in the private directory.
        case swap
        /// The target's name is free: give it to the entry in the private directory.
        case takeName
        case finished
        /// Others write faster than their versions can be put back.
        case gaveUp
    }

    enum Event: Equatable {
        /// The file that is at the target was pinned.
        case pinned(FileIdentity)
        /// The swap has brought out this file. `isUnchanged`: if it is our own, whether it still holds what we wrote.
        case swapped(out: FileIdentity, isUnchanged: Bool)
        /// There was nothing at the target to swap.
        case foundNothing
        case tookName
        case foundNameTaken
    }

    private(set) var step = Step.pin

    /// The file with our content, which was put at the target first.
    private let own: FileIdentity

    /// What is at the target, if nobody has touched it.
    private var placed: FileIdentity

    /// What was at the target when this turn began: in the private directory after the swap, at the target after the next.
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
            // Theirs, and later than what is at the target now.
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

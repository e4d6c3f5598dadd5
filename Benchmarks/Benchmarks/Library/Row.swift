import Corpus
import EJSON

/// A row of the table: a work on a document, and the floor under it, on the same data.
final class Row {
    let work: Work
    let shape: DocumentShape
    let text: [UInt8]
    private let document: Document
    private let privateKey: PrivateKey
    private var boxes: BareBoxes
    private var copy: [UInt8]

    init(_ work: Work, _ shape: DocumentShape) throws {
        let corpus = Corpus(shape)
        self.work = work
        self.shape = shape
        let text = try work.text(of: corpus)
        self.text = text
        document = try Document(text.span)
        privateKey = try TestKey.privateKey()
        let messages =
            switch work {
            case .decrypt, .decryptOwnKeys: literals(of: text)
            case .encrypt: literals(of: try corpus.sealed())
            case .encryptOneNew: Array(literals(of: try corpus.sealed()).prefix(1))
            case .parse, .nothingToDo: [[UInt8]]()
            }
        boxes = BareBoxes(messages)
        copy = text
    }

    /// The work, by the public interface of the library. Returns the number of bytes made.
    func run() throws -> Int {
        let text = text
        return switch work {
        case .parse: try Document(text.span).recipient == document.recipient ? text.count : 0
        case .encrypt, .encryptOneNew, .nothingToDo: try document.encrypted().count
        case .decrypt, .decryptOwnKeys: try document.decrypted(with: privateKey).count
        }
    }

    /// Makes ready for another `runFloor`.
    func prepareFloor() {
        boxes.restore()
    }

    /// The lower bound: bare libsodium for sealing and opening; for other work a copy of the text to existing memory.
    func runFloor() {
        switch work {
        case .encrypt: boxes.seal(to: document.recipient)
        case .decrypt, .decryptOwnKeys: boxes.open(with: privateKey)
        case .parse, .nothingToDo: copyText()
        case .encryptOneNew:
            boxes.seal(to: document.recipient)
            copyText()
        }
    }

    /// How often the floor is run for one reading of the clock, which is too coarse for a copy of some hundred bytes.
    var floorRepetitions: Int {
        work == .parse || work == .nothingToDo ? max(1, 1_000_000 / text.count) : 1
    }

    private func copyText() {
        unsafe copy.withUnsafeMutableBytes { unsafe $0.copyBytes(from: text) }
    }
}

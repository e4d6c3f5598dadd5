import Foundation
import Testing

/// The transcripts of Docs/workflows.md, each section in a scratch directory of its own.
@Suite struct WorkflowsTests {
    static let sections = Transcript.page("workflows.md").components(separatedBy: "\n## ").dropFirst().map { $0 }

    @Test func thereAreSections() { #expect(Self.sections.count >= 6) }

    @Test(arguments: sections) func runsAsItStands(_ section: String) throws {
        let scratch = try Scratch()
        try FileManager.default.removeItem(at: scratch.keys)
        try Transcript(section).expectAsShown(in: scratch)
    }
}

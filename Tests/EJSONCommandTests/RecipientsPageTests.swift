import Foundation
import Testing

/// The transcripts of Docs/recipients.md, one after the other in one directory.
@Suite struct RecipientsPageTests {
    @Test func runsAsItStands() throws {
        try require(program: "ssh-keygen")
        let page = Transcript.page("recipients.md")
        #expect(page.matches(of: /```console\n/).count >= 10)
        let scratch = try Scratch()
        try FileManager.default.removeItem(at: scratch.keys)
        try Transcript(page).expectAsShown(in: scratch)
    }

    /// The fingerprint is that of ssh.
    @Test func showsTheFingerprintThatSSHShows() throws {
        try require(program: "ssh-keygen")
        let scratch = try Scratch()
        let result = try scratch.shell(
            """
            ssh-keygen -q -t ed25519 -N '' -f key && $EJSON init -q --recipient me=key.pub
            ssh-keygen -l -f key.pub | cut -d' ' -f2; $EJSON recipients secrets.ejson
            """)
        let fingerprint = try #require(result.output.split(separator: "\n").first)
        #expect(result.output.contains("ssh-ed25519 \(fingerprint) "), "\(result.output)\(result.error)")
    }
}

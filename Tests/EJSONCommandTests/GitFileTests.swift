import Foundation
import Testing

/// The files that `ejson git install` writes may already exist in a hostile repository.
@Suite struct GitFileTests {
    @Test(arguments: [".gitattributes", ".git/hooks/pre-commit"], ["outside", "none"])
    func noLinkIsWrittenThrough(_ file: String, _ target: String) throws {
        let scratch = try Scratch()
        try scratch.write("#!/bin/sh\n", to: "outside", mode: 0o755)
        let result = try scratch.shell(
            "mkdir v && cd v && git init -q && mkdir -p .git/hooks && ln -s \"$PWD/../\(target)\" \(file) && $EJSON git install"
        )
        #expect(result.status == 1, "\(result.error)")
        #expect(try scratch.read("outside") == "#!/bin/sh\n")
        #expect(!FileManager.default.fileExists(atPath: scratch.path("none")))
    }

    @Test(arguments: ["mkfifo", "mkdir"])
    func whatIsNoFileIsNotWaitedFor(_ make: String) throws {
        let scratch = try Scratch()
        let result = try scratch.shell(
            "mkdir v && cd v && git init -q && \(make) .gitattributes && timeout 20 $EJSON git install")
        #expect(result.status == 1 && result.error.contains(".gitattributes \(Said.isNotAFile)"), "\(result.error)")
    }
}

import CPlatform
import EJSONFormat
import Foundation
import SystemPackage
import EJSONTestSupport
import Testing

@testable import EJSON

/// Files of every size and kind: whatever their reported size, reading ends and returns exactly their content.
struct ReadingTests {
    /// A file of holes with the size, or the next smaller power of two that the file system lets it have.
    private static func sparseFile(_ size: Int, in directory: TemporaryDirectory, _ start: String) throws -> FilePath {
        let file = try directory.write(start, to: "sparse")
        var size = size
        while unsafe truncate(file.string, off_t(size)) != 0 {
            size = size == .max ? 1 << 62 : size / 2
            try #require(size > 1 << 40)
        }
        return file
    }

    private static var directory: TemporaryDirectory {
        get throws {
            // Where files may have any size.
            try FileManager.default.fileExists(atPath: "/dev/shm")
                ? TemporaryDirectory(in: URL(filePath: "/dev/shm")) : TemporaryDirectory()
        }
    }

    @Test(arguments: [Int.max, .max - 1, 1 << 62, 1 << 45])
    func aSizeThatNoMemoryHasIsAnError(_ size: Int) throws {
        let directory = try Self.directory
        let file = try Self.sparseFile(size, in: directory, "{")
        for read in [{ _ = try Document(contentsOf: file) }, { _ = try SecretBytes.contents(of: file) }] {
            let error = failure(read)
            #expect(error?.code == .outOfMemory)
            #expect(error?.file == file)
        }
        #expect(failure { _ = try DocumentFile(file).encrypt() }?.code == .outOfMemory)
    }

    @Test func whatCannotBeginADocumentIsReadNoFurther() throws {
        let directory = try Self.directory
        let sparse = try Self.sparseFile(1 << 45, in: directory, "")
        for file in [sparse, "/dev/zero"] {
            let error = failure { _ = try Document(contentsOf: file) }
            #expect(error?.reason == .syntax(.binary))
            #expect(error?.position == EJSONError.Position(line: 1, column: 1))
        }
    }

    @Test(arguments: [("", 0), (" \n", 1), ("[", 1), ("\u{FEFF}{}", 1)] as [(String, Int)])
    func smallFilesAreReadAsTheyAre(_ text: String, _ line: Int) throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write(text, to: "file")
        #expect(try SecretBytes.contents(of: file).withBytes { Array($0) } == Array(text.utf8))
        #expect(failure { _ = try Document(contentsOf: file) }?.code == .malformedJSON)
    }

    #if os(Linux)
        /// Files of the kernel say that they are empty.
        @Test func aFileWithoutASizeIsReadToItsEnd() throws {
            let text = try SecretBytes.contents(of: "/proc/self/status").withBytes { bytes in
                String(decoding: Array(bytes), as: UTF8.self)
            }
            #expect(text.hasPrefix("Name:") && text.hasSuffix("\n"))
        }
    #endif

    @Test func aLimitIsKept() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write(String(repeating: "x", count: 3_000_000), to: "large")
        let descriptor = try Descriptor(reading: file)
        #expect(failure { _ = try SecretBytes.read(descriptor.rawValue, limit: 4_096) }?.reason == .file(.tooLarge))
    }

    /// Larger than the first read, and then larger than the reported size.
    @Test func largeFilesAreReadWhole() throws {
        let directory = try TemporaryDirectory()
        let text = String(repeating: "0123456789abcdef", count: 200_001)
        let file = try directory.write(text, to: "large")
        #expect(try SecretBytes.contents(of: file).withBytes { Array($0) } == Array(text.utf8))
    }

    @Test func countsThatOverflowAreErrors() throws {
        var bytes = try SecretBytes(copying: [1, 2, 3].span)
        #expect(failure { try bytes.reserve(.max) }?.code == .outOfMemory)
        #expect(bytes.count == 3)
    }

    /// A document that has more values than there is memory for is refused where the first one of these begins.
    @Test func tooManyValuesAreAnError() throws {
        let values = Array(text(#""a": ["x", "y", 1, 2]"#).utf8)
        #expect(try DocumentScan(values.span, greatestCount: 2).strings.count == 2)
        #expect(throws: JSONSyntaxError(.tooManyValues, at: values.count - 11)) {
            try DocumentScan(values.span, greatestCount: 1)
        }
        #expect(try JSONOutline(values.span, greatestCount: 7).nodes.count == 7)
        #expect(throws: JSONSyntaxError(.tooManyValues, at: values.count - 3)) {
            try JSONOutline(values.span, greatestCount: 6)
        }
        #expect(EJSONError(JSONSyntaxError(.tooManyValues, at: 0), in: values.span).code == .outOfMemory)
    }

    // MARK: Many paths

    /// 50,000 errors in 9,000 levels: written out, their paths would be a gigabyte.
    @Test func manyErrorsInADeepPlace() throws {
        let values = (0..<50_000).map { "\"KEY\($0)\":\"x\"" }.joined(separator: ",")
        let deep = String(repeating: "\"level\":{", count: 9_000) + values + String(repeating: "}", count: 9_000)
        let findings = try document(text(deep)).findings()
        #expect(findings.count == 50_000)
        for (index, finding) in findings.enumerated() where index % 1_000 == 0 {
            let path = finding.path ?? ""
            #expect(path.hasPrefix("level.level.") && path.hasSuffix(".level.KEY\(index)"))
            #expect(path.utf8.count < PathSpelling.greatestCount)
        }
    }

    /// Each lookup reads its path alone.
    @Test func manyLookups() throws {
        let members = (0..<20_000).map { "\"KEY\($0)\":\"\($0)\"" }.joined(separator: ",")
        let document = try document(try seal(text(members)))
        let secrets = try Secrets(document, privateKey: TestData.keys.privateKey(for: document.recipient))
        for number in 0..<20_000 {
            guard try secrets.unprotectedString(at: "KEY\(number)") == "\(number)" else {
                Issue.record("another value at KEY\(number)")
                return
            }
        }
    }
}

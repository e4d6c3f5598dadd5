import EJSONProperties
import Foundation
import SystemPackage
import EJSONTestSupport
import Testing

/// Runs the properties of `make fuzz` on the fuzzer's seeds and findings.
@Suite struct CorpusTests {
    private static let directory = TestData.directory.appending("corpus")

    @Test(arguments: Property.all.map(\.name))
    func holds(_ name: String) throws {
        let property = try #require(Property.all.first { $0.name == name })
        let inputs = try FileManager.default.contentsOfDirectory(atPath: Self.directory.appending(name).string).sorted()
        #expect(!inputs.isEmpty)
        for input in inputs {
            let bytes = try Data(contentsOf: URL(filePath: Self.directory.appending(name).appending(input).string))
            #expect(throws: Never.self, "\(input)") { try property.check(Array(bytes)) }
        }
    }

    /// Every property must also hold for the documents of the reference.
    @Test(arguments: TestData.interopNames ?? [])
    func holdsForTheReferencesDocuments(_ name: String) throws {
        for file in ["\(name).plain.json", "\(name).ejson", "\(name).decrypted.json"] {
            let bytes = try TestData.read(file)
            for property in Property.all {
                #expect(throws: Never.self, "\(property.name), \(file)") { try property.check(bytes) }
            }
        }
    }

    @Test func everyCorpusHasAProperty() throws {
        let corpora = try FileManager.default.contentsOfDirectory(atPath: Self.directory.string)
        #expect(corpora.sorted() == Property.all.map(\.name).sorted())
    }
}

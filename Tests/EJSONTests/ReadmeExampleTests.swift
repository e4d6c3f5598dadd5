import SystemPackage
import EJSONTestSupport
import Testing

@testable import EJSON

@Suite struct ReadmeExampleTests {
    /// The README's example is `ReadmeExample.swift`, which is compiled with the tests.
    @Test func theReadmeShowsTheExampleThatIsCompiled() throws {
        let readme = try contents(of: TestData.directory.removingLastComponent().appending("README.md"))
        let example = try contents(
            of: TestData.directory.removingLastComponent().appending("Tests/EJSONTests/ReadmeExample.swift"))
        #expect(readme.contains("```swift\n\(example)```"))
    }
}

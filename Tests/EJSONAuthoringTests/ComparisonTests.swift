import EJSONAuthoring
import EJSONFormat
import EJSONTestSupport
import Testing

@Suite struct ComparisonTests {
    @Test func manyDifferencesInADeepPlace() throws {
        func deep(_ value: String) -> String {
            let values = (0..<20_000).map { "\"KEY\($0)\":\"\(value)\"" }.joined(separator: ",")
            return text(
                String(repeating: "\"level\":{", count: 9_000) + values + String(repeating: "}", count: 9_000))
        }
        let comparison = try DocumentComparison(document(deep("x")), nil, document(deep("y")), nil)
        #expect(comparison.differences.count == 20_000)
        #expect(comparison.differences.allSatisfy { $0.path.utf8.count < PathSpelling.greatestCount })
    }
}

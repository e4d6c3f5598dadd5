import EJSON
import EJSONDelivery
import EJSONTestSupport
import Testing

@Suite struct EnvironmentNamesTests {
    @Test func findsWhatRunRefuses() throws {
        let members = """
            "environment": {
              "A": "x", "foo-bar": "x",
              "1": 1, "LD_PRELOAD": "x", "N": null, "é": "x",
              "O": {"P-Q": "x"}, "B": true, "_C": "x"
            }, "other": {"foo-bar": "x"}
            """
        let findings = try document(try seal(text(members))).environmentFindings()
        #expect(
            findings.map { "\($0.path ?? "") \($0.position?.line ?? 0)" } == [
                "environment.foo-bar 2", "environment.1 3", "environment.LD_PRELOAD 3", "environment.N 3",
                "environment.é 3", "environment.O 4",
            ])
        #expect(
            findings.map(\.reason) == [
                .delivery(.notAVariableName), .delivery(.notAVariableName), .delivery(.changesHowProgramsRun),
                .delivery(.notAPlainValue), .delivery(.notAVariableName), .delivery(.notAPlainValue),
            ])
        for none in [#""a": "x""#, #""environment": "x""#, #""environment": ["foo-bar"]"#, #""environment": {}"#] {
            #expect(try document(text(none)).environmentFindings().isEmpty)
        }
    }
}

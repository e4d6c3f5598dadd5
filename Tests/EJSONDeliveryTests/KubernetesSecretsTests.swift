import EJSONFormat
import EJSONTestSupport
import Testing

@testable import EJSON
@testable import EJSONDelivery

@Suite struct KubernetesSecretsTests {
    // MARK: The reference's document

    @Test func writesYAML() throws {
        let plain = String(decoding: try TestData.read("kubernetes.decrypted.json"), as: UTF8.self)
        #expect(
            try manifests(ofDocument: plain, .yaml) == """
                ---
                apiVersion: v1
                kind: Secret
                metadata:
                  name: "app-secrets"
                type: "Opaque"
                data:
                  "api-token": "dDBrZW4="
                  "plain": "dmlzaWJsZQ=="
                ---
                apiVersion: v1
                kind: Secret
                metadata:
                  name: "tls"
                type: "kubernetes.io/tls"
                data:
                  "tls.crt": "Y2VydApsaW5l"
                  "tls.key": "a2V5CmxpbmU="

                """)
    }

    @Test func writesJSON() throws {
        let plain = String(decoding: try TestData.read("kubernetes.decrypted.json"), as: UTF8.self)
        #expect(
            try manifests(ofDocument: plain, .json) == """
                {"apiVersion": "v1", "kind": "List", "items": [
                  {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "app-secrets"}, "type": "Opaque", \
                "data": {"api-token": "dDBrZW4=", "plain": "dmlzaWJsZQ=="}},
                  {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "tls"}, "type": "kubernetes.io/tls", \
                "data": {"tls.crt": "Y2VydApsaW5l", "tls.key": "a2V5CmxpbmU="}}
                ]}

                """)
    }

    // MARK: Data

    @Test(
        arguments: [
            // Keys: exactly one leading underscore goes.
            (#""a": "x""#, ["a: eA=="]),
            (#""_a": "x""#, ["a: eA=="]),
            (#""__a": "x""#, ["_a: eA=="]),
            (#""a_": "x""#, ["a_: eA=="]),
            (#""A.b-c_0": "x""#, ["A.b-c_0: eA=="]),
            (#""a": "1", "_b": "2""#, ["a: MQ==", "b: Mg=="]),
            (#""a": "1", "__a": "2""#, ["a: MQ==", "_a: Mg=="]),

            // Values: the base64 of every byte.
            (#""a": """#, ["a: "]),
            (#""a": "\u0000\n\u00e9\ud83d\udd10\"""#, ["a: AArDqfCflJAi"]),
            (#""a": "ab", "b": "abc", "c": "abcd""#, ["a: YWI=", "b: YWJj", "c: YWJjZA=="]),
            (#""a": "\#(String(repeating: "k", count: 3_000))""#, ["a: " + String(repeating: "a2tr", count: 1_000)]),

            // The last one of a key counts.
            (#""a": "1", "a": "2""#, ["a: Mg=="]),

            ("", []),
        ] as [(String, [String])])
    func encodesData(_ data: String, _ lines: [String]) throws {
        let yaml = try manifests(#"{"s": {"_type": "Opaque", "data": {\#(data)}}}"#)
        let expected = lines.map { $0.replacing(/^(.*): (.*)$/) { "  \"\($0.output.1)\": \"\($0.output.2)\"\n" } }
        let head = "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: \"s\"\ntype: \"Opaque\"\n"
        #expect(yaml == head + (lines.isEmpty ? "data: {}\n" : "data:\n" + expected.joined()))
    }

    @Test func writesEmptyDataAsJSON() throws {
        #expect(
            try manifests(#"{"s": {"_type": "Opaque", "data": {}}}"#, .json) == """
                {"apiVersion": "v1", "kind": "List", "items": [
                  {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "type": "Opaque", "data": {}}
                ]}

                """)
    }

    @Test func writesNoSecrets() throws {
        #expect(try manifests("{}") == "")
        #expect(try manifests("{}", .json) == "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [\n]}\n")
    }

    @Test func writesAnyType() throws {
        #expect(
            try manifests(#"{"s": {"_type": "x: \"y\" # \u0041\n", "data": {}}}"#)
                .contains(#"type: "x: \"y\" # A\n""# + "\n"))
    }

    @Test func leavesOutCommentsBesideTheData() throws {
        let yaml = try manifests(#"{"s": {"_comment": "x", "_type": "Opaque", "data": {"a": "y"}}}"#)
        #expect(!yaml.contains("comment") && !yaml.contains("eA=="))
    }

    // MARK: Keys that occur twice

    /// Of two secrets of one name the last one counts, and nothing of the other is left in it.
    @Test(
        arguments: [
            (#"{"_type": "A", "data": {"a": "1"}}"#, #"{"_type": "B", "data": {"b": "2"}}"#),
            (#"{"_type": "A", "data": {"a": "1"}}"#, #"{"_type": "B", "data": {}}"#),
        ])
    func theLastSecretOfANameCounts(_ first: String, _ last: String) throws {
        #expect(try manifests(#"{"s": \#(first), "s": \#(last)}"#) == manifests(#"{"s": \#(last)}"#))
    }

    @Test func theLastDataOfASecretCounts() throws {
        #expect(
            try manifests(#"{"s": {"_type": "A", "data": {"a": "1"}, "data": {"b": "2"}}}"#)
                == manifests(#"{"s": {"_type": "A", "data": {"b": "2"}}}"#))
    }

    // MARK: Refusals

    @Test(arguments: [
        ("1", "kubernetes_secrets"), (#""x""#, "kubernetes_secrets"), ("[]", "kubernetes_secrets"),
        ("null", "kubernetes_secrets"),
    ])
    func refusesWhatIsNoObject(_ secrets: String, _ path: String) {
        expect(.valueNotFound, .noSuchObject, path) { _ = try manifests(secrets) }
    }

    @Test func refusesADocumentWithoutSecrets() {
        expect(.valueNotFound, .noSuchObject, "kubernetes_secrets") { _ = try manifests(ofDocument: "{}", .yaml) }
    }

    @Test(
        arguments: [
            // A secret is an object with a type.
            (#"{"s": "x"}"#, .notAnObject, "s"),
            (#"{"s": null}"#, .notAnObject, "s"),
            (#"{"s": ["x"]}"#, .notAnObject, "s"),
            (#"{"s": []}"#, .notAnObject, "s"),
            (#"{"s": {"data": {}}}"#, .noType, "s"),
            (#"{"s": {"_type": 1, "data": {}}}"#, .notAString, "s._type"),
            (#"{"s": {"_type": null, "data": {}}}"#, .notAString, "s._type"),
            (#"{"s": {"_type": {}, "data": {}}}"#, .notAString, "s._type"),
            (#"{"s": {"_type": {"a": "b"}, "data": {}}}"#, .notAString, "s._type"),
            (#"{"s": {"_type": ["Opaque"], "data": {}}}"#, .notAString, "s._type"),
            (#"{"s": {"_type": "Opaque", "_type": 1, "data": {}}}"#, .notAString, "s._type"),
            (##"{"s": {"_type": "\ud800", "data": {}}}"##, .notAString, "s._type"),

            // Data, labels and annotations are objects of strings.
            (#"{"s": {"_type": "T", "data": "x"}}"#, .notAnObject, "s.data"),
            (#"{"s": {"_type": "T", "data": null}}"#, .notAnObject, "s.data"),
            (#"{"s": {"_type": "T", "data": []}}"#, .notAnObject, "s.data"),
            (#"{"s": {"_type": "T", "data": ["x"]}}"#, .notAnObject, "s.data"),
            (#"{"s": {"_type": "T", "data": {"a": 1}}}"#, .notAString, "s.data.a"),
            (#"{"s": {"_type": "T", "data": {"a": true}}}"#, .notAString, "s.data.a"),
            (#"{"s": {"_type": "T", "data": {"a": null}}}"#, .notAString, "s.data.a"),
            (#"{"s": {"_type": "T", "data": {"a.b": 1}}}"#, .notAString, "/s/data/a.b"),
            (#"{"s": {"_type": "T", "data": {"a": "x", "b": {"c": "d"}}}}"#, .notAString, "s.data.b"),
            (#"{"s": {"_type": "T", "data": {"a": "x", "b": []}}}"#, .notAString, "s.data.b"),
            (#"{"s": {"_type": "T", "data": {"a": "x", "a": {}}}}"#, .notAString, "s.data.a"),
            (#"{"s": {"_type": "T", "_labels": "x"}}"#, .notAnObject, "s._labels"),
            (#"{"s": {"_type": "T", "_labels": {"a": 1}}}"#, .notAString, "s._labels.a"),
            (#"{"s": {"_type": "T", "_annotations": {"a": {"b": "x"}}}}"#, .notAString, "s._annotations.a"),

            // Nothing is dropped in silence.
            (#"{"s": {"_type": "T", "data": {}, "stringData": {}}}"#, .unknownMember, "s.stringData"),
            (#"{"s": {"_type": "T", "data": {}, "_labls": {"a": "b"}}}"#, .unknownMember, "s._labls"),
            (#"{"s": {"_type": "T", "data": {}, "_namespace": "x"}}"#, .unknownMember, "s._namespace"),
            (#"{"s": {"_type": "T", "data": {}, "labels": {}}}"#, .unknownMember, "s.labels"),
        ] as [(String, KubernetesProblem, String)])
    func refusesOtherShapes(_ secrets: String, _ problem: KubernetesProblem, _ path: String) {
        let path = path.hasPrefix("/") ? "/kubernetes_secrets" + path : "kubernetes_secrets." + path
        expect(.undeliverableValue, .notAKubernetesSecret(problem), path) { _ = try manifests(secrets) }
    }

    /// Valid and invalid names of Kubernetes objects.
    @Test(arguments: [
        ("a", true), ("a-1.b", true), ("0", true), (String(repeating: "a", count: 253), true),
        ("App", false), ("My_App", false), ("-a", false), ("a-", false), ("a..b", false), (".a", false), ("", false),
        ("a\nb", false), ("é", false), (String(repeating: "a", count: 254), false),
    ])
    func takesNames(_ name: String, _ isTaken: Bool) {
        expectTaken(#"{\#(jsonLiteral(name)): {"_type": "T", "data": {}}}"#, .name, isTaken)
    }

    /// The same for a key in `data`: in a volume it is a file's name.
    @Test(arguments: [
        ("a", true), ("A.b-c_0", true), (".env", true), ("a..b", true), (String(repeating: "k", count: 253), true),
        ("", false), ("_", false), ("a b", false), ("a/b", false), ("a\"b", false), ("é", false), (".", false),
        ("..", false), ("..a", false), (String(repeating: "k", count: 254), false),
    ])
    func takesDataKeys(_ key: String, _ isTaken: Bool) {
        expectTaken(#"{"s": {"_type": "T", "data": {\#(jsonLiteral(key)): "x"}}}"#, .dataKey, isTaken)
    }

    @Test(arguments: [
        ("app", true), ("A", true), ("a.b_c-d", true), ("example.com/app", true),
        (String(repeating: "k", count: 63), true),
        ("", false), ("a b", false), ("-a", false), ("a-", false), ("/a", false), ("a/", false), ("a/b/c", false),
        ("Example.com/app", false), ("\u{212A}", false), (String(repeating: "k", count: 64), false),
    ])
    func takesLabelKeys(_ key: String, _ isTaken: Bool) {
        expectTaken(
            #"{"s": {"_type": "T", "data": {}, "_labels": {\#(jsonLiteral(key)): "x"}}}"#, .metadataKey, isTaken)
    }

    @Test(arguments: [
        ("", true), ("web", true), ("1.2_3-A", true), (String(repeating: "v", count: 63), true),
        ("a b", false), ("-a", false), ("a.", false), ("é", false), (String(repeating: "v", count: 64), false),
    ])
    func takesLabels(_ value: String, _ isTaken: Bool) {
        expectTaken(
            #"{"s": {"_type": "T", "data": {}, "_labels": {"app": \#(jsonLiteral(value))}}}"#, .labelValue, isTaken)
    }

    @Test func takesWhatFitsIntoASecret() {
        func data(_ count: Int) -> String {
            let half = String(repeating: "v", count: count / 2)
            return #"{"s": {"_type": "T", "data": {"a": "\#(half)", "b": "\#(half)"}}}"#
        }
        expectTaken(data(1_048_576), .tooLarge, true)
        expectTaken(data(1_048_578), .tooLarge, false)
        func annotation(_ count: Int) -> String {
            #"{"s": {"_type": "T", "data": {}, "_annotations": {"a": "\#(String(repeating: "v", count: count - 1))"}}}"#
        }
        expectTaken(annotation(262_144), .annotationsTooLarge, true)
        expectTaken(annotation(262_145), .annotationsTooLarge, false)
    }

    // MARK: Labels and annotations

    private static let labelled = #"""
        {"s": {"_type": "T", "data": {"a": "x"}, "_labels": {"_app": "web", "example.com/tier": "1"},
         "_annotations": {"note": "it's \"here\"\n\u007f\u2028🔐"}, "_comment": "c", "_comments": {"a": ["b"]}}}
        """#

    @Test func writesLabelsAndAnnotations() throws {
        #expect(
            try manifests(Self.labelled) == #"""
                ---
                apiVersion: v1
                kind: Secret
                metadata:
                  name: "s"
                  labels:
                    "app": "web"
                    "example.com/tier": "1"
                  annotations:
                    "note": "it's \"here\"\n\u007f\u2028🔐"
                type: "T"
                data:
                  "a": "eA=="

                """#)
        #expect(
            try manifests(Self.labelled, .json).contains(
                #"{"name": "s", "labels": {"app": "web", "example.com/tier": "1"}, "#
                    + #""annotations": {"note": "it's \"here\"\n\u007f\u2028🔐"}}, "type": "T""#))
    }

    @Test func labelsMustDifferWithoutTheUnderscore() {
        expect(.undeliverableValue, .collision, "kubernetes_secrets.s._labels.a") {
            _ = try manifests(#"{"s": {"_type": "T", "data": {}, "_labels": {"a": "1", "_a": "2"}}}"#)
        }
    }

    @Test(arguments: [#""a": "1", "_a": "2""#, #""_a": "1", "a": "2""#, #""__a": "1", "_a": "2", "a": "3""#])
    func keysMustDifferWithoutTheUnderscore(_ data: String) {
        expect(.undeliverableValue, .collision) {
            _ = try manifests(#"{"s": {"_type": "Opaque", "data": {\#(data)}}}"#)
        }
    }
}

private func manifests(_ secrets: String, _ format: KubernetesSecrets.Format = .yaml) throws -> String {
    try manifests(ofDocument: "{\"kubernetes_secrets\": \(secrets)}", format)
}

private func manifests(ofDocument plain: String, _ format: KubernetesSecrets.Format) throws -> String {
    let plaintext = try secret(plain)
    let secrets = try KubernetesSecrets(in: plaintext, at: ValuePath(components: ["kubernetes_secrets"]))
    return text(of: try secrets.manifests(of: plaintext, format))
}

private func expectTaken(
    _ secrets: String,
    _ problem: KubernetesProblem,
    _ isTaken: Bool,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let error = failure { _ = try manifests(secrets) }
    #expect(
        error?.reason == (isTaken ? nil : .delivery(.notAKubernetesSecret(problem))), sourceLocation: sourceLocation)
}

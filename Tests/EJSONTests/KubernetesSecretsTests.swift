import EJSONFormat
import Testing

@testable import EJSON

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

    @Test func writesTypesAsTheyAre() throws {
        #expect(
            try manifests(#"{"s": {"_type": "x: \"y\" # \u0041\n", "data": {}}}"#)
                .contains(#"type: "x: \"y\" # \u0041\n""# + "\n"))
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
    func refusesWhatIsNoObject(_ secrets: String, _ keyPath: String) {
        expect(.valueNotFound, .noSuchObject, keyPath) { _ = try manifests(secrets) }
    }

    @Test func refusesADocumentWithoutSecrets() {
        expect(.valueNotFound, .noSuchObject, "kubernetes_secrets") { _ = try manifests(ofDocument: "{}", .yaml) }
    }

    @Test(arguments: [
        // Names are DNS subdomains.
        #"{"App": {"_type": "Opaque", "data": {}}}"#,
        #"{"a_b": {"_type": "Opaque", "data": {}}}"#,
        #"{"-a": {"_type": "Opaque", "data": {}}}"#,
        #"{"a-": {"_type": "Opaque", "data": {}}}"#,
        #"{"a..b": {"_type": "Opaque", "data": {}}}"#,
        #"{".a": {"_type": "Opaque", "data": {}}}"#,
        #"{"": {"_type": "Opaque", "data": {}}}"#,
        #"{"a\nb": {"_type": "Opaque", "data": {}}}"#,
        "{\"\(String(repeating: "a", count: 254))\": {\"_type\": \"Opaque\", \"data\": {}}}",

        // A secret is an object with a type.
        #"{"s": "x"}"#,
        #"{"s": null}"#,
        #"{"s": ["x"]}"#,
        #"{"s": {"data": {}}}"#,
        #"{"s": {"_type": 1, "data": {}}}"#,
        #"{"s": {"_type": null, "data": {}}}"#,
        #"{"s": {"_type": {}, "data": {}}}"#,
        #"{"s": {"_type": {"a": "b"}, "data": {}}}"#,
        #"{"s": {"_type": ["Opaque"], "data": {}}}"#,
        #"{"s": {"_type": "Opaque", "_type": 1, "data": {}}}"#,

        // Data is an object of strings.
        #"{"s": {"_type": "Opaque", "data": "x"}}"#,
        #"{"s": {"_type": "Opaque", "data": null}}"#,
        #"{"s": {"_type": "Opaque", "data": []}}"#,
        #"{"s": {"_type": "Opaque", "data": ["x"]}}"#,
        #"{"s": {"_type": "Opaque", "data": {"a": 1}}}"#,
        #"{"s": {"_type": "Opaque", "data": {"a": true}}}"#,
        #"{"s": {"_type": "Opaque", "data": {"a": null}}}"#,
        #"{"s": {"_type": "Opaque", "data": {"a": "x", "b": {"c": "d"}}}}"#,
        #"{"s": {"_type": "Opaque", "data": {"a": "x", "b": ["y"]}}}"#,
        #"{"s": {"_type": "Opaque", "data": {"a": "x", "b": {}}}}"#,
        #"{"s": {"_type": "Opaque", "data": {"a": "x", "b": []}}}"#,
        #"{"s": {"_type": "Opaque", "data": {"a": "x", "a": {}}}}"#,

        // Keys are names of files.
        #"{"s": {"_type": "Opaque", "data": {"": "x"}}}"#,
        #"{"s": {"_type": "Opaque", "data": {"_": "x"}}}"#,
        #"{"s": {"_type": "Opaque", "data": {"a b": "x"}}}"#,
        #"{"s": {"_type": "Opaque", "data": {"a/b": "x"}}}"#,
        #"{"s": {"_type": "Opaque", "data": {"a\"b": "x"}}}"#,
        #"{"s": {"_type": "Opaque", "data": {"é": "x"}}}"#,
    ])
    func refusesMisshapenSecrets(_ secrets: String) {
        expect(.undeliverableValue, .notAKubernetesSecret) { _ = try manifests(secrets) }
    }

    @Test(arguments: [
        (#""a": 1"#, "kubernetes_secrets.s.data.a"), (#""a.b": 1"#, "/kubernetes_secrets/s/data/a.b"),
        (#""a": {"b": "x"}"#, "kubernetes_secrets.s.data.a"),
    ])
    func saysWhichValueIsMisshapen(_ data: String, _ keyPath: String) {
        expect(.undeliverableValue, .notAKubernetesSecret, keyPath) {
            _ = try manifests(#"{"s": {"_type": "Opaque", "data": {\#(data)}}}"#)
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

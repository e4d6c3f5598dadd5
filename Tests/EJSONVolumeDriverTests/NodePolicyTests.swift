import EJSON
import EJSONAgent
import EJSONVolumeDriver
import SystemPackage
import Testing

@Suite struct NodePolicyTests {
    private static let key = "bccbe49f68fdb7a2318a798508ed4f519244302d4b6f73113bc3df618ad4d40c"
    private static let other = "30e5a3d7fa9c4c2a1c9a2c5a4d3a1f1e0c6a3b6f2d4e5c6b7a8990a1b2c3d405"

    private func policy(_ text: String) throws(LocatedError) -> NodePolicy {
        try NodePolicy(Array(text.utf8), file: "/etc/ejson/csi.json")
    }

    private static let rules = """
        {
          "agent": "/run/ejson/csi.sock",
          "directories": ["/srv/secrets"],
          "allow": [
            {"namespace": "shop", "service_accounts": ["server", "worker"], "public_keys": ["\(key)"]},
            {"namespace": "tools", "service_accounts": ["*"], "public_keys": ["\(key)"], "agent": "/run/ejson/tools.sock"}
          ]
        }
        """

    @Test func aPolicySaysEverything() throws {
        let policy = try policy(Self.rules)
        #expect(policy.directories == ["/srv/secrets"])
        #expect(policy.rules.count == 2)
        #expect(policy.rules[1].serviceAccounts == nil)
    }

    private static let pods: [(name: String, namespace: String, account: String, key: String, agent: String?)] = [
        ("the account of the namespace", "shop", "server", key, "/run/ejson/csi.sock"),
        ("a second account", "shop", "worker", key, "/run/ejson/csi.sock"),
        ("any account, and an agent of its own", "tools", "default", key, "/run/ejson/tools.sock"),
        ("another account", "shop", "default", key, nil),
        ("no account", "shop", "", key, nil),
        ("an account that is called *", "shop", "*", key, nil),
        ("another namespace", "shop2", "server", key, nil),
        ("a namespace in capitals", "Shop", "server", key, nil),
        ("another document", "shop", "server", other, nil),
    ]

    @Test(arguments: pods.indices) func aDocumentOpensInItsNamespaceOnly(_ index: Int) throws {
        let (name, namespace, account, key, agent) = Self.pods[index]
        let policy = try policy(Self.rules)
        let pod = Pod(namespace: namespace, name: "p", uid: "u", serviceAccount: account)
        guard let publicKey = try? PublicKey(hexadecimal: key) else {
            Issue.record("\(key) is no public key")
            return
        }
        do throws(DriverError) {
            let socket = try policy.agent(for: publicKey, of: pod)
            #expect(socket.string == agent, "\(name)")
        } catch {
            #expect(agent == nil, "\(name)")
            #expect(error.code == .denied)
            // The event says what the rule would have to name.
            #expect(error.description.contains(namespace) && error.description.contains(key))
        }
    }

    @Test func nobodyMayOpenAnythingWithoutARule() throws {
        let policy = try policy(#"{"agent": "/a", "allow": []}"#)
        let pod = Pod(namespace: "shop", name: "p", uid: "u", serviceAccount: "server")
        #expect(throws: DriverError.self) { try policy.agent(for: PublicKey(hexadecimal: Self.key), of: pod) }
    }

    private static func rule(_ members: String) -> String { "{\"agent\": \"/a\", \"allow\": [{\(members)}]}" }

    private static let mistakes: [(name: String, text: String, position: String)] = [
        ("nothing", "{}", "1:1"),
        ("no object", "[]", "1:1"),
        ("not JSON", "{\n  \"allow\": [}", "2:13"),
        ("an unknown member", "{\n  \"alow\": []}", "2:3"),
        ("a second member", #"{"allow": [], "allow": []}"#, "1:2"),
        ("rules that are no array", #"{"allow": {}}"#, "1:2"),
        ("a rule that is no object", #"{"allow": ["shop"]}"#, "1:12"),
        ("a relative agent", #"{"agent": "a.sock", "allow": []}"#, "1:2"),
        ("a relative directory", "{\"directories\": [\"/a\",\n \"b\"], \"allow\": []}", "2:2"),
        ("a rule for nobody", rule(#""namespace": "shop""#), "1:27"),
        (
            "a rule without accounts",
            rule(#""namespace": "shop", "service_accounts": [], "public_keys": ["\#(key)"]"#), "1:27"
        ),
        ("a rule without keys", rule(#""namespace": "shop", "service_accounts": ["a"], "public_keys": []"#), "1:27"),
        (
            "no agent",
            #"{"allow": [{"namespace": "shop", "service_accounts": ["a"], "public_keys": ["\#(key)"]}]}"#, "1:12"
        ),
        ("a pattern", rule(#""namespace": "sh*", "service_accounts": ["a"], "public_keys": ["\#(key)"]"#), "1:28"),
        ("all namespaces", rule(#""namespace": "*", "service_accounts": ["a"], "public_keys": ["\#(key)"]"#), "1:28"),
        (
            "all accounts, and one",
            rule(#""namespace": "a", "service_accounts": ["*", "a"], "public_keys": ["\#(key)"]"#), "1:67"
        ),
        ("no key", rule(#""namespace": "a", "service_accounts": ["a"], "public_keys": ["abc"]"#), "1:89"),
        (
            "an account that is a number",
            rule(#""namespace": "a", "service_accounts": [1], "public_keys": ["\#(key)"]"#), "1:67"
        ),
        ("an unknown member of a rule", rule(#""namespaces": ["a"]"#), "1:28"),
    ]

    @Test(arguments: mistakes.indices) func aMistakeHasItsPosition(_ index: Int) {
        let (name, text, position) = Self.mistakes[index]
        let error = #expect(throws: LocatedError.self, "\(name)") { try policy(text) }
        #expect(error?.position?.description == position, "\(name)")
    }
}

import EJSONFormat
import EJSONVolumes
import SystemPackage
import Testing

@testable import EJSONAgent

@Suite struct VolumeDefinitionTests {
    @Test func optionsHaveDefaults() throws {
        let definition = try VolumeDefinition("app", ["file": "/srv/a.ejson"])
        #expect(definition.file == "/srv/a.ejson")
        #expect(definition.select.description == "environment")
        #expect(definition.only.isEmpty)
        #expect(definition.access == FileAccess(mode: 0o400, user: 0, group: 0))
    }

    @Test func optionsMakeTheSameDefinitionAgain() throws {
        let options = [
            "file": "/srv/a.ejson", "select": "/a.b/c", "only": "A,B", "uid": "1000", "gid": "7", "mode": "0440",
        ]
        let definition = try VolumeDefinition("app", options)
        #expect(definition.options == options)
        #expect(try VolumeDefinition("app", definition.options) == definition)
    }

    @Test(
        arguments: [
            ("no document", [:]), ("a relative path", ["file": "a"]),
            ("an unknown option", ["file": "/a", "secret": "x"]),
            ("no path", ["file": "/a", "select": "a..b"]), ("no names", ["file": "/a", "only": ""]),
            ("no user", ["file": "/a", "uid": "root"]), ("no group", ["file": "/a", "gid": "4294967295"]),
            ("a negative user", ["file": "/a", "uid": "-1"]),
            ("a mode with set-user-id", ["file": "/a", "mode": "4400"]),
            ("a short mode", ["file": "/a", "mode": "4"]),
        ] as [(String, [String: String])])
    func anyOtherOptionIsRefused(_ case: String, _ options: [String: String]) {
        #expect(throws: PluginError.self) { try VolumeDefinition("app", options) }
    }

    @Test(arguments: ["", ".", "..", "a/b", "../a", ".a", "a b", "a\n", "é", String(repeating: "a", count: 201)])
    func aNameIsOneOfADirectory(_ name: String) {
        #expect(throws: PluginError.self) { try VolumeDefinition.requireName(name) }
    }

    @Test func requestsAreRead() throws {
        let body = #"{"Name": "app", "ID": "1", "Opts": {"file": "/a", "file": "/b"}, "More": [1]}"#
        let request = try PluginRequest(Array(body.utf8))
        #expect(request.name == "app")
        #expect(request.user == "1")
        #expect(request.options == ["file": "/b"])
        #expect(try PluginRequest(Array(#"{"Name": "app", "Opts": null}"#.utf8)).options.isEmpty)
    }

    @Test(arguments: ["", "{", "[]", "null", #"{"Name": 1}"#, #"{"Opts": []}"#, #"{"Opts": {"a": 1}}"#])
    func whatIsNoRequestIsAnError(_ body: String) {
        #expect(throws: PluginError.self) { try PluginRequest(Array(body.utf8)) }
    }
}

import Testing

@testable import EJSONFormat

@Suite struct JSONOutlineTests {
    /// Each value as `PATH KIND`, and what else there is to know of it.
    @Test(
        arguments: [
            ("{}", ["* object"]),
            (
                #"{"a": "x", "_b": "y", "c": 1.5, "d": true, "e": null}"#,
                ["* object", "a string selected", "_b string", "c number", "d boolean", "e null"]
            ),
            (
                #"{"o": {"x.y": ["p", {"q": []}]}}"#,
                [
                    "* object", "o object", "/o/x.y array", "/o/x.y/0 string selected", "/o/x.y/1 object",
                    "/o/x.y/1/q array",
                ]
            ),
            // By the last key read.
            (
                #"{"_a": [{"b": 1}, "x"]}"#,
                ["* object", "_a array", "_a.0 object", "_a.0.b number", "_a.1 string selected"]
            ),
            // The last one of a key counts, with all that is in it.
            (
                #"{"a": {"b": "x"}, "\u0061": {"b": "x"}}"#,
                [
                    "* object", "a object hidden", "a.b string selected hidden", "a object", "a.b string selected",
                ]
            ),
        ] as [(String, [String])])
    func lists(_ text: String, _ values: [String]) throws {
        let bytes = Array(text.utf8)
        let outline = try JSONOutline(bytes.span)
        let listed = outline.nodes.indices.map { index in
            let node = outline.nodes[index]
            let path = outline.path(of: index, in: bytes.span).description
            return (path.isEmpty ? "*" : path) + " \(node.value.kind)" + (node.selection.isEmpty ? "" : " selected")
                + (node.isHidden ? " hidden" : "")
        }
        #expect(listed == values)
        for (index, node) in outline.nodes.enumerated() where !node.isHidden {
            #expect(outline.find(outline.path(of: index, in: bytes.span)) == index)
        }
    }

    @Test(
        arguments: [
            ("a", #""x\n""#, #""a""#), ("b", "[ 1 ]", #""b""#), ("b.0", "1", "1"),
            ("", #"{"a": "x\n", "b" : [ 1 ]}"#, "{"),
        ])
    func knowsThePlaces(_ path: String, _ extent: String, _ start: String) throws {
        let bytes = Array(#" {"a": "x\n", "b" : [ 1 ]} "#.utf8)
        let outline = try JSONOutline(bytes.span)
        let node = outline.nodes[try #require(outline.find(ValuePath(path) ?? .root))]
        #expect(String(decoding: bytes[node.extent], as: UTF8.self) == extent)
        #expect(String(decoding: bytes[node.start...], as: UTF8.self).hasPrefix(start))
    }
}

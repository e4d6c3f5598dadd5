/// Values that are to be added to an object or array, and the objects and arrays that are made for them.
struct NewValues {
    private struct Node {
        var name: String
        /// `nil` for an object or array.
        var json: [UInt8]?
        var isArray = false
        var children: [Int] = []
    }

    private struct Name: Hashable {
        var parent: Int
        var name: [UInt8]
    }

    /// The first is the container that exists already.
    private var nodes: [Node]
    private var names: [Name: Int] = [:]

    /// How many elements the container has.
    private let existingCount: Int

    init(inArray isArray: Bool, after existingCount: Int) {
        nodes = [Node(name: "", isArray: isArray)]
        self.existingCount = existingCount
    }

    mutating func add(_ components: ArraySlice<String>, _ json: [UInt8]) throws(JSONEditError.Reason) {
        var node = 0
        for (index, component) in zip(components.indices, components) {
            let next = nodes[node].children.count + (node == 0 ? existingCount : 0)
            let name = nodes[node].isArray && component == "-" ? String(next) : component
            let isLast = index == components.endIndex - 1
            if let known = names[Name(parent: node, name: Array(name.utf8))] {
                guard !isLast, nodes[known].json == nil else { throw .overlap }
                node = known
                continue
            }
            guard !nodes[node].isArray || name == String(next) else { throw .noSuchElement }
            let isArray = !isLast && ["0", "-"].contains(components[index + 1])
            nodes.append(Node(name: name, json: isLast ? json : nil, isArray: isArray))
            nodes[node].children.append(nodes.count - 1)
            names[Name(parent: node, name: Array(name.utf8))] = nodes.count - 1
            node = nodes.count - 1
        }
    }

    /// The text from the first new value to the last, without the brackets of the container.
    func text(_ layout: JSONLayout) -> [UInt8] {
        var text: [UInt8] = []
        // The containers that are being written, and how many of their values are. No recursion: paths may be long.
        var open = [(node: 0, written: 0, layout: layout)]
        while let (node, written, layout) = open.last {
            let children = nodes[node].children
            guard written < children.count else {
                open.removeLast()
                if !open.isEmpty { text += layout.trail + [UInt8(ascii: nodes[node].isArray ? "]" : "}")] }
                continue
            }
            if written > 0 { text += layout.separator }
            open[open.count - 1].written += 1
            let child = nodes[children[written]]
            if !nodes[node].isArray { text += Array(jsonLiteral(child.name).utf8) + layout.colon }
            if let json = child.json {
                text += json
            } else {
                let inner = layout.nested()
                text += [UInt8(ascii: child.isArray ? "[" : "{")] + inner.lead
                open.append((children[written], 0, inner))
            }
        }
        return text
    }
}

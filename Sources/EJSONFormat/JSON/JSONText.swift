/// A JSON value as text. All reports for programs are built from it.
package struct JSONText: Sendable, CustomStringConvertible {
    package let description: String

    /// How the elements of an array or the members of an object are laid out.
    package enum Layout: Sendable {
        case inline
        /// Each on a line of its own, indented by so many columns; the closing bracket by two columns less.
        case lines(indent: Int)
    }

    private init(verbatim text: String) {
        description = text
    }

    package static let null = JSONText(verbatim: "null")

    /// A string that is no secret.
    package static func string(_ text: String) -> JSONText { JSONText(verbatim: jsonLiteral(text)) }

    package static func number(_ number: some BinaryInteger) -> JSONText { JSONText(verbatim: String(number)) }

    package static func boolean(_ boolean: Bool) -> JSONText { JSONText(verbatim: String(boolean)) }

    package static func array(_ elements: [JSONText], _ layout: Layout = .inline) -> JSONText {
        JSONText(verbatim: "[" + joined(elements.map(\.description), layout) + "]")
    }

    package static func object(_ members: [(name: String, value: JSONText)], _ layout: Layout = .inline) -> JSONText {
        JSONText(
            verbatim: "{" + joined(members.map { jsonLiteral($0.name) + ": " + $0.value.description }, layout) + "}")
    }

    private static func joined(_ parts: [String], _ layout: Layout) -> String {
        guard case .lines(let indent) = layout else { return parts.joined(separator: ", ") }
        let margin = "\n" + String(repeating: " ", count: indent)
        return (parts.isEmpty ? "" : margin) + parts.joined(separator: "," + margin) + margin.dropLast(2)
    }
}

extension JSONText? {
    /// The value, or `null`.
    package var orNull: JSONText { self ?? .null }
}

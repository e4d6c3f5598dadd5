package import SystemPackage

/// The text with control characters, which could forge a line of a log, as escapes.
package func printable(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            shown.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
        default: shown.append(scalar)
        }
    }
    return String(shown)
}

package func shortList(_ names: [String]) -> String {
    let shown = names.prefix(names.count > 9 ? 8 : 9).joined(separator: ", ")
    return names.count > 9 ? "\(shown) and \(names.count - 8) more" : shown
}

extension FilePath {
    /// The path for a message.
    package var printable: String { EJSON.printable(string) }
}

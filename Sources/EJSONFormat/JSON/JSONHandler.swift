/// What a scan reports, in document order. Every kind of walk over a document (what to seal, where a path leads)
/// is a handler of the one scanner.
package protocol JSONHandler {
    /// An object or array begins at `offset`. `depth` is that of the container: the top-level object has depth 1.
    mutating func begin(_ container: JSONContainer, at offset: Int, depth: Int) throws(JSONSyntaxError)

    /// An object or array ends with the bracket at `offset`.
    mutating func end(_ container: JSONContainer, at offset: Int, depth: Int) throws(JSONSyntaxError)

    /// The key of an object's next member. `depth` is that of the object.
    mutating func key(_ key: JSONString, in text: Span<UInt8>, depth: Int) throws(JSONSyntaxError)

    /// A string value.
    mutating func string(_ string: JSONString, in text: Span<UInt8>, selection: Selection) throws(JSONSyntaxError)

    /// A number, `true`, `false` or `null`.
    mutating func scalar(_ range: Range<Int>, in text: Span<UInt8>) throws(JSONSyntaxError)
}

package enum JSONContainer: Sendable {
    case object
    case array
}

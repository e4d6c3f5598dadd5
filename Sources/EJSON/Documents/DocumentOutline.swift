import EJSONFormat

/// The outline of a document's text.
///
/// - Throws: `malformedJSON`; `outOfMemory`: a value of two bytes takes some hundred in an outline.
func outline(_ text: Span<UInt8>) throws(EJSONError) -> JSONOutline {
    do throws(JSONSyntaxError) {
        return try JSONOutline(text, greatestCount: greatestValueCount(in: text.count, taking: 512))
    } catch {
        throw EJSONError(error, in: text)
    }
}

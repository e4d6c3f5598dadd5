package import EJSONFormat

extension JSONOutline {
    /// The outline of a document's text.
    ///
    /// - Throws: `malformedJSON`; `outOfMemory`: a value of two bytes takes a few hundred in an outline.
    package init(of text: Span<UInt8>) throws(EJSONError) {
        do throws(JSONSyntaxError) {
            try self.init(text, greatestCount: greatestValueCount(in: text.count, taking: 512))
        } catch {
            throw EJSONError(error, in: text)
        }
    }
}

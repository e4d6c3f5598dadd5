package import EJSONFormat

extension EJSONError {
    /// An error for a path without a value, with the path that was likely meant.
    package static func notFound(
        _ path: ValuePath,
        _ problem: DeliveryProblem,
        _ outline: JSONOutline,
        in text: Span<UInt8>
    ) -> EJSONError {
        var error = EJSONError(.valueNotFound, .delivery(problem), path: path.description)
        var nearest = outline.nearestPath(to: path, in: text)
        let slashed = ValuePath(slashed: path.components.joined(separator: "."))
        if nearest == nil, let slashed, outline.find(slashed) != nil { nearest = slashed }
        error.nearestPath = nearest?.description
        return error
    }
}

package import EJSON
import EJSONFormat

extension Document {
    /// The errors in the object `environment` that keep `ejson run` from starting a program, in document order, with
    /// the positions of the values: names that are not variable names, names of variables that change how programs run,
    /// and values that a variable cannot have. It needs no key.
    package func environmentFindings() throws(EJSONError) -> [EJSONError] {
        let path = ValuePath(components: ["environment"])
        return try text.withBytes { (text) throws(EJSONError) in
            let outline = try JSONOutline(of: text)
            guard let object = outline.find(path), outline.nodes[object].value.kind == .object else { return [] }
            var (position, read) = (SourcePosition(), 0)
            var findings: [EJSONError] = []
            for member in outline.members(of: object) {
                let name = outline.name(of: member, in: text)
                guard let problem = problem(of: outline.nodes[member].value.kind, name) else { continue }
                let start = outline.nodes[member].extent.lowerBound
                position.advance(over: read..<start, of: text)
                read = start
                findings.append(
                    EJSONError(
                        .undeliverableValue, .delivery(problem),
                        position: EJSONError.Position(line: position.line, column: position.column),
                        path: ValuePath(components: path.components + [name]).description))
            }
            return findings
        }
    }
}

private func problem(of kind: JSONValue.Kind, _ name: String) -> DeliveryProblem? {
    if !isVariableName(name) { return .notAVariableName }
    if changesHowProgramsRun(name) { return .changesHowProgramsRun }
    switch kind {
    case .string, .number, .boolean: return nil
    case .null, .object, .array: return .notAPlainValue
    }
}

import EJSON

/// Why a value cannot be delivered.
func words(_ problem: DeliveryProblem) -> String {
    switch problem {
    case .noSuchObject: "the document has no such object"
    case .missing: "the document has no such value"
    case .collision: "two values would have this name"
    case .notAPlainValue: wordsForStructuredValues
    case .holdsNUL: "the value holds a NUL byte, which ends a string there"
    case .notText: "the value holds half of a surrogate pair, which is no text"
    case .notAVariableName: "not a variable's name: letters, digits and underscores, and no digit first"
    case .changesHowProgramsRun: wordsForHazard
    case .notAFileName: "not a file's name"
    case .tooLongForVariable(let limit): wordsForLongVariable(limit)
    case .tooManyForEnvironment(let limit): wordsForManyVariables(limit)
    case .notInFormat(let format): wordsForFormat(format)
    case .notAKubernetesSecret(let problem): words(problem)
    case .mistyped(let type): "the value is not of type \(type)"
    case .notDecodable: "the value cannot be decoded"
    case .layersDisagree(let conflict): words(conflict)
    case .noDocument: "there is no document"
    case .mixedArray: "the array holds neither strings only nor numbers and booleans only"
    }
}

/// Why documents cannot be laid over each other.
func words(_ conflict: LayerConflict) -> String {
    let lower =
        conflict.lowerFile.map { "in \(printable($0)), line \(conflict.lowerLine)" } ?? "in a document before it"
    return "\(conflict.kind) in line \(conflict.line), but \(conflict.lowerKind) \(lower); "
        + "an object or array in one document cannot be another kind of value in the next"
}

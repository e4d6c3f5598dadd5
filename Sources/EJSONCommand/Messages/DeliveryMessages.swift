import EJSON

/// Why a value cannot be delivered.
func message(_ problem: DeliveryProblem) -> Message {
    switch problem {
    case .noSuchObject: "the document has no such object"
    case .missing: "the document has no such value"
    case .collision: "two values would have this name"
    case .notAPlainValue: messageForStructuredValues([])
    case .holdsNUL: "the value holds a NUL byte, which ends a string there"
    case .notText: "the value holds half of a surrogate pair, which is no text"
    case .notAVariableName: "not a variable's name: letters, digits and underscores, and no digit first"
    case .changesHowProgramsRun: messageForHazard
    case .notAFileName: "not a file's name"
    case .tooLongForVariable(let limit): messageForLongVariable(limit)
    case .tooManyForEnvironment(let limit): messageForManyVariables(limit)
    case .notInFormat(let format): messageForFormat(format)
    case .notAKubernetesSecret(let problem): message(problem)
    case .mistyped(let type): "the value is not of type \(type)"
    case .notDecodable: "the value cannot be decoded"
    case .layersDisagree(let conflict): message(conflict)
    case .noDocument: "there is no document"
    case .mixedArray: "the array holds neither strings only nor numbers and booleans only"
    }
}

/// Why documents cannot be laid over each other.
private func message(_ conflict: LayerConflict) -> Message {
    let lower =
        conflict.lowerFile.map { "in \(printable($0)), line \(conflict.lowerLine)" } ?? "in a document before it"
    return Message(
        "\(conflict.kind) in line \(conflict.line), but \(conflict.lowerKind) \(lower)",
        hint: "an object or array in one document cannot be another kind of value in the next")
}

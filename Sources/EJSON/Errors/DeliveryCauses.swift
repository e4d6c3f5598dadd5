import SystemPackage

extension DeliveryProblem {
    /// What is wrong, in words.
    package var cause: String {
        switch self {
        case .noSuchObject: "the document has no such object"
        case .missing: "the document has no such value"
        case .collision: "two values would have this name"
        case .notAPlainValue: "null, objects and arrays cannot be delivered, only strings, numbers and booleans"
        case .holdsNUL: "the value holds a NUL byte, which ends a string there"
        case .notText: "the value holds half of a surrogate pair, which is no text"
        case .notAVariableName: "not a variable's name: letters, digits and underscores, and no digit first"
        case .changesHowProgramsRun: "this variable would change how programs load or run"
        case .notAFileName: "not a file's name"
        case .tooLongForVariable(let limit):
            "too long for a variable: the system takes at most \(limit) bytes of NAME=VALUE"
        case .tooManyForEnvironment(let limit):
            "the largest of variables and arguments that are together more than the \(limit) bytes that the system takes"
        case .notInFormat(let format, let limits): "the format \(format) cannot carry this value unchanged: \(limits)"
        case .notAKubernetesSecret(let problem): problem.cause
        case .mistyped(let type): "the value is not of type \(type)"
        case .notDecodable: "the value cannot be decoded"
        case .layersDisagree(let conflict): conflict.cause
        case .noDocument: "there is no document"
        case .mixedArray: "the array holds neither strings only nor numbers and booleans only"
        }
    }
}

extension LayerConflict {
    /// What is wrong, in words.
    package var cause: String {
        let lower =
            lowerFile.map { "in \(printable($0.string)), line \(lowerLine)" } ?? "in a document before it"
        return "\(kind) in line \(line), but \(lowerKind) \(lower)"
    }
}

import EJSONFormat

extension ChangeProblem {
    /// What is wrong, in words.
    package var cause: String {
        switch self {
        case .publicKey: "this is the document's public key, which seals all values"
        case .container: "an object or array, and not a value"
        case .notAContainer: "neither an object nor an array, so it can hold nothing"
        case .noSuchElement: "the array has no such index"
        case .alreadyBoxed: "the new value is a boxed message already"
        case .notText: "the new value is not UTF-8 text"
        case .similarObject: "this would make an object beside one of nearly the same name"
        case .duplicateKey: "a second member of this key"
        case .tooDeep: "with this value the document would be nested deeper than \(maximumNesting) levels"
        case .othersSelection: "this would change whether another value is sealed"
        }
    }
}

import EJSON

/// Why a value cannot be changed.
func words(_ problem: ChangeProblem) -> String {
    switch problem {
    case .publicKey: "the document's own public key is not changed in this way"
    case .container: "an object or array; set what is in it, or unset it first"
    case .notAContainer: "neither an object nor an array, so it can hold nothing"
    case .noSuchElement: "an array has no such index; the one behind the last, or -, appends"
    case .alreadyBoxed: "the new value is a boxed message already; put it into the file as it is"
    case .notText: "the new value is not UTF-8 text; to store its base64: --base64"
    case .similarObject, .duplicateKey, .tooDeep: wordsForNewValue(problem)
    case .othersSelection: "this would change whether another value is sealed; edit the file, and run: ejson encrypt"
    }
}

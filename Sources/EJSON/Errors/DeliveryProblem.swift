/// Why a value does not reach the program it is for.
package enum DeliveryProblem: Hashable, Sendable {
    case noSuchObject
    case missing
    case collision
    case notAPlainValue
    case holdsNUL
    case notText
    case notAVariableName
    case changesHowProgramsRun
    case notAFileName
    /// `NAME=VALUE` has more bytes than the system takes of one variable.
    case tooLongForVariable(limit: Int)
    /// All variables and arguments have more bytes than the system takes.
    case tooManyForEnvironment(limit: Int)
    /// The format has no spelling for it; `limits` says what it cannot carry.
    case notInFormat(String, limits: String)
    case notAKubernetesSecret(KubernetesProblem)
    /// Not of the type that it was to be decoded into.
    case mistyped(String)
    /// The type that it was to be decoded into does not take it.
    case notDecodable
    /// Neither all strings nor all numbers and booleans.
    case mixedArray
    /// In documents that are laid over each other, values of different kinds.
    case layersDisagree(LayerConflict)
    /// There is no document at all.
    case noDocument
}

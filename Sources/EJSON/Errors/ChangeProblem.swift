/// Why a value cannot be changed as asked.
package enum ChangeProblem: Hashable, Sendable {
    /// It is the document's `_public_key`.
    case publicKey
    /// It is an object or array.
    case container
    /// A value on the way to it is neither an object nor an array.
    case notAContainer
    /// An array's index is no number, or leaves a gap.
    case noSuchElement
    /// The new value is a boxed message.
    case alreadyBoxed
    /// The new value is not UTF-8.
    case notText
    /// Whether another value is sealed would change, by the last key read.
    case othersSelection
    /// It would make an object beside one of nearly the same name.
    case similarObject
    /// An object in the new value has two members of one key.
    case duplicateKey
    /// With the new value the document would be nested too deep.
    case tooDeep
}

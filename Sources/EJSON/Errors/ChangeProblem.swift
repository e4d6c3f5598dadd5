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
    /// By the last key read, another value would be sealed or no longer be.
    case othersSelection
}

import EJSON
import EJSONFormat

extension Property {
    /// A document is refused, or encrypting it seals the selected strings and nothing else, and again changes nothing;
    /// decrypting it gives back the same strings, all else as it was. The first `"K"` in the input is replaced by a
    /// test key's public half.
    static let documents = Property("documents") { input throws in
        let source = withTestKey(input)
        let document: Document
        let sealed: [UInt8]
        do throws(EJSONError) {
            document = try Document(source.span)
            sealed = try document.encrypted()
        } catch {
            return try checkRefusal(error)
        }
        let before = try JSONTokens(source)
        let after = try JSONTokens(sealed)
        try require(before.outline == after.outline, "encryption changes something beside the strings")
        for (old, new) in zip(before.strings, after.strings) {
            if isToBeSealed(old, before) {
                let count = BoxedMessage.count(sealing: old.string.unescapedCount)
                try require(isBoxed(new.string, after) && new.string.count == count, "not sealed")
            } else {
                let kept = escapingLineBreaks(before.literal(old.string))
                try require(after.literal(new.string) == kept, "encryption changes a string that is not selected")
            }
        }
        try checkSealed(sealed, from: before)
    }
}

private func checkSealed(_ sealed: [UInt8], from before: JSONTokens) throws {
    let opened: [UInt8]
    let document = try Document(sealed.span)
    let again = try document.encrypted()
    try require(again == sealed, "encrypting twice changes something")
    do throws(EJSONError) {
        guard document.recipient.description == testKey.publicKey else { return }
        let key = try PrivateKey(hexadecimal: Array(testKey.privateKey.utf8).span)
        opened = try document.decrypted(with: key).withBytes { bytes in bytes.indices.map { bytes[$0] } }
    } catch {
        let mayFail = before.strings.contains { $0.kind.isSelected && isBoxed($0.string, before) }
        return try require(mayFail, "sealed, and then refused: \(error)")
    }
    let after = try JSONTokens(opened)
    try require(before.outline == after.outline, "decryption changes something beside the strings")
    for (old, new) in zip(before.strings, after.strings) {
        if isToBeSealed(old, before) {
            try require(before.value(old.string) == after.value(new.string), "another string comes back")
        } else if !old.kind.isSelected {
            let kept = escapingLineBreaks(before.literal(old.string))
            try require(after.literal(new.string) == kept, "decryption changes a string that is not selected")
        }
    }
}

private func checkRefusal(_ error: EJSONError) throws {
    let codes: [EJSONError.Code] = [
        .malformedJSON, .missingPublicKey, .invalidPublicKey, .duplicatePublicKey, .malformedBoxedMessage,
        .unsupportedVersion,
    ]
    try require(codes.contains(error.code), "refused for no reason of its own: \(error)")
    try require(error.code == .missingPublicKey || error.position != nil, "refused without a place: \(error)")
}

extension JSONTokens.Kind {
    fileprivate var isSelected: Bool {
        if case .string(let selection) = self { !selection.isEmpty } else { false }
    }
}

private func isToBeSealed(_ token: (kind: JSONTokens.Kind, string: JSONString), _ tokens: JSONTokens) -> Bool {
    token.kind.isSelected && !isBoxed(token.string, tokens)
}

private func isBoxed(_ string: JSONString, _ tokens: JSONTokens) -> Bool {
    let value = tokens.value(string)
    return BoxedMessage.hasShape(value.span)
}

private func escapingLineBreaks(_ literal: [UInt8]) -> [UInt8] {
    literal.flatMap { byte in
        switch byte {
        case 0x0A: Array("\\n".utf8)
        case 0x0D: Array("\\r".utf8)
        default: [byte]
        }
    }
}

/// A key pair of `testdata/interop/keys`.
private let testKey = (
    publicKey: "bccbe49f68fdb7a2318a798508ed4f519244302d4b6f73113bc3df618ad4d40c",
    privateKey: "869e3b0e1f6384d4da5f7f06a66809e259b70df9db8b94c1797631ea1a514251"
)

private func withTestKey(_ input: [UInt8]) -> [UInt8] {
    guard let place = input.firstRange(of: Array("\"K\"".utf8)) else { return input }
    return input[..<place.lowerBound] + Array("\"\(testKey.publicKey)\"".utf8) + input[place.upperBound...]
}

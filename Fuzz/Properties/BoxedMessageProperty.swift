import EJSONFormat

extension Property {
    /// The shape is that of the reference's regular expression, and what decodes has it, and no other spelling.
    static let boxedMessages = Property("boxed-messages") { input throws in
        let hasShape = BoxedMessage.hasShape(input.span)
        if let text = String(validating: input, as: UTF8.self) {
            let shape = /EJ\[[0-9]:[A-Za-z0-9+\/=]{44}:[A-Za-z0-9+\/=]{32}:[^\n]+\]/
                .matchingSemantics(.unicodeScalar)
            try require(hasShape == (text.wholeMatch(of: shape) != nil), "another shape than the reference's")
        }
        guard BoxedMessage.hasFrame(input.span) else {
            return try require(!hasShape, "a shape without its frame")
        }

        var key = [UInt8](repeating: 0, count: BoxedMessage.ephemeralKeyCount)
        var nonce = [UInt8](repeating: 0, count: BoxedMessage.nonceCount)
        let count: Int
        do throws(BoxedMessage.Malformation) {
            var span = key.mutableSpan
            try BoxedMessage.decodeEphemeralKey(input.span, into: &span)
            span = nonce.mutableSpan
            try BoxedMessage.decodeNonce(input.span, into: &span)
            count = try BoxedMessage.boxCount(input.span)
        } catch {
            return
        }
        let plaintextCount = count - BoxedMessage.tagCount
        try require(plaintextCount <= BoxedMessage.greatestPlaintextCount(in: input.count), "longer than foretold")
        try require(BoxedMessage.count(sealing: plaintextCount) == input.count, "another length than when sealed")

        let start = BoxedMessage.boxOffset(sealing: plaintextCount)
        var output = [UInt8](repeating: 0, count: input.count)
        let isDecoded: Bool
        do throws(BoxedMessage.Malformation) {
            var span = output.mutableSpan
            try BoxedMessage.decodeBox(input.span, into: &span, at: start)
            isDecoded = true
        } catch {
            isDecoded = false
        }
        let isValid = (try? BoxedMessage.validateBox(input.span)) != nil
        try require(isDecoded == isValid, "valid and does not decode, or the other way round")
        guard isDecoded else { return }
        try require(hasShape, "decodes, and has not the shape")

        let prefix = BoxedMessage.prefix(ephemeralKey: key.span)
        var span = output.mutableSpan
        BoxedMessage.finish(&span, at: 0, sealing: plaintextCount, prefix: prefix.span, nonce: nonce.span)
        try require(output == input, "another spelling of the same message")
    }
}

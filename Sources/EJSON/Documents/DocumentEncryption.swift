import EJSONFormat

extension Document {
    /// The text of the document with every selected string sealed. All other bytes are unchanged, except raw line
    /// breaks inside strings, which become `\n` and `\r`. Values that are sealed already keep their boxed message; a
    /// document without plaintext is returned unchanged.
    ///
    /// It needs no private key. One ephemeral key pair is made for the call, and wiped before it returns; every value
    /// has a nonce of its own. It takes time in proportion to the document.
    ///
    /// - Throws: `malformedBoxedMessage`, `unsupportedVersion` for a value that has the shape of a boxed message but is
    ///   malformed; `invalidPublicKey`; `outOfMemory`.
    ///
    /// The C function is `crypto_box_easy_afternm`.
    public func encrypted() throws(EJSONError) -> [UInt8] {
        if let sealed = try encryptedText() { return sealed }
        try requireMemory(text.count)
        return text.withBytes { text in
            unsafe [UInt8](unsafeUninitializedCapacity: text.count) { buffer, count in
                var output = unsafe buffer.mutableSpan
                copyBytes(text, to: &output, at: 0)
                count = text.count
            }
        }
    }

    /// The document that `encrypted()` gives the text of. A document without plaintext is returned unchanged.
    ///
    /// - Throws: what `encrypted()` throws.
    public func encryptedDocument() throws(EJSONError) -> Document {
        guard let text = try encryptedText() else { return self }
        return try Document(text.span)
    }

    /// The text of the document with every selected string sealed; `nil` when all are sealed already.
    package func encryptedText(progress: ProgressHandler? = nil) throws(EJSONError) -> [UInt8]? {
        try encryptedText(progress: progress, processors: processorCount)
    }

    package func encryptedText(
        progress: ProgressHandler?,
        processors: Int,
        boxedMessagesToo: Bool = false
    ) throws(EJSONError) -> [UInt8]? {
        try text.withBytes { (source) throws(EJSONError) in
            let plan = try EncryptionPlan(text, source, boxedMessagesToo: boxedMessagesToo)
            guard !plan.rewrites.isEmpty else { return nil }
            // An empty string is more than fifty times as long when it is sealed.
            try requireMemory(plan.outputCount)
            let sealer = try Sealer(recipient: recipient)
            var failure: EJSONError?
            let output = unsafe [UInt8](unsafeUninitializedCapacity: plan.outputCount) { buffer, count in
                do throws(EJSONError) {
                    try unsafe write(plan, sealer, to: buffer, progress, processors)
                } catch {
                    failure = error
                }
                count = plan.outputCount
            }
            if let failure { throw failure }
            return output
        }
    }

    private func write(
        _ plan: EncryptionPlan,
        _ sealer: borrowing Sealer,
        to output: UnsafeMutableBufferPointer<UInt8>,
        _ progress: ProgressHandler?,
        _ processors: Int
    ) throws(EJSONError) {
        // The cost of a box and its text.
        let parts = cutIntoParts(plan.rewrites.count, processors: processors) {
            500 + 2 * text.scan.strings[plan.rewrites[$0].string].string.count
        }
        let outcomes = unsafe withUnsafePointer(to: sealer) { sealer in
            nonisolated(unsafe) let sealer = unsafe sealer
            // Each thread writes to its own part of the output.
            nonisolated(unsafe) let output = unsafe output
            return inParallel(parts.count) { (number) throws(EJSONError) in
                let (source, target) = plan.place(of: parts[number].range, in: text)
                var room = unsafe output.extracting(target).mutableSpan
                try text.withBytes { (bytes) throws(EJSONError) in
                    try unsafe sealer.pointee.write(
                        bytes, source, text.scan.strings, plan.rewrites[parts[number].range], to: &room
                    ) { done in
                        if number == 0, let progress { progress(done * parts.count, text.count) }
                    }
                }
            }
        }
        for outcome in outcomes { try outcome.take() }
    }
}

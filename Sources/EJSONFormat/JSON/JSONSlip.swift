extension JSONSyntaxError {
    /// The same error, or, when it is certain what was written there that JSON does not have, that slip and its offset.
    ///
    /// The scanner only says where a text stops being JSON. This looks at what is there, after a failure, so that reading
    /// a good text costs nothing.
    package func diagnosed(in text: Span<UInt8>) -> JSONSyntaxError {
        guard offset < text.count else { return self }
        if startsUTF16(text), reason != .byteOrderMark { return JSONSyntaxError(.utf16, at: 0) }
        switch reason {
        case .notAnObject: return JSONSyntaxError(kind(of: text) ?? reason, at: offset)
        case .expectedKey, .expectedValue, .expectedColon, .expectedCommaOrBrace, .expectedCommaOrBracket,
            .trailingContent, .invalidNumber:
            return slip(in: text) ?? self
        default: return self
        }
    }

    private func slip(in text: Span<UInt8>) -> JSONSyntaxError? {
        let byte = text[offset]
        if isComment(text, at: offset) { return JSONSyntaxError(.comment, at: offset) }
        if isOtherQuote(text, at: offset) { return JSONSyntaxError(.otherQuotes, at: offset) }
        let before = lastByte(before: offset, text)
        let isAfterComma = before.map { text[$0] == UInt8(ascii: ",") } ?? false
        switch reason {
        case .expectedKey, .expectedValue:
            if let before, isAfterComma, "]},".utf8.contains(byte) {
                return JSONSyntaxError(.trailingComma, at: before)
            }
            let end = endOfWord(text, from: offset)
            guard end > offset else { return nil }
            if reason == .expectedKey {
                let next = firstByte(from: end, text)
                return next < text.count && text[next] == UInt8(ascii: ":")
                    ? JSONSyntaxError(.unquotedKey, at: offset) : nil
            }
            if isNotANumber(text, at: offset) { return JSONSyntaxError(.notANumber, at: offset) }
            return JSONSyntaxError("+.".utf8.contains(byte) ? .invalidNumber : .unquotedValue, at: offset)
        case .expectedCommaOrBrace, .expectedCommaOrBracket:
            guard let before else { return nil }
            if before == offset - 1, isWordByte(byte) {
                if text[before] == UInt8(ascii: "\"") { return JSONSyntaxError(.unescapedQuote, at: before) }
                var start = before
                while start > 0, isWordByte(text[start - 1]) { start -= 1 }
                let isNumber = "-0123456789".utf8.contains(text[start])
                return isWordByte(text[before])
                    ? JSONSyntaxError(isNumber ? .invalidNumber : .unquotedValue, at: start) : nil
            }
            // With a colon after it, a string is a key, so that in an array it may as well be the bracket that is missing.
            let isInObject = reason == .expectedCommaOrBrace
            let beginsNext =
                byte == UInt8(ascii: "\"")
                ? hasColon(afterStringAt: offset, text) == isInObject
                : !isInObject && (isWordByte(byte) || "{[".utf8.contains(byte))
            return beginsNext ? JSONSyntaxError(.missingComma, at: before + 1) : nil
        case .trailingContent:
            if "}]".utf8.contains(byte) { return JSONSyntaxError(.extraBracket, at: offset) }
            let isLast = firstByte(from: offset + 1, text) == text.count
            return byte == UInt8(ascii: ",") && isLast ? JSONSyntaxError(.trailingComma, at: offset) : nil
        case .invalidNumber:
            return isNotANumber(text, at: offset) ? JSONSyntaxError(.notANumber, at: offset) : nil
        default: return nil
        }
    }
}

// MARK: Texts of another kind

/// What a text is that does not begin with a brace. It may be cut off.
private func kind(of text: Span<UInt8>) -> JSONSyntaxError.Reason? {
    let start = firstByte(from: 0, text)
    for index in 0..<min(text.count, 1_024) {
        let byte = text[index]
        if byte < 0x20 && !isWhiteSpace(byte) || byte == 0x7F { return .binary }
    }
    if holds(text, "-----BEGIN ", at: start) { return .pem }
    if isHexadecimalDigits(text, from: start) { return .keyFile }
    if holds(text, "//", at: start) || holds(text, "/*", at: start) { return .comment }
    if holds(text, "---", at: start) { return .yaml }
    // The first line that is neither empty nor a comment.
    var index = start
    while index < text.count, text[index] == UInt8(ascii: "#") {
        while index < text.count, text[index] != 0x0A { index += 1 }
        index = firstByte(from: index, text)
    }
    if holds(text, "export ", at: index) { index = firstByte(from: index + 7, text) }
    let end = endOfWord(text, from: index)
    guard end > index, end < text.count, !"0123456789".utf8.contains(text[index]) else { return nil }
    if text[end] == UInt8(ascii: "=") { return .environmentFile }
    let isMapping = end + 1 == text.count || end + 1 < text.count && isWhiteSpace(text[end + 1])
    return text[end] == UInt8(ascii: ":") && isMapping ? .yaml : nil
}

private func startsUTF16(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 2 else { return false }
    switch (text[0], text[1]) {
    case (0xFF, 0xFE), (0xFE, 0xFF), (UInt8(ascii: "{"), 0), (0, UInt8(ascii: "{")): return true
    default: return false
    }
}

private func isHexadecimalDigits(_ text: Span<UInt8>, from start: Int) -> Bool {
    let end = endOfWord(text, from: start)
    return end - start == 64 && firstByte(from: end, text) == text.count
        && (start..<end).allSatisfy { hexadecimalValue(text[$0]) != nil }
}

// MARK: Bytes

private func isComment(_ text: Span<UInt8>, at index: Int) -> Bool {
    text[index] == UInt8(ascii: "#") || holds(text, "//", at: index) || holds(text, "/*", at: index)
}

/// `'`, a backquote, or one of U+2018 to U+201F.
private func isOtherQuote(_ text: Span<UInt8>, at index: Int) -> Bool {
    "'`".utf8.contains(text[index])
        || text.count - index > 2 && text[index] == 0xE2 && text[index + 1] == 0x80 && 0x98...0x9F ~= text[index + 2]
}

private func isNotANumber(_ text: Span<UInt8>, at index: Int) -> Bool {
    holds(text, "NaN", at: index) || holds(text, "Infinity", at: index) || holds(text, "-Infinity", at: index)
}

/// Of a name, a number or a word that should be a string.
private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "+"), 0x80...:
        true
    default: false
    }
}

private func hasColon(afterStringAt start: Int, _ text: Span<UInt8>) -> Bool {
    var index = start + 1
    while index < text.count, text[index] != UInt8(ascii: "\"") {
        index += text[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    let next = firstByte(from: index + 1, text)
    return next < text.count && text[next] == UInt8(ascii: ":")
}

private func endOfWord(_ text: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < text.count, isWordByte(text[index]) { index += 1 }
    return index
}

private func firstByte(from start: Int, _ text: Span<UInt8>) -> Int {
    var index = start
    while index < text.count, isWhiteSpace(text[index]) { index += 1 }
    return index
}

private func lastByte(before end: Int, _ text: Span<UInt8>) -> Int? {
    var index = end - 1
    while index >= 0, isWhiteSpace(text[index]) { index -= 1 }
    return index < 0 ? nil : index
}

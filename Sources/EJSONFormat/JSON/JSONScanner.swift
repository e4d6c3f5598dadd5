/// The deepest nesting of objects and arrays that is read, as in the reference.
package let maximumNesting = 10_000

/// Validates a document's text (RFC 8259, UTF-8, an object at the top) and reports to `handler` what it holds.
///
/// It never recurses, so no input can overflow the stack, and it takes time in proportion to the text.
/// Raw line breaks inside strings are let through and counted (`JSONString.lineBreaks`): only encryption accepts them.
package func scanJSON(_ text: Span<UInt8>, handler: inout some JSONHandler) throws(JSONSyntaxError) {
    var scanner = JSONScanner()
    try scanner.scan(text, handler: &handler)
}

private struct JSONScanner {
    /// What may come next.
    private enum State {
        case value
        case valueOrBracket
        case key
        case keyOrBrace
        case commaOrEnd
    }

    /// One open object or array, and whether its key selects the strings directly inside it.
    private struct Frame {
        var container: JSONContainer
        var selects: Bool
    }

    private var offset = 0
    private var frames: [Frame] = []
    private var lastKeySelects = false

    /// The last string, if it has raw line breaks: see `failure`.
    private var lastMultilineString: JSONString?

    /// Where the last string's first unpaired surrogate is, if it has one.
    private var unpairedSurrogate: Int?

    mutating func scan(_ text: Span<UInt8>, handler: inout some JSONHandler) throws(JSONSyntaxError) {
        if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            throw JSONSyntaxError(.byteOrderMark, at: 0)
        }
        skipWhiteSpace(text)
        guard offset < text.count else { throw JSONSyntaxError(.emptyDocument, at: 0) }
        guard text[offset] == UInt8(ascii: "{") else { throw JSONSyntaxError(.notAnObject, at: offset) }

        var state = State.value
        repeat {
            skipWhiteSpace(text)
            guard offset < text.count else { throw failure(.unexpectedEnd, in: text) }
            let byte = text[offset]
            switch state {
            case .keyOrBrace where byte == UInt8(ascii: "}"), .valueOrBracket where byte == UInt8(ascii: "]"):
                try close(&handler)
                state = .commaOrEnd
            case .key, .keyOrBrace:
                guard byte == UInt8(ascii: "\"") else { throw failure(.expectedKey, in: text) }
                try scanKey(text, handler: &handler)
                state = .value
            case .value, .valueOrBracket:
                state = try scanValue(text, first: byte, handler: &handler)
            case .commaOrEnd:
                state = try scanCommaOrEnd(text, handler: &handler)
            }
        } while !frames.isEmpty

        skipWhiteSpace(text)
        guard offset == text.count else { throw failure(.trailingContent, in: text) }
    }

    // MARK: Structure

    private mutating func scanKey(_ text: Span<UInt8>, handler: inout some JSONHandler) throws(JSONSyntaxError) {
        let key = try scanString(text)
        lastKeySelects = text[key.start] != UInt8(ascii: "_")
        frames[frames.count - 1].selects = lastKeySelects
        try handler.key(key, in: text, depth: frames.count)

        skipWhiteSpace(text)
        guard offset < text.count else { throw failure(.unexpectedEnd, in: text) }
        guard text[offset] == UInt8(ascii: ":") else { throw failure(.expectedColon, in: text) }
        offset += 1
    }

    private mutating func scanValue(
        _ text: Span<UInt8>,
        first: UInt8,
        handler: inout some JSONHandler
    ) throws(JSONSyntaxError) -> State {
        switch first {
        case UInt8(ascii: "\""):
            let string = try scanString(text)
            var selection: Selection = []
            if let frame = frames.last, frame.selects { selection.insert(.byEnclosingKey) }
            if lastKeySelects { selection.insert(.byLastKey) }
            if let unpairedSurrogate, !selection.isEmpty {
                throw JSONSyntaxError(.unpairedSurrogate, at: unpairedSurrogate)
            }
            try handler.string(string, in: text, selection: selection)
            return .commaOrEnd
        case UInt8(ascii: "{"):
            try open(.object, handler: &handler)
            return .keyOrBrace
        case UInt8(ascii: "["):
            try open(.array, handler: &handler)
            return .valueOrBracket
        case UInt8(ascii: "t"):
            try scanLiteral("true", text, handler: &handler)
        case UInt8(ascii: "f"):
            try scanLiteral("false", text, handler: &handler)
        case UInt8(ascii: "n"):
            try scanLiteral("null", text, handler: &handler)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let start = offset
            try scanNumber(text)
            try handler.scalar(start..<offset, in: text)
        default:
            throw failure(.expectedValue, in: text)
        }
        return .commaOrEnd
    }

    private mutating func scanCommaOrEnd(
        _ text: Span<UInt8>,
        handler: inout some JSONHandler
    ) throws(JSONSyntaxError) -> State {
        let container = frames[frames.count - 1].container
        switch (text[offset], container) {
        case (UInt8(ascii: ","), .object):
            offset += 1
            return .key
        case (UInt8(ascii: ","), .array):
            offset += 1
            return .value
        case (UInt8(ascii: "}"), .object), (UInt8(ascii: "]"), .array):
            try close(&handler)
            return .commaOrEnd
        case (_, .object):
            throw failure(.expectedCommaOrBrace, in: text)
        case (_, .array):
            throw failure(.expectedCommaOrBracket, in: text)
        }
    }

    private mutating func open(
        _ container: JSONContainer,
        handler: inout some JSONHandler
    ) throws(JSONSyntaxError) {
        guard frames.count < maximumNesting else { throw JSONSyntaxError(.nestingTooDeep, at: offset) }
        // A string inside an array takes the key that holds the array.
        frames.append(Frame(container: container, selects: frames.last?.selects ?? false))
        try handler.begin(container, at: offset, depth: frames.count)
        offset += 1
    }

    private mutating func close(_ handler: inout some JSONHandler) throws(JSONSyntaxError) {
        let depth = frames.count
        let frame = frames.removeLast()
        try handler.end(frame.container, at: offset, depth: depth)
        offset += 1
    }

    /// The error at the current offset, or at the multi-line string directly before it. If anything but another string
    /// follows such a string where it must not, its closing quote is most likely missing: it ended at a quote that was
    /// to open a string in a later line.
    private func failure(_ reason: JSONSyntaxError.Reason, in text: Span<UInt8>) -> JSONSyntaxError {
        if let string = lastMultilineString, offset < text.count, text[offset] != UInt8(ascii: "\"") {
            var afterWhiteSpace = JSONScanner()
            afterWhiteSpace.offset = string.end + 1
            afterWhiteSpace.skipWhiteSpace(text)
            if afterWhiteSpace.offset == offset {
                return JSONSyntaxError(.unterminatedString, at: string.start - 1)
            }
        }
        return JSONSyntaxError(reason, at: offset)
    }

    // MARK: Tokens

    private mutating func skipWhiteSpace(_ text: Span<UInt8>) {
        while offset < text.count {
            switch text[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    private mutating func scanLiteral(
        _ literal: StaticString,
        _ text: Span<UInt8>,
        handler: inout some JSONHandler
    ) throws(JSONSyntaxError) {
        let start = offset
        guard holds(text, literal, at: start) else { throw failure(.expectedValue, in: text) }
        offset += literal.utf8CodeUnitCount
        try handler.scalar(start..<offset, in: text)
    }

    private mutating func scanNumber(_ text: Span<UInt8>) throws(JSONSyntaxError) {
        if text[offset] == UInt8(ascii: "-") { offset += 1 }
        if offset < text.count, text[offset] == UInt8(ascii: "0") {
            offset += 1
        } else {
            try scanDigits(text)
        }
        if offset < text.count, text[offset] == UInt8(ascii: ".") {
            offset += 1
            try scanDigits(text)
        }
        if offset < text.count, text[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < text.count, text[offset] == UInt8(ascii: "+") || text[offset] == UInt8(ascii: "-") {
                offset += 1
            }
            try scanDigits(text)
        }
    }

    private mutating func scanDigits(_ text: Span<UInt8>) throws(JSONSyntaxError) {
        let start = offset
        while offset < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[offset] { offset += 1 }
        guard offset > start else { throw JSONSyntaxError(.invalidNumber, at: offset) }
    }

    /// Scans the string literal whose opening quote is at the current offset.
    private mutating func scanString(_ text: Span<UInt8>) throws(JSONSyntaxError) -> JSONString {
        let start = offset + 1
        var index = start
        var shrinkage = 0
        var lineBreaks = 0
        unpairedSurrogate = nil

        while true {
            index = endOfPlainRun(text, from: index)
            guard index < text.count else { throw JSONSyntaxError(.unterminatedString, at: start - 1) }

            switch text[index] {
            case UInt8(ascii: "\""):
                offset = index + 1
                let string = JSONString(
                    start: start,
                    end: index,
                    unescapedCount: index - start - shrinkage,
                    lineBreaks: lineBreaks
                )
                lastMultilineString = lineBreaks > 0 ? string : nil
                return string
            case UInt8(ascii: "\\"):
                guard let escape = EscapeSequence(in: text, at: index, end: text.count) else {
                    throw JSONSyntaxError(.invalidEscape, at: index)
                }
                if escape.isUnpairedSurrogate, unpairedSurrogate == nil { unpairedSurrogate = index }
                index += escape.count
                shrinkage += escape.count - escape.utf8Count
            case 0x0A, 0x0D:
                lineBreaks += 1
                index += 1
            case 0x00..<0x20:
                throw JSONSyntaxError(.controlCharacter, at: index)
            case 0x80...0xFF:
                let count = utf8SequenceLength(in: text, at: index)
                guard count > 0 else { throw JSONSyntaxError(.invalidUTF8, at: index) }
                index += count
            default:
                index += 1
            }
        }
    }
}

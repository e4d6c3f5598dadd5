import EJSON
import EJSONAuthoring
import EJSONFormat

/// The output of `ejson diff`.
struct DifferenceListing {
    let showsValues: Bool
    let style: TerminalStyle

    /// A line for each difference.
    func text(_ comparison: borrowing DocumentComparison) throws(EJSONError) -> SecretBytes {
        var text = SecretBytes()
        for difference in comparison.differences {
            try text.append(
                style.styled("\(difference.kind.sign) \(printable(difference.path))", difference.kind.look))
            if let isNowSealed = difference.isNowSealed {
                try text.append(isNowSealed ? " (now sealed)" : " (no longer sealed)")
            }
            if showsValues {
                try text.append(": ")
                if let old = difference.ranges.old { try append(old, of: comparison.old, to: &text) }
                if difference.kind == .changed { try text.append(" -> ") }
                if let new = difference.ranges.new { try append(new, of: comparison.new, to: &text) }
            }
            try text.append("\n")
        }
        return text
    }

    /// One JSON object.
    func json(_ comparison: borrowing DocumentComparison) throws(EJSONError) -> SecretBytes {
        var text = SecretBytes()
        try text.append("{\n  \"differences\": [")
        for (index, difference) in comparison.differences.enumerated() {
            try text.append(index == 0 ? "\n" : ",\n")
            let path = jsonLiteral(difference.path)
            try text.append("    {\"path\": \(path), \"change\": \"\(difference.kind.rawValue)\"")
            let isNowSealed = difference.isNowSealed.map { $0 ? "true" : "false" } ?? "null"
            try text.append(", \"now_sealed\": \(isNowSealed)")
            if showsValues {
                try text.append(", \"old\": ")
                try append(difference.ranges.old, of: comparison.old, to: &text, isJSON: true)
                try text.append(", \"new\": ")
                try append(difference.ranges.new, of: comparison.new, to: &text, isJSON: true)
            }
            try text.append("}")
        }
        try text.append(comparison.differences.isEmpty ? "]\n}\n" : "\n  ]\n}\n")
        return text
    }

    /// A value as it is written, on one line. A boxed message is abbreviated for people.
    private func append(
        _ range: Range<Int>?,
        of document: borrowing SecretBytes,
        to text: inout SecretBytes,
        isJSON: Bool = false
    ) throws(EJSONError) {
        guard let range else { return try text.append("null") }
        try document.withBytes { (document) throws(EJSONError) in
            let isString = range.count >= 2 && document[range.lowerBound] == UInt8(ascii: "\"")
            let content = isString ? range.lowerBound + 1..<range.upperBound - 1 : range
            if !isJSON, isString, BoxedMessage.hasShape(document.extracting(content)) {
                try text.append("sealed \(Bytes32(sha256Of: document.extracting(content)).abbreviation)")
            } else {
                try text.append(document.extracting(range))
            }
        }
    }
}

extension DocumentDifference.Kind {
    fileprivate var sign: String {
        switch self {
        case .added: "+"
        case .removed: "-"
        case .changed: "~"
        }
    }

    fileprivate var look: TerminalStyle.Look {
        switch self {
        case .added: .good
        case .removed: .bad
        case .changed: .warning
        }
    }
}

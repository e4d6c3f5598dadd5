#if Configuration

    /// A number or boolean. Each converts to the other, as in swift-configuration's JSON provider.
    enum JSONNumber: Sendable {
        case boolean(Bool)
        case integer(Int)
        case floatingPoint(Double)

        /// A number as it is in the JSON, `true` or `false`.
        init(_ text: Span<UInt8>) {
            switch text[0] {
            case UInt8(ascii: "t"): self = .boolean(true)
            case UInt8(ascii: "f"): self = .boolean(false)
            default:
                let text = unsafe text.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
                // Every JSON number is a number in Swift. One that is too large becomes infinite, and does not convert.
                self = Int(text).map { .integer($0) } ?? .floatingPoint(Double(text) ?? .infinity)
            }
        }

        /// `nil` for a number that is not whole, or too large.
        var int: Int? {
            switch self {
            case .boolean(let boolean): boolean ? 1 : 0
            case .integer(let integer): integer
            case .floatingPoint(let number): Int(exactly: number)
            }
        }

        /// `nil` for a number that is too large, and for an integer that a `Double` cannot hold.
        var double: Double? {
            switch self {
            case .boolean(let boolean): boolean ? 1 : 0
            case .integer(let integer): Double(exactly: integer)
            case .floatingPoint(let number): number.isFinite ? number : nil
            }
        }

        /// Whether it is not zero.
        var bool: Bool {
            switch self {
            case .boolean(let boolean): boolean
            case .integer(let integer): integer != 0
            case .floatingPoint(let number): number != 0
            }
        }
    }

#endif

#if Configuration

    /// A number or boolean, which swift-configuration's JSON provider converts into one another.
    enum JSONNumber: Sendable {
        case boolean(Bool)
        case integer(Int)
        case floatingPoint(Double)

        /// The number in its JSON spelling, `true` or `false`.
        init(_ text: Span<UInt8>) {
            switch text[0] {
            case UInt8(ascii: "t"): self = .boolean(true)
            case UInt8(ascii: "f"): self = .boolean(false)
            default:
                let text = unsafe text.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
                // Every JSON number is one of Swift's; what is too large becomes infinite, and converts to nothing.
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

        /// `nil` for a number too large, and for an integer that a `Double` does not hold.
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

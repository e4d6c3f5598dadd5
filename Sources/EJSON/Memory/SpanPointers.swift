// Spans as arguments of C functions. Bounds are checked here, once, and a pointer is valid during the call.

/// Calls `body` with the address of the bytes in `range`. For an empty range the address may be invalid.
func withPointer<Result>(
    to bytes: Span<UInt8>,
    _ range: Range<Int>,
    _ body: (UnsafePointer<UInt8>) -> Result
) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    return unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe body(buffer.baseAddress.map { unsafe $0 + range.lowerBound } ?? noMemory)
    }
}

/// Calls `body` with the address of the bytes in `range`, to be changed. For an empty range the address may be invalid.
func withMutablePointer<Result>(
    to bytes: inout MutableSpan<UInt8>,
    _ range: Range<Int>,
    _ body: (UnsafeMutablePointer<UInt8>) -> Result
) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    return unsafe bytes.withUnsafeMutableBufferPointer { buffer in
        unsafe body(buffer.baseAddress.map { unsafe $0 + range.lowerBound } ?? UnsafeMutablePointer(mutating: noMemory))
    }
}

private var noMemory: UnsafePointer<UInt8> {
    guard let pointer = unsafe UnsafePointer<UInt8>(bitPattern: 1) else { preconditionFailure("1 is not null") }
    return unsafe pointer
}

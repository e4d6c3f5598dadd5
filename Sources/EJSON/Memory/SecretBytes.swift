import CSodium
import CPlatform
import EJSONFormat
import SystemPackage

/// Bytes that nobody else should see: a private key, a decrypted document.
///
/// ```swift
/// let key = try secrets.value(at: "webhook.key")
/// let isGenuine = key.withBytes { key in isSignature(signature, body, key) }
/// ```
///
/// They lie between guard pages, are locked in memory where the system allows it, are left out of core dumps, and are
/// wiped when the value goes. There is no description, no equality and no copy. What `withBytes` hands out is the
/// memory itself: a copy that you make of it is yours to wipe.
///
/// The C functions are mmap(2), mlock(2), madvise(2) and `sodium_memzero`: `sodium_malloc` would fill the memory before
/// it is used, and make twice as many system calls.
@safe
public struct SecretBytes: ~Copyable, @unchecked Sendable {
    // Sendable: the memory is this value's alone, and nothing changes it while it is shared.
    /// `nil` when there is no room: guarded memory is slow to come by.
    private let base: UnsafeMutablePointer<UInt8>?

    /// The capacity in bytes.
    package let capacity: Int

    /// The number of bytes.
    public internal(set) var count: Int

    /// Copies `bytes` into guarded memory. Wiping the source is the caller's.
    ///
    /// - Throws: `outOfMemory`, `cryptographyUnavailable`.
    public init(copying bytes: Span<UInt8>) throws(EJSONError) {
        try self.init(capacity: bytes.count)
        append(bytes, 0..<bytes.count)
    }

    /// Empty, with a capacity of `capacity` bytes.
    package init(capacity: Int) throws(EJSONError) {
        try Sodium.initialize()
        // The system grants memory that it does not have, and kills those who then use it.
        try requireMemory(capacity)
        // The reason is not always that there is none: a filter of system calls may refuse `madvise`.
        var error: CInt = 0
        guard let base = unsafe platform_map_guarded(capacity, &error) else {
            throw EJSONError(.outOfMemory, errno: Errno(rawValue: error))
        }
        unsafe self.base = base.assumingMemoryBound(to: UInt8.self)
        self.capacity = capacity
        count = 0
    }

    /// Empty, without room.
    package init() {
        unsafe base = nil
        capacity = 0
        count = 0
    }

    deinit {
        guard let base = unsafe base else { return }
        unsafe sodium_memzero(base, capacity)
        unsafe platform_unmap_guarded(base, capacity)
    }

    /// Calls `body` with the bytes. The span cannot outlive the call.
    public borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bytes = unsafe UnsafeBufferPointer(start: base, count: count)
        return try unsafe body(bytes.span)
    }

    /// Calls `body` with all of the room, the bytes first; `body` sets `count` for what it leaves in it.
    package mutating func withRoom<Result: ~Copyable, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>, inout Int) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let room = unsafe UnsafeMutableBufferPointer(start: base, count: capacity)
        var span = unsafe room.mutableSpan
        let result = try body(&span, &count)
        precondition(0...capacity ~= count)
        return result
    }

    /// Appends a part of `bytes`; there must be capacity for it.
    package mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        withRoom { room, count in
            copyBytes(bytes, range, to: &room, at: count)
            count += range.count
        }
    }

    /// Appends bytes, and grows the capacity when needed.
    package mutating func append(_ bytes: Span<UInt8>) throws(EJSONError) {
        try reserve(bytes.count)
        append(bytes, 0..<bytes.count)
    }

    /// Appends text that is no secret.
    package mutating func append(_ text: String) throws(EJSONError) {
        try append(Array(text.utf8).span)
    }

    /// Makes sure that `additional` more bytes have room, in a larger piece of guarded memory if need be: the old one
    /// is then wiped.
    package mutating func reserve(_ additional: Int) throws(EJSONError) {
        guard additional > capacity - count else { return }
        let (needed, overflows) = count.addingReportingOverflow(additional)
        guard !overflows else { throw EJSONError(.outOfMemory) }
        var larger = try SecretBytes(capacity: max(needed, capacity + capacity / 2, 1_024))
        withBytes { larger.append($0, 0..<$0.count) }
        self = larger
    }
}

extension SecretBytes {
    /// Escapes the last `count` bytes for a JSON string, as the reference does.
    ///
    /// - Throws: `malformedBoxedMessage` when they are not UTF-8; `outOfMemory`.
    package mutating func escape(last count: Int) throws(EJSONError) {
        let growth = withBytes { bytes in escapeGrowth(of: bytes.extracting(bytes.count - count..<bytes.count)) }
        guard let growth else { throw EJSONError(.malformedBoxedMessage, .notUTF8) }
        guard growth > 0 else { return }
        try reserve(growth)
        withRoom { room, used in
            escapeInPlace(&room, at: used - count, count: count, growth: growth)
            used += growth
        }
    }
}

import CSodium
import CPlatform
import EJSONFormat
import SystemPackage

/// Secret bytes in guarded memory: a private key, a value, a decrypted document.
///
/// ```swift
/// let key = try secrets.value(at: "webhook.key")
/// let isGenuine = key.withBytes { key in isSignature(signature, body, key) }
/// ```
///
/// They are between guard pages, locked in memory where the system allows it, left out of core dumps, and wiped when
/// the value goes. There is no description, no equality and no copy. `withBytes` gives access to the memory itself; if
/// you copy from it, wipe the copy.
///
/// The C functions are mmap(2), mlock(2), madvise(2) and `sodium_memzero`. `sodium_malloc` is not used, because it
/// fills the memory first and makes twice as many system calls.
@safe
public struct SecretBytes: ~Copyable, @unchecked Sendable {
    // Sendable, because only this value has the memory, and nothing changes it while it is shared.
    /// `nil` for a capacity of 0, because guarded memory is slow to allocate.
    private let base: UnsafeMutablePointer<UInt8>?

    /// The capacity in bytes.
    package let capacity: Int

    /// The number of bytes.
    public internal(set) var count: Int

    /// Copies `bytes` into guarded memory. The caller wipes the source.
    ///
    /// - Throws: `outOfMemory`, `cryptographyUnavailable`.
    public init(copying bytes: Span<UInt8>) throws(EJSONError) {
        try self.init(capacity: bytes.count)
        append(bytes, 0..<bytes.count)
    }

    /// Empty, with a capacity of `capacity` bytes.
    package init(capacity: Int) throws(EJSONError) {
        try Sodium.initialize()
        // The system grants memory that it does not have, and kills a process that uses it.
        try requireMemory(capacity)
        // A filter of system calls (seccomp) that refuses `madvise` is another reason for a failure.
        var error: CInt = 0
        guard let base = unsafe platform_map_guarded(capacity, &error) else {
            throw EJSONError(.outOfMemory, errno: Errno(rawValue: error))
        }
        unsafe self.base = base.assumingMemoryBound(to: UInt8.self)
        self.capacity = capacity
        count = 0
    }

    /// Has memory ready for so many secrets of at most a page, at most four, so that they take no system call. For one who
    /// waits for something else. What fails here fails again when it is needed.
    static func makeReady(_ count: Int) {
        guard count > 0, let piece = try? SecretBytes(capacity: 1) else { return }
        makeReady(count - 1)
        // Only now, so that every piece is another one.
        _ = consume piece
    }

    /// Empty, with a capacity of 0.
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

    /// Calls `body` with the whole capacity, which begins with the bytes. `body` sets `count` to the number of bytes
    /// that it leaves.
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
            copyBytes(bytes.extracting(range), to: &room, at: count)
            count += range.count
        }
    }

    /// Appends bytes, and grows the capacity when needed.
    package mutating func append(_ bytes: Span<UInt8>) throws(EJSONError) {
        try reserve(bytes.count)
        append(bytes, 0..<bytes.count)
    }

    /// Appends text that is not secret.
    package mutating func append(_ text: String) throws(EJSONError) {
        try append(Array(text.utf8).span)
    }

    /// Makes sure that there is capacity for `additional` more bytes. If not, the bytes are moved to larger guarded
    /// memory, and the old one is wiped.
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

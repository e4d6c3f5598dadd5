import CSodium
import CPlatform
import EJSONFormat

/// libsodium's state. It is initialised before any other function of libsodium is called.
package enum Sodium {
    /// Initialises libsodium once.
    ///
    /// - Throws: `cryptographyUnavailable`.
    ///
    /// The C function is `sodium_init`.
    static func initialize() throws(EJSONError) {
        guard status >= 0 else { throw EJSONError(.cryptographyUnavailable) }
    }

    /// The version of libsodium. The C function is `sodium_version_string`.
    package static var version: String { unsafe String(cString: sodium_version_string()) }

    /// libsodium ends the process when there is no randomness.
    private static let status = platform_has_randomness() == 1 ? sodium_init() : -1

    /// Fills `bytes` with randomness. The C function is `randombytes_buf`, which cannot fail.
    package static func randomize(_ bytes: inout MutableSpan<UInt8>) {
        let count = bytes.count
        unsafe withMutablePointer(to: &bytes, 0..<count) { unsafe randombytes_buf($0, count) }
    }

    /// The same for many bytes, five times as fast: they are the key stream of a random seed, which is wiped. The C
    /// functions are `randombytes_buf`, which asks the system 256 bytes at a time, for the seed, and
    /// `randombytes_buf_deterministic`.
    static func randomizeMuch(_ bytes: inout MutableSpan<UInt8>) {
        var seed = Bytes32()
        seed.withMutableBytes { seed in
            randomize(&seed)
            let count = bytes.count
            unsafe withMutablePointer(to: &seed, 0..<Bytes32.count) { seed in
                unsafe withMutablePointer(to: &bytes, 0..<count) {
                    unsafe randombytes_buf_deterministic($0, count, seed)
                }
            }
            wipe(&seed)
        }
    }

    /// Overwrites `bytes` with zeros. The C function is `sodium_memzero`.
    package static func wipe(_ bytes: inout MutableSpan<UInt8>) {
        let count = bytes.count
        unsafe withMutablePointer(to: &bytes, 0..<count) { unsafe sodium_memzero($0, count) }
    }

    /// 16 random hex digits.
    package static func randomHexadecimal() -> String {
        var random = [UInt8](repeating: 0, count: 8)
        var span = random.mutableSpan
        randomize(&span)
        return hexadecimal(random.span)
    }

    /// Wipes the part of the stack that a scalar multiplication has just used: libsodium leaves scalars there.
    /// The C function is `sodium_stackzero`.
    static func wipeStack() {
        sodium_stackzero(4096)
        wipeRegisters()
    }

    /// The same for the deeper stack that is used when boxes are opened: libsodium leaves the beginning of plaintexts
    /// there.
    package static func wipeDeepStack() {
        sodium_stackzero(16_384)
        wipeRegisters()
    }

    /// Wipes the vector registers, in which functions and copies leave data. A waiting process keeps them, and they
    /// would be in its core dump.
    static func wipeRegisters() {
        platform_wipe_vector_registers(sodium_runtime_has_avx(), sodium_runtime_has_avx512f())
    }
}

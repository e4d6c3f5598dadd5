import CPlatform
import EJSON

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The environment of the program to be started. Secret values lie in guarded memory until the kernel copies them at
/// execve; that copy, which the program and its children can read, is what `--env` is.
@safe
struct EnvironmentBlock: ~Copyable {
    /// What this process was started with, less what was removed.
    private var inherited: [UnsafeMutablePointer<CChar>]

    /// `NAME=VALUE` that are no secret.
    private var plain: [(name: String, value: String)] = []

    /// `NAME=VALUE` and a NUL byte each, and where they begin.
    private var secrets = SecretBytes()
    private var starts: [Int] = []

    init() {
        unsafe inherited = []
        var entry = unsafe platform_environment()
        while let current = unsafe entry, let string = unsafe current.pointee {
            unsafe inherited.append(string)
            unsafe entry = current + 1
        }
    }

    mutating func remove(_ names: [String]) {
        let names = Set(names)
        plain.removeAll { names.contains($0.name) }
        unsafe inherited.removeAll { unsafe names.contains(name(of: $0)) }
    }

    mutating func set(_ name: String, to value: String) {
        remove([name])
        plain.append((name, value))
    }

    mutating func set(_ values: borrowing SecretValues, keepingExisting: Bool) throws(EJSONError) {
        let existing = unsafe Set(inherited.map { unsafe name(of: $0) })
        let entries = values.entries.filter { !keepingExisting || !existing.contains($0.name) }
        remove(entries.map(\.name))
        for entry in entries {
            starts.append(secrets.count)
            try secrets.append(entry.name + "=")
            try values.withValue(of: entry) { (value) throws(EJSONError) in try secrets.append(value) }
            try secrets.append("\0")
        }
    }

    /// Calls `body` with the block as `execve` takes it.
    borrowing func withPointers<Result>(
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = unsafe plain.map { unsafe strdup("\($0.name)=\($0.value)") }
        defer { unsafe copies.forEach { unsafe free($0) } }
        return secrets.withBytes { bytes in
            unsafe bytes.withUnsafeBytes { raw in
                let values = unsafe starts.map { start in
                    unsafe UnsafeMutablePointer(
                        mutating: raw.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self))
                }
                let entries = unsafe inherited.map { unsafe Optional($0) } + copies + values + [nil]
                return unsafe entries.withUnsafeBufferPointer { entries in
                    guard let block = entries.baseAddress else { preconditionFailure("there is at least a nil") }
                    return unsafe body(block)
                }
            }
        }
    }
}

private func name(of entry: UnsafeMutablePointer<CChar>) -> String {
    let count = unsafe strcspn(entry, "=")
    return unsafe String(decoding: UnsafeRawBufferPointer(start: entry, count: count), as: UTF8.self)
}

import CPlatform
import CommandLineFlags
import EJSON
import EJSONDelivery
import SystemPackage

/// The environment of the program to start. Secret values stay in guarded memory until execve copies them into the
/// program's environment, where the program and its children can read them.
@safe
struct EnvironmentBlock: ~Copyable {
    /// The inherited variables, except removed ones.
    private var inherited: [UnsafeMutablePointer<CChar>]

    /// `NAME=VALUE` entries that are not secret.
    private var plain: [(name: String, value: [CChar])] = []

    /// Secret `NAME=VALUE` entries, each with a NUL byte, and their offsets.
    private var secrets = SecretBytes()
    private var starts: [Int] = []

    /// Their names, and the lengths of the entries.
    private var lengths: [(name: String, count: Int)] = []

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

    /// Removes variables that lead to keys. Their names are kept in a variable of ours, so that `ejson` started by the
    /// program can report why it has no key.
    mutating func withhold(_ names: [String]) {
        let present = unsafe inherited.map { unsafe name(of: $0) }
        var withheld = value(of: withheldVariables)?.split(separator: " ").map(String.init) ?? []
        withheld += names.filter { present.contains($0) && !withheld.contains($0) }
        remove(names)
        if !withheld.isEmpty { set(withheldVariables, to: withheld.joined(separator: " ")) }
    }

    /// The inherited value of a variable.
    private func value(of variable: String) -> String? {
        unsafe inherited.first { unsafe name(of: $0) == variable }.map {
            unsafe String(cString: $0 + variable.utf8.count + 1)
        }
    }

    mutating func set(_ name: String, to value: String) {
        set(name, to: value.utf8.map(CChar.init(bitPattern:)))
    }

    /// A path need not be UTF-8.
    mutating func set(_ name: String, to path: FilePath) {
        set(
            name,
            to: unsafe path.withPlatformString { unsafe [CChar](UnsafeBufferPointer(start: $0, count: path.length)) })
    }

    private mutating func set(_ name: String, to value: [CChar]) {
        remove([name])
        plain.append((name, value))
    }

    /// Sets the values, and returns the names of existing variables that were kept.
    @discardableResult
    mutating func set(_ values: borrowing SecretValues, keepingExisting: Bool) throws(EJSONError) -> Set<String> {
        let existing = keepingExisting ? unsafe Set(inherited.map { unsafe name(of: $0) }) : []
        let entries = values.entries.filter { !existing.contains($0.name) }
        remove(entries.map(\.name))
        for entry in entries {
            starts.append(secrets.count)
            lengths.append((entry.name, entry.name.utf8.count + 1 + values.count(of: entry)))
            try secrets.append(entry.name + "=")
            try values.withValue(of: entry) { (value) throws(EJSONError) in try secrets.append(value) }
            try secrets.append("\0")
        }
        return existing
    }

    /// The name of the longest value.
    var largest: String? { lengths.max { $0.count < $1.count }?.name }

    /// Verifies that the variables fit the limits of execve together with `others`, the program's path and arguments.
    ///
    /// - Throws: `undeliverableValue`, with the names of the values that are too long.
    borrowing func requireSpace(beside others: [Argument]) throws(EJSONError) {
        var (one, all) = (0, 0)
        unsafe platform_execution_limits(&one, &all)
        try refuseDelivery(of: lengths.filter { $0.count > one }.map(\.name), .tooLongForVariable(limit: one))
        // Each with its NUL byte and a pointer to it.
        let overhead = 1 + MemoryLayout<UInt>.size
        var total = others.reduce(0) { $0 + $1.bytes.count + overhead }
        total += lengths.reduce(0) { $0 + $1.count + overhead }
        total += plain.reduce(0) { $0 + $1.name.utf8.count + 1 + $1.value.count + overhead }
        total += unsafe inherited.reduce(0) { unsafe $0 + strlen($1) + overhead }
        guard total > all else { return }
        try refuseDelivery(of: [largest].compactMap { $0 }, .tooManyForEnvironment(limit: all))
    }

    /// Calls `body` with the block as `execve` takes it.
    borrowing func withPointers<Result>(
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = unsafe plain.map { entry in
            let name = (entry.name + "=").utf8.map(CChar.init(bitPattern:))
            return unsafe (name + entry.value + [0]).withUnsafeBufferPointer { bytes in
                unsafe bytes.baseAddress.flatMap { unsafe strdup($0) }
            }
        }
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

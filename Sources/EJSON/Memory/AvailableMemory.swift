import CPlatform

// A Swift array for which there is no memory ends the process. So code that needs much memory asks first.

/// Makes sure that there is memory for `bytes` more bytes. Small amounts are not checked, because the system's answer
/// takes dozens of microseconds.
///
/// - Throws: `outOfMemory`. The C function is `platform_available_memory`.
package func requireMemory(_ bytes: Int) throws(EJSONError) {
    guard bytes > 16_777_216 else { return }
    guard bytes < availableMemory() else { throw EJSONError(.outOfMemory) }
}

/// For how many values of a text of `count` bytes there is memory, when each takes `bytes` bytes.
package func greatestValueCount(in count: Int, taking bytes: Int) -> Int {
    // For small texts the system is not asked.
    count <= 262_144 ? .max : availableMemory() / bytes
}

/// The available memory, less an eighth for other processes.
private func availableMemory() -> Int {
    let available = platform_available_memory()
    return Int(clamping: available - available / 8)
}

import CPlatform

// A Swift array for which there is no memory ends the process. So what takes much of it asks before.

/// Makes sure that there is memory for `bytes` more bytes. Little is not asked for: the system's answer takes some dozen
/// microseconds.
///
/// - Throws: `outOfMemory`. The C function is `platform_available_memory`.
package func requireMemory(_ bytes: Int) throws(EJSONError) {
    guard bytes > 16_777_216 else { return }
    guard bytes < availableMemory() else { throw EJSONError(.outOfMemory) }
}

/// How many values of a text of `count` bytes there is memory for, when each takes `bytes` bytes.
package func greatestValueCount(in count: Int, taking bytes: Int) -> Int {
    // Small texts are not worth the question.
    count <= 262_144 ? .max : availableMemory() / bytes
}

/// What may still be taken, less an eighth: other processes need memory too.
private func availableMemory() -> Int {
    let available = platform_available_memory()
    return Int(clamping: available - available / 8)
}

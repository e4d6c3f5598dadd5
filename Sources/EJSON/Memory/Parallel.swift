import CPlatform

/// The result of one call.
final class Outcome<Value: ~Copyable>: @unchecked Sendable {
    // Sendable, because one thread writes it, and it is read after that thread has ended.
    fileprivate var value: Value?
    fileprivate var error: EJSONError?

    /// Hands out the value, once, or throws the error.
    func take() throws(EJSONError) -> Value {
        if let error { throw error }
        guard let value = value.take() else { preconditionFailure("a call returns a value, which is taken once") }
        return value
    }
}

/// Calls `body` with every number below `count`: with 0 on this thread, with each of the others on a thread of its own.
/// Returns after all threads have ended.
///
/// For the compiler `body` escapes, so it takes borrowed values by their address. (The alternative,
/// `withoutActuallyEscaping`, puts this file's path into the binary, and then builds in different directories differ.)
func inParallel<Value: ~Copyable>(
    _ count: Int,
    _ body: @escaping @Sendable (Int) throws(EJSONError) -> Value
) -> [Outcome<Value>] {
    let outcomes = (0..<count).map { _ in Outcome<Value>() }
    callInParallel(count) { number in
        do throws(EJSONError) {
            outcomes[number].value = try body(number)
        } catch {
            outcomes[number].error = error
        }
    }
    return outcomes
}

/// Calls `body` with every number below `count`: with 0 on this thread, with each of the others on a thread of its own.
/// Returns after all have returned.
package func callInParallel(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    var body = body
    unsafe withUnsafeMutablePointer(to: &body) { context in
        unsafe platform_in_parallel(
            CInt(count),
            { context, number in
                let body = unsafe context?.assumingMemoryBound(to: (@Sendable (Int) -> Void).self)
                unsafe body?.pointee(Int(number))
            }, context)
    }
}

/// A part of the items of some work. (An array of bare ranges has a type that takes long to look up, once in a process.)
struct Part: Sendable {
    let range: Range<Int>
}

/// Cuts work into parts of about the same cost, one for each thread. A part takes at least 150 µs, several times as
/// long as the start of a thread. There are at most as many parts as processors, and at most eight, because more gain
/// little.
///
/// - Parameter cost: The approximate cost of an item in nanoseconds. Called once for each item, in order.
func cutIntoParts(_ count: Int, processors: Int, cost: (Int) -> Int) -> [Part] {
    guard processors > 1 else { return [Part(range: 0..<count)] }
    let costs = (0..<count).map(cost)
    let total = costs.reduce(0, +)
    let partCount = min(total / 150_000, processors, 8)
    guard partCount > 1 else { return [Part(range: 0..<count)] }
    var parts: [Part] = []
    var start = 0
    var done = 0
    for (index, cost) in costs.dropLast().enumerated() where parts.count < partCount - 1 {
        done += cost
        if done >= total * (parts.count + 1) / partCount {
            parts.append(Part(range: start..<index + 1))
            start = index + 1
        }
    }
    return parts + [Part(range: start..<count)]
}

/// The number of processors that this process may use.
package let processorCount = Int(platform_processors())

import EJSONProperties

// Looks for inputs that break a property: `--scanner`, then the arguments of libFuzzer, which has the entry point and
// passes over an argument with two dashes.

/// The C function that libFuzzer calls with every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func check(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    do {
        try property.check(input)
    } catch {
        fatalError("\(error)")
    }
    return 0
}

private let property: Property = {
    guard let property = Property.all.first(where: { CommandLine.arguments.contains("--\($0.name)") }) else {
        fatalError("an argument must be one of " + Property.all.map { "--\($0.name)" }.joined(separator: ", "))
    }
    return property
}()

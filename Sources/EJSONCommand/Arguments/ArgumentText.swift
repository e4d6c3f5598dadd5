import CPlatform
import EJSON
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

// Arguments are bytes, and file names may be any. Here they are text in which a byte that is no part of UTF-8 stands as a
// character of a private range, U+10FF00 and the byte's value. An argument that holds a character of that range is
// written in the same way, byte for byte, so that no two arguments become the same text and no byte is lost.

private let firstPrivate: UInt32 = 0x10FF00

/// The first byte in UTF-8 of all characters of that range, and of few others.
private let privateLead: UInt8 = 0xF4

/// The text of an argument or a file name.
func argumentText(_ bytes: [UInt8]) -> String {
    if !bytes.contains(privateLead), let text = String(validating: bytes, as: UTF8.self) { return text }
    var text = String.UnicodeScalarView()
    var rest = bytes[...]
    while let byte = rest.first {
        // The shortest piece from here that is UTF-8 is a character.
        let count = (1...4).first { $0 <= rest.count && String(validating: rest.prefix($0), as: UTF8.self) != nil }
        let scalar = count.flatMap { String(decoding: rest.prefix($0), as: UTF8.self).unicodeScalars.first }
        if let count, let scalar, scalar.value < firstPrivate {
            text.append(scalar)
            rest = rest.dropFirst(count)
        } else {
            if let stand = Unicode.Scalar(firstPrivate + UInt32(byte)) { text.append(stand) }
            rest = rest.dropFirst()
        }
    }
    return String(text)
}

/// The same of a file name.
func argumentText(_ path: FilePath) -> String { argumentText(path.bytes) }

/// The bytes of an argument.
func argumentBytes(_ text: String) -> [UInt8] {
    guard text.utf8.contains(privateLead) else { return Array(text.utf8) }
    return text.unicodeScalars.flatMap { scalar in
        byte(of: scalar).map { [$0] } ?? Array(String(scalar).utf8)
    }
}

/// The byte that a character stands for; `nil` for an ordinary one.
func byte(of scalar: Unicode.Scalar) -> UInt8? {
    0...0xFF ~= Int(scalar.value) - Int(firstPrivate) ? UInt8(scalar.value - firstPrivate) : nil
}

/// Whether an argument is not UTF-8, which a value or a path of keys must be. (One that holds characters of the private
/// range is: those have no meaning to anybody, but they are kept.)
func isNotUTF8(_ argument: String) -> Bool {
    argument.utf8.contains(privateLead) && String(validating: argumentBytes(argument), as: UTF8.self) == nil
}

extension FilePath {
    /// The path that an argument names, byte for byte.
    init(argument: String) {
        self = argument.utf8.contains(privateLead) ? FilePath(bytes: argumentBytes(argument)) : FilePath(argument)
    }
}

/// The value of an environment variable in the same form; `nil` when it is not set or empty.
func environmentArgument(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let bytes = unsafe UnsafeBufferPointer(start: value, count: strlen(value)).map { UInt8(bitPattern: $0) }
    return bytes.isEmpty ? nil : argumentText(bytes)
}

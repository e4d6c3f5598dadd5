import Crypto
import Hummingbird

/// Whether `signature` (`sha256=` and 64 hex digits) is the HMAC-SHA-256 of `body` with one of the secrets. Takes the
/// same time for every wrong signature.
func isSigned(_ body: ByteBuffer, _ signature: String, with secrets: [String]) -> Bool {
    let prefix = "sha256="
    guard signature.hasPrefix(prefix), let code = bytes(hexadecimal: signature.dropFirst(prefix.count)) else {
        return false
    }
    return secrets.contains { secret in
        HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: body.readableBytesView, using: SymmetricKey(data: Array(secret.utf8)))
    }
}

private func bytes(hexadecimal digits: Substring) -> [UInt8]? {
    let values = digits.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
    guard values.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: values.count, by: 2) {
        guard let high = values[index], let low = values[index + 1] else { return nil }
        bytes.append(UInt8(high << 4 | low))
    }
    return bytes
}

/// What systemd asks for a unit: the credential of `LoadCredential=NAME:SOCKET`.
///
/// systemd says it by the name of its own end of the connection, in the abstract namespace: `HEX/unit/UNIT/NAME`, with 16 random
/// hex digits (systemd.exec(5), `LoadCredential=`).
package struct CredentialRequest: Hashable, Sendable {
    package let unit: String
    package let name: String

    /// - Parameter peerName: without the zero byte in front.
    /// - Returns: `nil` for any other name. No part of it can lead out of a directory.
    package init?(peerName: [UInt8]) {
        guard let text = String(validating: peerName, as: UTF8.self) else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[1] == "unit", !parts[0].isEmpty, parts[0].allSatisfy(\.isHexDigit),
            Self.isName(parts[2], isUnit: true), Self.isName(parts[3], isUnit: false)
        else { return nil }
        unit = String(parts[2])
        name = String(parts[3])
    }

    /// The names that the unit's file may have: its own, and of an instance that of its template.
    package var unitNames: [String] {
        guard let at = unit.firstIndex(of: "@"), let dot = unit.lastIndex(of: "."), at < dot else { return [unit] }
        return [unit, String(unit[...at] + unit[dot...])]
    }

    private static func isName(_ name: Substring, isUnit: Bool) -> Bool {
        1...255 ~= name.utf8.count && !name.hasPrefix(".")
            && name.utf8.allSatisfy { isNameByte($0) || isUnit && "@:\\".utf8.contains($0) }
    }
}

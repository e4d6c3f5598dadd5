import SystemPackage

/// Whether the owner of a file or link is this user, or root, who can read everything anyway.
package func isOwn(_ owner: UInt32) -> Bool {
    owner == 0 || owner == effectiveUser || isOutsideUserNamespace(owner)
}

/// Whether the ID is the one that the kernel shows for owners outside of this process's user namespace. On the host
/// itself it is the ID of the user `nobody`.
func isOutsideUserNamespace(_ owner: UInt32) -> Bool {
    // When the map cannot be read, the owner is taken to be the user `nobody`.
    guard owner == 65_534,
        let map = try? SecretBytes.contents(of: "/proc/self/uid_map").withBytes({ bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        })
    else { return false }
    return map.split(whereSeparator: \.isWhitespace) != ["0", "0", "4294967295"]
}

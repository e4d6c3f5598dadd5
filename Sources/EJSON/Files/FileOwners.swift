import SystemPackage

/// Whether a file or link is this user's or root's, who could read everything anyway.
package func isOwn(_ owner: UInt32) -> Bool {
    owner == 0 || owner == effectiveUser || isOutsideUserNamespace(owner)
}

/// Whether the id is the one that the kernel shows for owners who have none in this process's user namespace. On the
/// host itself it is that of a user, `nobody`.
func isOutsideUserNamespace(_ owner: UInt32) -> Bool {
    // Where that cannot be read, the owner is the user `nobody`: a stranger.
    guard owner == 65_534,
        let map = try? SecretBytes.contents(of: "/proc/self/uid_map").withBytes({ bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        })
    else { return false }
    return map.split(whereSeparator: \.isWhitespace) != ["0", "0", "4294967295"]
}

import CPlatform

/// The number of a user. The C function is `getpwnam`, which only one thread may call.
func number(ofUser name: String) -> UInt32? {
    guard let entry = unsafe getpwnam(name) else { return nil }
    return unsafe entry.pointee.pw_uid
}

/// The number of a group. The C function is `getgrnam`, which only one thread may call.
func number(ofGroup name: String) -> UInt32? {
    guard let entry = unsafe getgrnam(name) else { return nil }
    return unsafe entry.pointee.gr_gid
}

import CPlatform
import EJSON
package import SystemPackage

/// A unix socket that listens: a new one in the place of what a killed process has left. The C function is `platform_listen`.
///
/// - Parameter backlog: how many clients may wait to be accepted.
package func systemListen(
    at path: FilePath,
    _ access: SocketAccess = SocketAccess(),
    backlog: CInt = 256
) throws(Errno) -> CInt {
    let descriptor = unsafe path.withPlatformString {
        unsafe platform_listen($0, access.user ?? .max, access.group ?? .max, mode_t(access.mode), backlog)
    }
    guard descriptor >= 0 else { throw Errno.current }
    return descriptor
}

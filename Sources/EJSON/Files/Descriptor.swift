import CPlatform
import EJSONFormat
package import SystemPackage

/// An open file or directory, which is closed when the value goes. Nothing else in the library and the command owns a
/// descriptor.
package struct Descriptor: ~Copyable, Sendable {
    package let rawValue: CInt

    package init(owning rawValue: CInt) {
        self.rawValue = rawValue
    }

    /// Opens a file for reading. Only if `waiting`, it waits for the other end of a pipe.
    package init(
        reading path: FilePath,
        in directory: CInt = AT_FDCWD,
        followingLinks: Bool = true,
        waiting: Bool = false
    ) throws(Errno) {
        let flags = O_RDONLY | O_NOCTTY | (waiting ? 0 : O_NONBLOCK) | (followingLinks ? 0 : O_NOFOLLOW)
        rawValue = try systemOpen(path, in: directory, flags)
    }

    deinit {
        systemClose(rawValue)
    }

    /// Gives the descriptor up without closing it.
    package consuming func release() -> CInt {
        let number = rawValue
        discard self
        return number
    }

    package borrowing func status() throws(Errno) -> FileStatus {
        try FileStatus(of: rawValue)
    }

    package borrowing func write(_ bytes: Span<UInt8>) throws(Errno) {
        try writeAll(bytes, to: rawValue)
    }

    /// Whether the file holds exactly `bytes`, whatever it held before.
    package borrowing func holds(_ bytes: Span<UInt8>) throws(Errno) -> Bool {
        // With capacity for one more byte, so that a longer file shows.
        var buffer = [UInt8](repeating: 0, count: min(bytes.count + 1, 65_536))
        // The file may hold a plaintext that is about to be sealed.
        defer {
            var span = buffer.mutableSpan
            Sodium.wipe(&span)
        }
        var compared = 0
        while true {
            var span = buffer.mutableSpan
            let count = try systemRead(rawValue, into: &span, from: compared)
            if count == 0 { return compared == bytes.count }
            guard count <= bytes.count - compared else { return false }
            guard haveSameBytes(buffer.span, at: 0, bytes, at: compared, count: count) else { return false }
            compared += count
        }
    }
}

import CPlatform
package import SystemPackage

// Reading and writing.

/// The most bytes in one call, because Darwin refuses more than an `Int32` holds.
private let greatestTransfer = 1 << 30

/// Reads into `room` from `start` on, and returns how many bytes, 0 at the end. The C function is `read`.
package func systemRead(_ descriptor: CInt, into room: inout MutableSpan<UInt8>, at start: Int) throws(Errno) -> Int {
    let end = min(room.count, start + greatestTransfer)
    return try retrying {
        unsafe withMutablePointer(to: &room, start..<end) { unsafe read(descriptor, $0, end - start) }
    }
}

/// Reads at a file's `offset` without moving the descriptor. The C function is `pread`.
package func systemRead(_ descriptor: CInt, into room: inout MutableSpan<UInt8>, from offset: Int) throws(Errno) -> Int
{
    let count = min(room.count, greatestTransfer)
    return try retrying {
        unsafe withMutablePointer(to: &room, 0..<count) { unsafe pread(descriptor, $0, count, off_t(offset)) }
    }
}

/// Moves a file's position, and returns it. The C function is `lseek`.
package func systemSeek(_ descriptor: CInt, to offset: Int, from origin: CInt) throws(Errno) -> Int {
    Int(try retrying { lseek(descriptor, off_t(offset), origin) })
}

/// Writes from `start` on, and returns how many bytes. It also waits for a full pipe that the other side has made
/// non-blocking. The C functions are `write` and `poll`.
package func systemWrite(_ descriptor: CInt, _ bytes: Span<UInt8>, from start: Int) throws(Errno) -> Int {
    let end = min(bytes.count, start + greatestTransfer)
    while true {
        do throws(Errno) {
            return try retrying {
                unsafe withPointer(to: bytes, start..<end) { unsafe write(descriptor, $0, end - start) }
            }
        } catch  where error == .resourceTemporarilyUnavailable || error == .wouldBlock {
            var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = try retrying { unsafe poll(&request, 1, -1) }
        }
    }
}

/// Writes once, without waiting, and returns how many bytes. The C function is `write`.
package func systemWriteOnce(_ descriptor: CInt, _ bytes: Span<UInt8>) throws(Errno) -> Int {
    try retrying { unsafe withPointer(to: bytes, 0..<bytes.count) { unsafe write(descriptor, $0, bytes.count) } }
}

/// Sends all of `bytes` on a socket. A peer that has gone is an error and not a signal. The C function is `send`.
package func systemSend(_ bytes: Span<UInt8>, on socket: CInt) throws(Errno) {
    var sent = 0
    while sent < bytes.count {
        sent += try retrying {
            unsafe withPointer(to: bytes, sent..<bytes.count) {
                unsafe platform_send_some(socket, $0, bytes.count - sent, 1)
            }
        }
    }
}

/// Writes all of `bytes`. Registers are wiped first, because the process may wait for a reader with copied secrets in
/// them.
package func writeAll(_ bytes: Span<UInt8>, to descriptor: CInt) throws(Errno) {
    Sodium.wipeRegisters()
    var written = 0
    while written < bytes.count {
        written += try systemWrite(descriptor, bytes, from: written)
    }
}

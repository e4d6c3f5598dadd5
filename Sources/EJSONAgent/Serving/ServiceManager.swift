import CPlatform
import EJSON

/// systemd, or another manager that speaks as it does: sd_notify(3) and sd_listen_fds(3).
package enum ServiceManager {
    /// Says how the service is: `READY=1`, `STATUS=…`. Without a manager nothing happens.
    package static func notify(_ lines: String...) {
        guard let path = environmentVariable("NOTIFY_SOCKET"), path.hasPrefix("/") || path.hasPrefix("@") else {
            return
        }
        let datagram = Array(lines.joined(separator: "\n").utf8)
        _ = unsafe datagram.withUnsafeBytes { unsafe platform_send(path, $0.baseAddress, $0.count) }
    }

    /// The listening sockets that were passed to this process, by the names in their units. They are taken once: no
    /// process that is started gets them or believes them to be its own.
    package static func takeSockets() -> [String: CInt] {
        defer {
            for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsafe unsetenv(name) }
        }
        guard let process = environmentVariable("LISTEN_PID").flatMap({ Int32($0) }), process == processNumber,
            let count = environmentVariable("LISTEN_FDS").flatMap({ Int32($0) }), 1...4_096 ~= count
        else { return [:] }
        let names = (environmentVariable("LISTEN_FDNAMES") ?? "").split(
            separator: ":", omittingEmptySubsequences: false)
        var sockets: [String: CInt] = [:]
        for index in 0..<Int(count) {
            let descriptor = CInt(3 + index)
            guard systemIsOpen(descriptor) else { continue }
            systemCloseOnExecute(descriptor)
            sockets[index < names.count ? String(names[index]) : "unknown"] = descriptor
        }
        return sockets
    }
}

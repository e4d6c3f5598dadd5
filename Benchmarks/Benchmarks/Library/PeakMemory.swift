#if os(Linux)
    import CBareBoxes
    #if canImport(Musl)
        import Musl
    #else
        import Glibc
    #endif

    /// The most memory that was resident at once while `body` ran, in bytes, above what was before.
    ///
    /// The benchmark package's own metric takes a sample every ten milliseconds, of everything the process holds, the
    /// documents made for the measurement included. Linux counts the peak, and can reset it.
    func peakMemory(of body: () throws -> Void) throws -> Int {
        // What earlier work has freed goes back to the system, or this work would use it unseen.
        bare_boxes_trim()
        guard let request = unsafe fopen("/proc/self/clear_refs", "w") else { return 0 }
        unsafe fputs("5", request)
        unsafe fclose(request)
        let before = status("VmRSS:")
        try body()
        return max(0, status("VmHWM:") - before)
    }

    /// A line of /proc/self/status, in bytes.
    private func status(_ name: String) -> Int {
        guard let file = unsafe fopen("/proc/self/status", "r") else { return 0 }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while unsafe fgets(&line, 256, file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                .split(whereSeparator: \.isWhitespace)
            if words.count >= 2, words[0] == name { return 1024 * (Int(words[1]) ?? 0) }
        }
        return 0
    }
#else
    func peakMemory(of body: () throws -> Void) throws -> Int {
        try body()
        return 0
    }
#endif

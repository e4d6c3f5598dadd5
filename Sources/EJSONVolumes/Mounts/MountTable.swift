import CPlatform
package import EJSON
package import SystemPackage

/// A line of the mount table.
package struct MountEntry: Hashable, Sendable {
    /// The number that the kernel gives a mount.
    package let number: Int
    /// That of its file system, as `MAJOR:MINOR`.
    package let device: String
    package let path: FilePath
    package let type: String
    package let source: String
}

/// The mounts that this process sees, from `/proc/self/mountinfo`: proc_pid_mountinfo(5).
package struct MountTable: Sendable {
    package let entries: [MountEntry]

    /// - Parameter process: whose mounts; those of this one without it.
    /// - Throws: when `/proc` cannot be read, or the process has ended.
    package init(of process: String = "self") throws(EJSONError) {
        self.init(try Self.text(of: process))
    }

    private static func text(of process: String) throws(EJSONError) -> [UInt8] {
        let file = FilePath("/proc").appending(process).appending("mountinfo")
        return try SecretBytes.contents(of: file).withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    /// The mount of a number; `nil` when there is none. Only its own line is read: a host may have thousands.
    static func entry(_ number: Int) throws(EJSONError) -> MountEntry? {
        let start = Array("\(number) ".utf8)
        let line = try text(of: "self").split(separator: 0x0A).first { $0.starts(with: start) }
        return line.flatMap { MountTable(Array($0)).entries.first }
    }

    /// - Parameter text: `36 35 98:0 /root /path options optional… - type source options`, with spaces and the like in
    ///   paths as three octal digits after a backslash. A line that is none is passed over.
    package init(_ text: [UInt8]) {
        entries = text.split(separator: 0x0A).compactMap { line in
            let fields = line.split(separator: 0x20)
            guard let end = fields.firstIndex(where: { $0.elementsEqual("-".utf8) }), end >= 6, fields.count > end + 2,
                let number = Int(String(decoding: fields[0], as: UTF8.self))
            else { return nil }
            let bytes = unescaped(fields[4]).map { CChar(bitPattern: $0) } + [0]
            return MountEntry(
                number: number, device: String(decoding: fields[2], as: UTF8.self),
                path: FilePath(platformString: bytes),
                type: String(decoding: fields[end + 1], as: UTF8.self),
                source: String(decoding: unescaped(fields[end + 2]), as: UTF8.self))
        }
    }

    /// Where volumes of a source are, below a directory, the one that was mounted last first: of several at one path it
    /// is the one that is seen.
    package func volumes(of source: String, below directory: FilePath) -> [FilePath] {
        entries.reversed().filter { entry in
            entry.type == "tmpfs" && entry.source == source && entry.path.starts(with: directory)
        }.map(\.path)
    }

    /// The mount that an open directory is in, by the kernel's number; `nil` where `/proc` does not say.
    static func number(of descriptor: CInt) -> Int? {
        let file = FilePath("/proc/self/fdinfo/\(descriptor)")
        let text = try? SecretBytes.contents(of: file).withBytes { bytes in bytes.indices.map { bytes[$0] } }
        let line = text?.split(separator: 0x0A).first { $0.starts(with: "mnt_id:".utf8) }
        return line.flatMap { Int(String(decoding: $0.dropFirst(7).drop { $0 == 0x09 || $0 == 0x20 }, as: UTF8.self)) }
    }
}

private func unescaped(_ field: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = field
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "\\"), let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
            bytes.append(code)
            rest = rest.dropFirst(3)
        } else {
            bytes.append(byte)
        }
    }
    return bytes
}

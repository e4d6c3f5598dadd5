package import SystemPackage

extension FilePath {
    /// A path from its bytes, whatever they are; as for every path, slashes at its end and doubled ones do not count.
    package init(bytes: some Collection<UInt8>) {
        var name = bytes.map { CChar(bitPattern: $0) }
        name.append(0)
        self.init(platformString: name)
    }

    /// The bytes of the path, as the system has them.
    package var bytes: [UInt8] {
        unsafe withPlatformString { name in
            unsafe UnsafeBufferPointer(start: name, count: length).map { UInt8(bitPattern: $0) }
        }
    }

    /// The bytes of its last component; none for a path that has none.
    package var nameBytes: ArraySlice<UInt8> {
        let bytes = bytes
        return bytes.last == UInt8(ascii: "/") ? [] : bytes.split(separator: UInt8(ascii: "/")).last ?? []
    }
}

package import SystemPackage

extension FilePath {
    /// A path from any bytes. As in every `FilePath`, doubled slashes and slashes at the end are dropped.
    package init(bytes: some Collection<UInt8>) {
        var name = bytes.map { CChar(bitPattern: $0) }
        name.append(0)
        self.init(platformString: name)
    }

    /// The bytes of the path.
    package var bytes: [UInt8] {
        unsafe withPlatformString { name in
            unsafe UnsafeBufferPointer(start: name, count: length).map { UInt8(bitPattern: $0) }
        }
    }

    /// The bytes of the last component; empty for a path without components.
    package var nameBytes: ArraySlice<UInt8> {
        let bytes = bytes
        return bytes.last == UInt8(ascii: "/") ? [] : bytes.split(separator: UInt8(ascii: "/")).last ?? []
    }
}

package import SystemPackage

/// A file that is open and not read yet. It is opened before this process is closed to others, and read after that,
/// because it may hold secrets.
package struct OpenedFile: ~Copyable {
    let path: FilePath
    private let file: Descriptor

    /// Opens a file, pipe or device. Links are followed.
    ///
    /// - Throws: `inputOutput`, with the file.
    package init(_ path: FilePath) throws(EJSONError) {
        self.path = path
        file = try attempt(to: .open, path) { () throws(Errno) in try Descriptor(reading: path, waiting: true) }
    }

    /// The rest of the file, in guarded memory.
    ///
    /// - Parameter isDocument: Whether reading stops at the first byte that no document begins with.
    /// - Throws: `inputOutput`, with the file; `outOfMemory`.
    package borrowing func contents(isDocument: Bool = false) throws(EJSONError) -> SecretBytes {
        do throws(EJSONError) {
            return try SecretBytes.read(file.rawValue, isDocument: isDocument)
        } catch {
            throw error.concerning(path)
        }
    }
}

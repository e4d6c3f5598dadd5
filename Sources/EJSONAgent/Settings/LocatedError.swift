package import EJSON
package import SystemPackage

/// What is wrong with a file, and where, in words for its administrator.
package struct LocatedError: Error, CustomStringConvertible {
    package let file: FilePath
    package var position: EJSONError.Position?
    package let words: String

    /// `FILE:LINE:COLUMN: …`, as editors read it.
    package var description: String {
        let place = position.map { ":\($0)" } ?? ""
        return "\(file)\(place): \(words)"
    }
}

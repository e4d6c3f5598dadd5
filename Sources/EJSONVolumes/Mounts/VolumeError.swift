import EJSON
package import SystemPackage

/// Why a volume cannot be mounted, written or unmounted, in words for who asked for it. It holds no secret.
package struct VolumeError: Error, Hashable, CustomStringConvertible {
    package let path: FilePath
    package let words: String
    package let errno: Errno?

    package init(_ path: FilePath, _ words: String, _ errno: Errno? = nil) {
        self.path = path
        self.words = words
        self.errno = errno
    }

    /// `PATH: WORDS: what the system says`.
    package var description: String {
        ([path.printable, words] + (errno.map { ["\($0)"] } ?? [])).joined(separator: ": ")
    }
}

/// Runs system calls, and reports their failure as one about a path.
func attempt<Result: ~Copyable>(
    _ path: FilePath,
    _ words: String,
    _ body: () throws(Errno) -> Result
) throws(VolumeError) -> Result {
    do throws(Errno) {
        return try body()
    } catch {
        throw VolumeError(path, words, error)
    }
}

import CPlatform
package import EJSON
package import SystemPackage

/// The directories that documents of volumes are read from. A path that leads out of them, by dots or by links, is refused.
package struct DocumentDirectories: Hashable, Sendable {
    package let paths: [FilePath]

    /// The most bytes of a document.
    private static let greatestSize = 64 << 20

    /// - Parameter paths: absolute.
    package init(_ paths: [FilePath]) {
        self.paths = paths
    }

    /// Opens a document's file. Links that stay in the directory are followed.
    ///
    /// - Throws: `VolumeError` for what is in none of the directories, or no regular file.
    package func open(_ file: FilePath) throws(VolumeError) -> Descriptor {
        let directory = try directory(of: file)
        var rest = file
        guard rest.removePrefix(directory) else { throw VolumeError(file, "not in \(directory.printable)") }
        let opened = Descriptor(owning: try open(file, rest, in: directory))
        let status = try attempt(file, "cannot look at the document") { () throws(Errno) in try opened.status() }
        guard status.isRegular else { throw VolumeError(file, "the document is no regular file") }
        guard status.size <= Self.greatestSize else { throw VolumeError(file, "the document has more than 64 MiB") }
        return opened
    }

    /// Makes sure that a path is one of the directories, as far as the path alone says. Links are seen when it is opened.
    package func requireInside(_ file: FilePath) throws(VolumeError) {
        _ = try directory(of: file)
    }

    private func directory(of file: FilePath) throws(VolumeError) -> FilePath {
        guard file.isAbsolute, file.components.allSatisfy({ $0.kind == .regular }) else {
            throw VolumeError(file, "not the absolute path of a document, without dots")
        }
        guard let directory = paths.first(where: { file.starts(with: $0) && $0 != file }) else {
            let list = paths.isEmpty ? "none is configured" : shortList(paths.map(\.printable))
            throw VolumeError(file, "documents are read from configured directories only (\(list))")
        }
        return directory
    }

    private func open(_ file: FilePath, _ rest: FilePath, in directory: FilePath) throws(VolumeError) -> CInt {
        do throws(Errno) {
            let folder = Descriptor(owning: try systemOpen(directory, O_RDONLY | O_DIRECTORY))
            return try systemOpenBeneath(rest, in: folder.rawValue, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        } catch {
            let isOutside = error.rawValue == EXDEV || error == .tooManySymbolicLinkLevels
            throw VolumeError(
                file, isOutside ? "a link leads out of \(directory.printable)" : "cannot open the document", error)
        }
    }
}

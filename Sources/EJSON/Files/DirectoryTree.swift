import CPlatform
package import SystemPackage

/// The files below a directory for whose names `isWanted` returns `true`, in the order of their names. An empty
/// `directory` is the working directory. Links to directories are not followed, and `.git` is skipped. A directory that
/// cannot be read is reported to `onError`, and the others are still searched.
///
/// - Parameter onDirectory: called with each directory below.
package func regularFiles(
    below directory: FilePath,
    where isWanted: (FilePath.Component) -> Bool,
    onDirectory: (FilePath) -> Void = { _ in },
    onError: (EJSONError) -> Void
) -> [FilePath] {
    var files: [FilePath] = []
    var open = [directory]
    while let directory = open.popLast() {
        do throws(EJSONError) {
            let place: FilePath = directory.isEmpty ? "." : directory
            let names = try attempt(to: .openDirectory, place) { () throws(Errno) in try systemEntries(place) }
            var directories: [FilePath] = []
            for name in names.sorted(by: isBefore) where name.kind == .regular && name.string != ".git" {
                let path = directory.appending(name)
                do throws(EJSONError) {
                    if try isDirectory(path, followingLinks: false) {
                        directories.append(path)
                        onDirectory(path)
                    } else if isWanted(name), try !isDirectory(path, followingLinks: true) {
                        files.append(path)
                    }
                } catch {
                    onError(error)
                }
            }
            open += directories.reversed()
        } catch {
            onError(error)
        }
    }
    return files
}

/// Whether a path leads to a directory; `false` when nothing is there any more, and for a link that leads nowhere.
private func isDirectory(_ path: FilePath, followingLinks: Bool) throws(EJSONError) -> Bool {
    do throws(Errno) {
        return try FileStatus(of: path, followingLinks: followingLinks).isDirectory
    } catch  where error == .noSuchFileOrDirectory || error == .tooManySymbolicLinkLevels {
        return false
    } catch {
        throw EJSONError(.inputOutput, .file(.open), file: path, errno: error)
    }
}

/// Removes a directory that only this user can change, with its content. Links are not followed. Returns whether
/// everything is removed.
@discardableResult
package func removeTree(_ directory: FilePath) -> Bool {
    // Errors on the way need no check, because then the directory is not empty and stays.
    for name in (try? systemEntries(directory)) ?? [] where name.kind == .regular {
        let path = directory.appending(name)
        if (try? FileStatus(of: path, followingLinks: false))?.isDirectory == true {
            removeTree(path)
        } else {
            try? systemRemove(path, in: AT_FDCWD)
        }
    }
    try? systemRemoveDirectory(directory)
    return !exists(directory)
}

/// In the order of the bytes.
private func isBefore(_ left: FilePath.Component, _ right: FilePath.Component) -> Bool {
    left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
}

/// Whether the path leads to a directory, links followed. `false` when the system does not say: opening it then gives
/// the reason.
package func isDirectory(_ path: FilePath) -> Bool {
    (try? FileStatus(of: path, followingLinks: true))?.isDirectory == true
}

/// Whether the path leads to a regular file, links followed. `false` when the system does not say.
func isRegularFile(_ path: FilePath) -> Bool {
    (try? FileStatus(of: path, followingLinks: true))?.isRegular == true
}

/// Whether the path leads to a regular file, links followed, that is small enough to be a key. `false` when the system
/// does not say.
package func isSmallFile(_ path: FilePath) -> Bool {
    guard let status = try? FileStatus(of: path, followingLinks: true) else { return false }
    return status.isRegular && status.size <= 4_096
}

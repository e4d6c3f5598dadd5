import CPlatform
package import SystemPackage

/// The files below a directory whose names `isWanted` takes, in the order of their names; `directory` itself may be
/// empty, for the working directory. Links to directories are not followed, and `.git` is passed over. A directory that
/// cannot be read is reported to `onError`, and the others are still searched.
package func regularFiles(
    below directory: FilePath,
    where isWanted: (FilePath.Component) -> Bool,
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

/// Whether a name in a directory leads to a directory. One that has just gone, and a link that leads nowhere, does not.
private func isDirectory(_ path: FilePath, followingLinks: Bool) throws(EJSONError) -> Bool {
    do throws(Errno) {
        return try FileStatus(of: path, followingLinks: followingLinks).isDirectory
    } catch  where error == .noSuchFileOrDirectory || error == .tooManySymbolicLinkLevels {
        return false
    } catch {
        throw EJSONError(.inputOutput, .file(.open), file: path, errno: error)
    }
}

/// Removes a directory of this user's alone, with all that is in it, as far as that can be done. Links are not followed.
/// Returns whether nothing of it is left.
@discardableResult
package func removeTree(_ directory: FilePath) -> Bool {
    // What fails on the way shows at the end: a directory that is not empty stays.
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

/// By bytes.
private func isBefore(_ left: FilePath.Component, _ right: FilePath.Component) -> Bool {
    left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
}

/// Whether the path leads to a directory, links followed. What cannot be looked at is none: opening it says why.
package func isDirectory(_ path: FilePath) -> Bool {
    (try? FileStatus(of: path, followingLinks: true))?.isDirectory == true
}

/// Whether the path leads to a regular file, links followed. What cannot be looked at is none.
func isRegularFile(_ path: FilePath) -> Bool {
    (try? FileStatus(of: path, followingLinks: true))?.isRegular == true
}

/// Whether the path leads to a regular file, links followed, that is small enough to be a key.
/// What cannot be looked at is none.
package func isSmallFile(_ path: FilePath) -> Bool {
    guard let status = try? FileStatus(of: path, followingLinks: true) else { return false }
    return status.isRegular && status.size <= 4_096
}

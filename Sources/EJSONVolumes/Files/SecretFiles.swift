import CPlatform
package import EJSON
package import EJSONDelivery
package import SystemPackage

/// The files of a volume, one a value, written as Kubernetes' AtomicWriter does: a reader sees all old values or all new
/// ones.
///
///     PASSWORD -> ..data/PASSWORD
///     ..data -> ..2026-11-27T20:50:01Z.0123456789abcdef
///     ..2026-11-27T20:50:01Z.0123456789abcdef/PASSWORD
///
/// A root in a container may have changed anything in the volume, so nothing in it is followed or believed.
package enum SecretFiles {
    static let data: FilePath = "..data"
    private static let newData: FilePath = "..data_new"

    /// Makes sure that the values can be files of a volume: of plain values, in UTF-8, with names of files that do not begin
    /// with two dots.
    ///
    /// - Throws: `undeliverableValue`.
    package static func require(_ values: borrowing SecretValues) throws(EJSONError) {
        try values.requirePlainValues()
        try values.requireText()
        try values.requireFileNames()
        try values.require(.notAFileName) { !$0.name.utf8.starts(with: "..".utf8) }
    }

    /// Makes the files of a volume those of `values`. When it throws, the old ones stand, all of them.
    ///
    /// - Parameters:
    ///   - values: as `require(_:)` lets them.
    ///   - directory: The open top directory of the volume.
    ///   - path: For errors.
    /// - Returns: `false` when they were so already, byte for byte.
    @discardableResult
    package static func write(
        _ values: borrowing SecretValues,
        _ access: FileAccess,
        in directory: CInt,
        at path: FilePath
    ) throws -> Bool {
        try require(values)
        let current = currentDirectory(of: directory)
        if let current, try hold(values, access, in: directory, current) { return false }
        removeLeftovers(in: directory, keeping: current)

        let name = FilePath("..\(utcTime()).\(Sodium.randomHexadecimal())")
        var links: [FilePath] = []
        do throws(Errno) {
            try writeFiles(values, access, name, in: directory)
            // Links lead nowhere until the swap. Made after it, a full volume could have new values without names.
            for entry in values.entries where try makeLink(entry.name, in: directory) {
                links.append(FilePath(entry.name))
            }
            try systemMakeLink(newData, to: name, in: directory)
            try systemRename(newData, to: data, in: directory)
        } catch {
            for link in links { removeEntry(link, in: directory) }
            removeEntry(newData, in: directory)
            removeEntry(name, in: directory)
            throw VolumeError(path, "cannot write the values", error)
        }
        removeLeftovers(in: directory, keeping: name, names: Set(values.entries.map(\.name)))
        return true
    }

    /// Removes everything in a volume, as far as that can be done: it is about to be unmounted.
    static func removeAll(in directory: CInt) {
        for entry in (try? systemEntries(ofOpen: directory)) ?? [] {
            removeEntry(FilePath(root: nil, components: entry), in: directory)
        }
    }

    // MARK: Reading what is there

    /// Where `..data` leads; `nil` when it leads to no directory of the volume.
    private static func currentDirectory(of directory: CInt) -> FilePath? {
        guard let name = try? systemReadLink(data, in: directory), name.components.count == 1, name.isRelative,
            name.string.utf8.starts(with: "..2".utf8)
        else { return nil }
        return name
    }

    /// Whether the volume has exactly these values already, with this owner and mode.
    private static func hold(
        _ values: borrowing SecretValues,
        _ access: FileAccess,
        in directory: CInt,
        _ name: FilePath
    ) throws(Errno) -> Bool {
        let folder: Descriptor
        do throws(Errno) {
            folder = Descriptor(owning: try systemOpen(name, in: directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
        } catch {
            return false
        }
        guard try systemEntries(ofOpen: folder.rawValue).count == values.entries.count else { return false }
        for entry in values.entries {
            let entryName = FilePath(entry.name)
            guard (try? systemReadLink(entryName, in: directory)) == data.appending(entry.name) else { return false }
            do throws(Errno) {
                let file = Descriptor(
                    owning: try systemOpen(entryName, in: folder.rawValue, O_RDONLY | O_NONBLOCK | O_NOFOLLOW))
                let status = try file.status()
                let isSame = try values.withValue(of: entry) { (value) throws(Errno) in try file.holds(value) }
                guard isSame, status.isRegular, status.permissions == access.mode, status.user == access.user,
                    status.group == access.group
                else { return false }
            } catch {
                return false
            }
        }
        return true
    }

    // MARK: Writing

    private static func writeFiles(
        _ values: borrowing SecretValues,
        _ access: FileAccess,
        _ name: FilePath,
        in directory: CInt
    ) throws(Errno) {
        try systemMakeDirectory(name, in: directory, mode: 0o700)
        let folder = Descriptor(owning: try systemOpen(name, in: directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
        for entry in values.entries {
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
            let file = Descriptor(
                owning: try systemOpen(FilePath(entry.name), in: folder.rawValue, flags, mode: 0o600))
            try values.withValue(of: entry) { (value) throws(Errno) in try file.write(value) }
            try systemChangeOwner(file.rawValue, user: access.user, group: access.group)
            // After the owner, for that takes the bits of set-user-id away.
            try systemChangeMode(file.rawValue, access.mode)
        }
        // Whatever the umask is.
        try systemChangeMode(folder.rawValue, 0o755)
    }

    /// Returns whether the link was not there.
    private static func makeLink(_ name: String, in directory: CInt) throws(Errno) -> Bool {
        let link = FilePath(name)
        let target = data.appending(name)
        do throws(Errno) {
            try systemMakeLink(link, to: target, in: directory)
            return true
        } catch {
            guard error == .fileExists else { throw error }
        }
        if (try? systemReadLink(link, in: directory)) == target { return false }
        // Somebody else's. It makes way, whatever becomes of the rest.
        removeEntry(link, in: directory)
        try systemMakeLink(link, to: target, in: directory)
        return true
    }

    // MARK: Removing

    /// Removes what an interrupted or an earlier update has left, and with `names` links to values that are gone.
    private static func removeLeftovers(in directory: CInt, keeping current: FilePath?, names: Set<String>? = nil) {
        for entry in (try? systemEntries(ofOpen: directory)) ?? [] {
            let isOwn = entry.string.utf8.starts(with: "..".utf8)
            if isOwn {
                guard entry.string != data.string, entry.string != current?.string else { continue }
            } else {
                guard let names, !names.contains(entry.string) else { continue }
            }
            removeEntry(FilePath(root: nil, components: entry), in: directory)
        }
    }

    /// Removes a file, a link, or a directory with what is in it. What cannot be removed now is a leftover next time.
    private static func removeEntry(_ name: FilePath, in directory: CInt, depth: Int = 32) {
        do throws(Errno) {
            try systemRemoveIfThere(name, in: directory)
        } catch {
            guard depth > 0, let number = try? systemOpen(name, in: directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
            else {
                return
            }
            let folder = Descriptor(owning: number)
            for entry in (try? systemEntries(ofOpen: folder.rawValue)) ?? [] {
                removeEntry(FilePath(root: nil, components: entry), in: folder.rawValue, depth: depth - 1)
            }
            try? systemRemoveDirectory(name, in: directory)
        }
    }
}

import CPlatform
import SystemPackage

extension FileTarget {
    /// The end of a path.
    enum End {
        /// An open descriptor, which the caller owns. For a path that stands for one of this process's descriptors it
        /// is a copy.
        case descriptor(CInt)
        /// A name in a directory, and the status of the file there; `nil` when there is none.
        case name(FileTarget, FileStatus?)
    }

    /// Follows a path step by step, as the system does, and refuses links of other users. (`realpath` follows links
    /// that the kernel would not: `fs.protected_symlinks`.)
    ///
    /// A link in `/proc`, such as `/dev/stdout`, may lead to a pipe, which has no path, or to a file that is appended
    /// to (`>> log`). The text of such a link is not a reliable path, so the system follows it.
    static func leading(from path: FilePath) throws(EJSONError) -> End {
        var walk = try Walk(path)
        while let name = walk.takeName() {
            if let end = try walk.step(name) { return end }
        }
        throw EJSONError(.inputOutput, .file(.directory))
    }
}

private struct Walk: ~Copyable {
    private var directory: Descriptor
    private var place: FilePath
    /// What is still to be walked, in order.
    private var names: ArraySlice<FilePath.Component>
    private var links = 0
    /// Whether the last name comes from a link, so that a file must exist there.
    private var endsInLink = false

    init(_ path: FilePath) throws(EJSONError) {
        place = path.isAbsolute ? "/" : "."
        directory = try Self.openDirectory(place)
        names = ArraySlice(path.components)
    }

    mutating func takeName() -> FilePath.Component? { names.popFirst() }

    mutating func step(_ component: FilePath.Component) throws(EJSONError) -> FileTarget.End? {
        let name = FilePath(root: nil, components: component)
        guard component.kind == .regular else {
            if component.kind == .parentDirectory { try enter(name) }
            return nil
        }
        let isLast = names.allSatisfy { $0.kind == .currentDirectory }
        // For an entry of /dev/fd the system gives the status of the file on Darwin, and that of a link on Linux.
        if isLast, platform_holds_descriptors(directory.rawValue) == 1, let end = try descriptor(name) { return end }
        let status: FileStatus
        do throws(Errno) {
            status = try FileStatus(of: name, in: directory.rawValue, followingLinks: false)
        } catch {
            guard error == .noSuchFileOrDirectory, isLast else {
                throw EJSONError(.inputOutput, .file(.open), errno: error)
            }
            guard !endsInLink else { throw EJSONError(.inputOutput, .file(.danglingLink), errno: error) }
            return .name(try target(name), nil)
        }
        if status.isLink {
            endsInLink = endsInLink || isLast
            try follow(name, status)
        } else if isLast {
            guard !status.isDirectory else { throw EJSONError(.inputOutput, .file(.directory)) }
            return .name(try target(name), status)
        } else {
            try enter(name)
        }
        return nil
    }

    private mutating func follow(_ name: FilePath, _ status: FileStatus) throws(EJSONError) {
        if platform_holds_descriptors(directory.rawValue) == 1 { return try enter(name, followingLinks: true) }
        guard isOwn(status.user) else {
            let link = place.appending(name.components)
            throw EJSONError(.inputOutput, .file(.foreignLink(status.user)), file: link)
        }
        links += 1
        guard links <= 40 else { throw EJSONError(.inputOutput, .file(.open), errno: .tooManySymbolicLinkLevels) }
        let link = directory.rawValue
        let text = try attempt(to: .open) { () throws(Errno) in try systemReadLink(name, in: link) }
        if text.isAbsolute {
            place = "/"
            directory = try Self.openDirectory(place)
        }
        names = text.components + names
    }

    private mutating func enter(_ name: FilePath, followingLinks: Bool = false) throws(EJSONError) {
        let parent = directory.rawValue
        let next = try attempt(to: .open) { () throws(Errno) in
            Descriptor(owning: try systemEnterDirectory(name, in: parent, followingLinks: followingLinks))
        }
        directory = next
        place = place.appending(name.components)
    }

    /// The file of a name that stands for a descriptor; `nil` for another name.
    private borrowing func descriptor(_ name: FilePath) throws(EJSONError) -> FileTarget.End? {
        let directory = directory.rawValue
        if let number = CInt(name.string), isOwnDescriptorDirectory() {
            return .descriptor(try attempt(to: .open) { () throws(Errno) in try systemDuplicate(number) })
        }
        // A descriptor of another process, or another link in /proc. A file is appended to, because it may be a log.
        guard (try? FileStatus(of: name, in: directory, followingLinks: false))?.isLink == true else { return nil }
        let flags = O_WRONLY | O_APPEND | O_NOCTTY
        let file = try attempt(to: .open) { () throws(Errno) in
            Descriptor(owning: try systemOpen(name, in: directory, flags))
        }
        let status = try attempt(to: .open) { () throws(Errno) in try file.status() }
        guard isOwn(status.user) else { throw EJSONError(.inputOutput, .file(.foreignFile(status.user))) }
        guard status.isRegular || status.isPipe || status.isCharacterDevice else {
            throw EJSONError(.inputOutput, .file(.notRegular))
        }
        return .descriptor(try attempt(to: .open) { () throws(Errno) in try systemDuplicate(file.rawValue) })
    }

    /// Whether this is a directory of this process's descriptors.
    private borrowing func isOwnDescriptorDirectory() -> Bool {
        for path in ["/proc/self/fd", "/proc/thread-self/fd", "/dev/fd"] as [FilePath] {
            // Not all of them exist on every system.
            guard let own = try? systemOpenDirectory(path) else { continue }
            defer { systemClose(own) }
            let (here, there) = (try? directory.status().identity, try? FileStatus(of: own).identity)
            if here != nil, here == there { return true }
        }
        return false
    }

    private borrowing func target(_ name: FilePath) throws(EJSONError) -> FileTarget {
        let parent = directory.rawValue
        let descriptor = try attempt(to: .openDirectory, place) { () throws(Errno) in
            try systemOpen(".", in: parent, O_RDONLY | O_DIRECTORY)
        }
        return FileTarget(directory: OpenDirectory(place, owning: descriptor), name: name)
    }

    private static func openDirectory(_ path: FilePath) throws(EJSONError) -> Descriptor {
        try attempt(to: .openDirectory, path) { () throws(Errno) in
            Descriptor(owning: try systemOpenDirectory(path))
        }
    }
}

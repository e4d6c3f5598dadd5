import CPlatform
import EJSON
import EJSONDelivery
import EJSONFormat
import EJSONTesting
import SystemPackage

@testable import EJSONVolumes

/// A directory for one test, removed at its end with what is mounted in it.
struct VolumeScratch: ~Copyable {
    let path: FilePath

    init() throws {
        path = FilePath("/tmp/ejson-volumes-\(Sodium.randomHexadecimal())")
        try systemMakeDirectory(path, mode: 0o700)
    }

    deinit {
        for mounted in (try? SecretMount.all(below: path, source: Self.source)) ?? [] {
            try? SecretMount.unmount(at: mounted, source: Self.source)
        }
        removeTree(path)
    }

    /// A source of its own, so that no volume of the host is touched.
    static let source = "ejson-test"

    static var options: SecretMount.Options { SecretMount.Options(source: source) }

    func directory(_ name: String) throws -> FilePath {
        try systemMakeDirectory(path.appending(name), mode: 0o700)
        return path.appending(name)
    }

    func write(_ text: [UInt8], to name: String) throws {
        let file = try FileDescriptor.open(
            path.appending(name), .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
        try file.closeAfter { _ = try file.writeAll(text) }
    }
}

/// The access of files that this user can make.
let ownAccess = FileAccess(mode: 0o400, user: effectiveUser, group: effectiveGroup)

let isRoot = effectiveUser == 0

/// Values as they come out of a document.
func values(_ json: String) throws -> SecretValues {
    let document = #"{"environment": "# + json + "}"
    return try SecretValues(
        SecretBytes(copying: Array(document.utf8).span), at: ValuePath(components: ["environment"]))
}

/// A descriptor of an open directory.
func opened(_ path: FilePath) throws -> FileDescriptor {
    FileDescriptor(rawValue: try systemOpen(path, O_RDONLY | O_DIRECTORY))
}

/// What programs see in a volume: the names that are not hidden, with what the files hold.
func contents(_ path: FilePath) throws -> [String: String] {
    var contents: [String: String] = [:]
    for name in try systemList(path) where !name.hasPrefix(".") {
        contents[name] = try read(path.appending(name))
    }
    return contents
}

func read(_ file: FilePath) throws -> String {
    try SecretBytes.contents(of: file).withBytes { bytes in
        String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    }
}

/// How many entries a volume has, links and directories of its own included.
func entryCount(_ path: FilePath) throws -> Int {
    try systemList(path).filter { $0 != "." && $0 != ".." }.count
}

import Foundation
import SystemPackage
import EJSONTestSupport
import Testing

@testable import EJSON

@Suite struct KeyDirectoryTests {
    private let temporary: TemporaryDirectory
    private let directory: KeyDirectory
    private let publicKey: PublicKey
    private let privateHex: String

    init() throws {
        temporary = try TemporaryDirectory()
        directory = KeyDirectory(temporary.path)
        publicKey = try PublicKey(hexadecimal: TestData.publicKey)
        privateHex = try contents(of: TestData.keys.file(for: publicKey))
    }

    private func found() throws -> PublicKey { try directory.privateKey(for: publicKey).publicKey }

    @Test(arguments: [0o400, 0o440, 0o600, 0o640, 0o644])
    func readsKeyFilesThatOthersCannotWrite(_ mode: Int) throws {
        try temporary.write(privateHex, to: TestData.publicKey, mode: mode)
        #expect(try found() == publicKey)
    }

    /// As Kubernetes mounts secrets: name -> ..data/name -> ..2026/name.
    @Test func followsLinks() throws {
        try FileManager.default.createDirectory(
            atPath: temporary.path.appending("..2026").string, withIntermediateDirectories: false)
        try temporary.write(privateHex, to: "..2026/\(publicKey)")
        try FileManager.default.createSymbolicLink(
            atPath: temporary.path.appending("..data").string, withDestinationPath: "..2026")
        try FileManager.default.createSymbolicLink(
            atPath: directory.file(for: publicKey).string, withDestinationPath: "..data/\(publicKey)")
        #expect(try found() == publicKey)
    }

    @Test(arguments: [0o666, 0o602, 0o777])
    func refusesKeyFilesThatOthersCanWrite(_ mode: Int) throws {
        try temporary.write(privateHex, to: TestData.publicKey, mode: mode)
        let error = failure { _ = try found() }
        #expect(error?.code == .insecureKeyDirectory)
        #expect(error?.reason == .permissions(.writableByEveryone))
        #expect(error?.file == directory.file(for: publicKey))
    }

    @Test func refusesWhatIsNoSmallRegularFile() throws {
        let file = directory.file(for: publicKey).string
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
        #expect(failure { _ = try found() }?.reason == .file(.notRegular))
        try FileManager.default.removeItem(atPath: file)
        try makeFIFO(FilePath(file))
        #expect(failure { _ = try found() }?.reason == .file(.notRegular))
        try FileManager.default.removeItem(atPath: file)
        try temporary.write(privateHex + String(repeating: "\n", count: 4096), to: TestData.publicKey)
        #expect(failure { _ = try found() }?.reason == .file(.tooLarge))
    }

    @Test func saysWhichKeyIsMissing() throws {
        for directory in [directory, KeyDirectory(temporary.path.appending("none"))] {
            let error = failure { _ = try directory.privateKey(for: publicKey) }
            #expect(error?.code == .keyNotFound)
            #expect(error?.publicKey == publicKey)
            #expect(error?.keyDirectory == directory.path)
        }
    }

    @Test func tellsAKeyThatBelongsToAnother() throws {
        let other = try KeyPair.generate()
        let content = try other.privateKey.keyFileContent().withBytes { String(decoding: Array($0), as: UTF8.self) }
        try temporary.write(content, to: TestData.publicKey)
        #expect(failure { _ = try found() }?.code == .keyMismatch)
    }

    @Test func storesANewKeyAndNeverOverAnother() throws {
        let keyPair = try KeyPair.generate()
        let file = try directory.store(keyPair)
        #expect(file == directory.file(for: keyPair.publicKey))
        #expect(try attribute(.posixPermissions, of: file) == 0o440)
        #expect(try contents(of: file).utf8.count == 65)
        #expect(try directory.privateKey(for: keyPair.publicKey).publicKey == keyPair.publicKey)

        let before = try contents(of: file)
        let error = failure { _ = try directory.store(keyPair) }
        #expect(error?.reason == .file(.alreadyExists))
        #expect(try contents(of: file) == before)
        #expect(try temporary.entries() == [keyPair.publicKey.description])
    }

    @Test func doesNotMakeTheDirectory() throws {
        let missing = KeyDirectory(temporary.path.appending("none"))
        let keyPair = try KeyPair.generate()
        let error = failure { _ = try missing.store(keyPair) }
        #expect(error?.errno == .noSuchFileOrDirectory)
        #expect(error?.keyDirectory == missing.path)
    }

    @Test func listsThePublicKeys() throws {
        let keyPair = try KeyPair.generate()
        _ = try directory.store(keyPair)
        try temporary.write("", to: "README")
        try temporary.write("", to: TestData.publicKey.uppercased())
        try temporary.write(privateHex, to: TestData.publicKey)
        let expected = [keyPair.publicKey, publicKey].sorted { $0.description < $1.description }
        #expect(try directory.publicKeys() == expected)
    }

    // MARK: Owners and modes; `KeyPermissionsTests` has the table

    /// Warnings are the errors that a strict policy throws.
    @Test func warnsOrRefusesByPolicy() throws {
        // A disk: in memory everyone may read.
        let temporary = try TemporaryDirectory(in: URL(filePath: "/var/tmp"))
        let file = try temporary.write(privateHex, to: TestData.publicKey, mode: 0o644)
        var directory = KeyDirectory(temporary.path)
        #expect(directory.policy == .standard)
        var warnings: [EJSONError] = []
        let found = try directory.privateKey(for: publicKey) { warnings.append($0) }.publicKey
        #expect(found == publicKey)

        directory.policy = .strict
        let error = failure { _ = try directory.privateKey(for: publicKey) { warnings.append($0) } }
        #expect(warnings.count == 1)
        for told in warnings + [error].compactMap({ $0 }) {
            #expect(told.code == .insecureKeyDirectory)
            #expect(told.reason == .permissions(.readableByEveryone))
            #expect(told.file == file && told.keyDirectory == temporary.path && told.publicKey == publicKey)
        }
        #expect(error != nil)
    }

    @Test func namesTheDirectoryThatOthersCanWrite() throws {
        try temporary.write(privateHex, to: TestData.publicKey, mode: 0o600)
        for (mode, problem) in [(0o777, KeyPermissions.Problem.writableByEveryone), (0o1777, .sharedDirectory)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: temporary.path.string)
            let error = failure { _ = try found() }
            #expect(error?.reason == .permissions(problem))
            #expect(error?.file == temporary.path)
        }
    }

    @Test func reportsWhatItHolds() throws {
        let keyPair = try KeyPair.generate()
        _ = try directory.store(keyPair)
        try temporary.write(privateHex, to: TestData.publicKey, mode: 0o602)
        try temporary.write("", to: "README")
        try temporary.write("", to: "..data")
        let report = try directory.report()
        #expect(report.permissions.owner == geteuid() && report.permissions.verdict(.strict) == .passes)
        #expect(try report.keys.map(\.publicKey) == directory.publicKeys())
        #expect(report.keys.allSatisfy { $0.error == nil && $0.file == directory.file(for: $0.publicKey) })
        #expect(report.keys.first { $0.publicKey == publicKey }?.permissions?.mode == FilePermissions(rawValue: 0o602))
        #expect(report.opens(keyPair.publicKey) && !report.opens(publicKey))
        #expect(report.otherFiles == ["README"])
    }
}

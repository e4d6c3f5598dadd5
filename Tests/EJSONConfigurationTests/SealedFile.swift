#if Configuration

    import EJSON
    import EJSONTesting
    import Foundation
    import SystemPackage

    /// A sealed document in a file and a key directory for it, both in a directory of their own.
    final class SealedFile {
        let directory: URL
        let path: FilePath
        let keys: KeyDirectory
        private var versions = 0

        init(_ json: String) throws {
            directory = FileManager.default.temporaryDirectory.appending(path: "ejson-test-\(UUID().uuidString)")
            let keyDirectory = directory.appending(path: "keys")
            try FileManager.default.createDirectory(at: keyDirectory, withIntermediateDirectories: true)
            path = FilePath(directory.appending(path: "secrets.ejson").path())
            keys = KeyDirectory(FilePath(keyDirectory.path()))
            try seal(json)
        }

        deinit {
            try? FileManager.default.removeItem(at: directory)
        }

        /// Puts another document in the file's place, sealed to a new key. `withKey` says whether the key comes with it.
        func seal(_ json: String, withKey: Bool = true) throws {
            let document = try InMemoryDocument(json)
            if withKey { _ = try keys.store(document.keyPair) }
            try write(document.text)
        }

        func setKeyModes(_ mode: Int) throws {
            for key in try keys.publicKeys() {
                try FileManager.default.setAttributes(
                    [.posixPermissions: mode], ofItemAtPath: keys.file(for: key).string)
            }
        }

        func write(_ text: [UInt8]) throws {
            let new = directory.appending(path: "new")
            try Data(text).write(to: new)
            // Files written within one tick of the clock would look the same.
            versions += 1
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: Double(versions))], ofItemAtPath: new.path())
            guard unsafe rename(new.path(), path.string) == 0 else { throw Errno(rawValue: errno) }
        }
    }

#endif

import EJSON
import SystemPackage

/// Reports who else can read, change or replace a private key that this command has read or stored.
///
/// All commands do, in the same words, and once, however many documents are opened with one key. Exceptions are `ejson
/// keys` and `ejson doctor`, whose output says it, and git's textconv driver, which git calls for every version that it
/// shows.
enum KeyWarnings {
    // Only the main thread reports. A list of a few: each type of collection that the program has costs every start a
    // little.
    private nonisolated(unsafe) static var reported: [String] = []
    private nonisolated(unsafe) static var isSilent = false

    /// Reports nothing from here on: for a command that was asked to print nothing.
    static func silence() { unsafe isSilent = true }

    /// The problem of a key that was read.
    static func report(_ problem: EJSONError) { report(message(for: problem)) }

    /// The same in words.
    static func report(_ message: Message) {
        if unsafe isSilent || reported.contains(message.words) { return }
        unsafe reported.append(message.words)
        printWarning(message)
    }

    /// The problems of a directory in which a key was stored. What could not be looked at is reported too.
    static func report(on directory: KeyDirectory) {
        do throws(EJSONError) {
            for problem in try directory.permissions().problems {
                report(message(for: problem, of: "the key directory \(printable(directory.path))", directory.path))
            }
        } catch {
            report(error)
        }
    }
}

extension KeyDirectory {
    /// Stores a key pair, and reports who else can change or replace it.
    func add(_ keyPair: borrowing KeyPair) throws(EJSONError) {
        _ = try store(keyPair)
        KeyWarnings.report(on: self)
    }

    /// Generates and stores a key pair, with the same reports, and returns its public key.
    func addNewKeyPair() throws(EJSONError) -> PublicKey {
        let publicKey = try storeNewKeyPair()
        KeyWarnings.report(on: self)
        return publicKey
    }
}

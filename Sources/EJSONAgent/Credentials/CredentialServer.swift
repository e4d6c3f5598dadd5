import CPlatform
import EJSON
package import SystemPackage

/// Gives units their credentials. It has no keys: it is a client of the agent, one for each document.
package struct CredentialServer: Sendable {
    /// The directory of files `UNIT.json`.
    private let directory: FilePath
    private let log: @Sendable (String) -> Void

    /// - Parameter log: called with a line for each credential that was given or refused, and nothing of a value.
    package init(_ directory: FilePath, log: @escaping @Sendable (String) -> Void) {
        self.directory = directory
        self.log = log
    }

    /// Answers one connection after the other, and does not return.
    package func serve(_ listening: CInt) throws(Errno) {
        while true {
            let connection = platform_accept(listening, -1)
            guard connection >= 0 else {
                let error = Errno.current
                guard [.interrupted, .connectionAbort, .resourceTemporarilyUnavailable].contains(error) else {
                    throw error
                }
                continue
            }
            answer(connection)
            systemClose(connection)
        }
    }

    private func answer(_ connection: CInt) {
        do {
            let request = try request(connection)
            let (source, file) = try source(of: request)
            let value = try source.value(of: request.name, file: file)
            guard 1...CredentialReply.greatestCount ~= value.count else {
                throw LocatedError(
                    file: source.document, words: "the value of \(request.name) is empty or has more than 1 MiB")
            }
            guard CredentialReply.send(value, to: connection) else {
                return log("\(request.unit): \(request.name) was not taken")
            }
            log("\(request.unit): \(request.name) was given")
        } catch {
            log("refused: \(error)")
            CredentialReply.refuse(connection)
        }
    }

    /// Who asks, and what for. Any user can bind a socket to any name, so only root is believed.
    private func request(_ connection: CInt) throws -> CredentialRequest {
        var peer = platform_peer()
        guard unsafe platform_peer(connection, &peer) == 0 else { throw Errno.current }
        guard peer.user == 0 else {
            throw LocatedError(file: directory, words: "user \(peer.user) asked, and only root is believed")
        }
        var name = [CChar](repeating: 0, count: 128)
        let count = unsafe platform_peer_name(connection, &name, name.count)
        guard count > 0, let request = CredentialRequest(peerName: name[..<count].map { UInt8(bitPattern: $0) }) else {
            throw LocatedError(file: directory, words: "a peer asked that is no unit's credential of systemd")
        }
        return request
    }

    private func source(of request: CredentialRequest) throws(LocatedError) -> (CredentialSource, FilePath) {
        let files = request.unitNames.map { directory.appending("\($0).json") }
        for file in files where exists(file) {
            return (try CredentialSource(contentsOf: file), file)
        }
        throw LocatedError(file: files[0], words: "there is no such file, so the unit has no credentials")
    }
}

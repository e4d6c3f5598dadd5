import CPlatform
package import SystemPackage

/// An agent on the host, `ejson-agent`, that decrypts documents and keeps their private keys.
///
/// Over a socket it gives the keys that a document's private key shares with the document's ephemeral keys. A shared
/// key opens what was sealed with that ephemeral key in that document, and nothing else.
package struct Agent: Hashable, Sendable {
    /// The agent's socket.
    package let path: FilePath

    /// Names a socket; nothing is asked yet.
    package init(_ path: FilePath) {
        self.path = path
    }

    /// Names a socket, for a caller who cannot wait that long for an answer.
    package init(_ path: FilePath, milliseconds: Int) {
        self.path = path
        self.milliseconds = CInt(clamping: milliseconds)
    }

    /// The agent that the environment variable `EJSON_AGENT` names; `nil` when it is unset or empty.
    package static var environment: Agent? {
        environmentPath("EJSON_AGENT").map { Agent($0) }
    }

    /// How long one answer may take. A busy agent answers late. Without a limit, a service would wait for ever for one
    /// that never answers.
    private var milliseconds: CInt = 10_000

    /// The shared keys of a document's public key and these ephemeral keys, which are all different.
    ///
    /// - Parameter name: The name of the document in the agent's record.
    /// - Throws: `agentUnavailable`, `refusedByAgent`, with the socket; `outOfMemory`.
    func sharedKeys(
        of document: PublicKey,
        _ ephemeralKeys: [PublicKey],
        name: String
    ) throws(EJSONError) -> SharedKeys {
        do throws(EJSONError) {
            guard !ephemeralKeys.isEmpty else { return try SharedKeys(of: document, ephemeralKeys) }
            let connection = try connect()
            var rest = ephemeralKeys[...]
            // Asks for the next keys, and returns how many.
            func ask() throws(EJSONError) -> Int {
                let batch = Array(rest.prefix(AgentFrame.greatestKeyCount))
                rest = rest.dropFirst(batch.count)
                try connection.send(AgentRequest(document: document, name: name, ephemeralKeys: batch).encoded.span)
                return batch.count
            }
            let first = try ask()
            // What the answer and the decryption after it need is made while the agent works.
            var keys = try SharedKeys(of: document, ephemeralKeys)
            SecretBytes.makeReady(2)
            try keys.receive(first, over: connection)
            while !rest.isEmpty { try keys.receive(ask(), over: connection) }
            return keys
        } catch {
            var error = error.concerning(path)
            error.publicKey = document
            throw error
        }
    }

    /// Connects, and asks for nothing.
    ///
    /// - Throws: `agentUnavailable`.
    package func requireListening() throws(EJSONError) {
        do throws(EJSONError) {
            _ = try connect()
        } catch {
            throw error.concerning(path)
        }
    }

    private func connect() throws(EJSONError) -> AgentConnection {
        let descriptor = unsafe path.withPlatformString { unsafe platform_connect($0, milliseconds) }
        guard descriptor >= 0 else {
            throw EJSONError(.agentUnavailable, .agent(.unreachable), errno: Errno.current)
        }
        return AgentConnection(Descriptor(owning: descriptor))
    }
}

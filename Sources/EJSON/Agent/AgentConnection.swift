import EJSONFormat
import SystemPackage

/// A connection to an agent: one request after the other, each answered before the next is sent.
struct AgentConnection: ~Copyable {
    private let socket: Descriptor

    /// - Parameter socket: A socket with timeouts for reading and writing.
    init(_ socket: consuming Descriptor) {
        self.socket = socket
    }

    borrowing func send(_ bytes: Span<UInt8>) throws(EJSONError) {
        do throws(Errno) {
            try systemSend(bytes, on: socket.rawValue)
        } catch {
            // An agent that refuses before it has read everything closes the connection, and its answer can still be
            // read.
            guard error != .brokenPipe, error != .connectionReset else { return }
            throw EJSONError(.agentUnavailable, .agent(.noAnswer), errno: error)
        }
    }

    /// Appends the shared keys of an answer to `keys`, which must have the capacity. They are read from the kernel into
    /// guarded memory directly.
    borrowing func receiveAnswer(keys count: Int, appendingTo keys: inout SecretBytes) throws(EJSONError) {
        var header = [UInt8](repeating: 0, count: AgentFrame.headerCount)
        var span = header.mutableSpan
        try receive(into: &span, 0..<AgentFrame.headerCount)
        let expected: Int
        do throws(AgentProblem) {
            expected = try AgentAnswer.countBehind(header: header.span, keys: count)
        } catch {
            throw EJSONError(error == .malformedAnswer ? .agentUnavailable : .refusedByAgent, .agent(error))
        }
        try keys.withRoom { (room, used) throws(EJSONError) in
            try receive(into: &room, used..<used + expected)
            used += expected
        }
    }

    private borrowing func receive(into room: inout MutableSpan<UInt8>, _ range: Range<Int>) throws(EJSONError) {
        var received = range.lowerBound
        while received < range.upperBound {
            let count: Int
            do throws(Errno) {
                count = try systemRead(socket.rawValue, into: &room, at: received)
            } catch {
                throw EJSONError(.agentUnavailable, .agent(.noAnswer), errno: error)
            }
            guard count > 0 else { throw EJSONError(.agentUnavailable, .agent(.noAnswer)) }
            received += count
            guard received <= range.upperBound else { throw EJSONError(.agentUnavailable, .agent(.malformedAnswer)) }
        }
    }
}

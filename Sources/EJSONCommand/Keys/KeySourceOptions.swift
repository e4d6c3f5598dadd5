import CommandLineFlags
import EJSON
import SystemPackage

/// Where a command that needs no private key for itself, but what a key opens, looks for it: `--keydir`, `--identity` and
/// `--agent`.
struct KeySourceOptions: ParameterGroup {
    var keys = KeyRingOptions()
    var agent: FilePath?

    mutating func declare(in parameters: inout Parameters) {
        parameters.group(&keys)
        parameters.option(
            "--agent", value: "socket",
            help: "Open documents through the agent at this socket, without their keys. (default: $EJSON_AGENT)",
            completion: .file, into: &agent)
    }

    func validate() throws(UsageError) {
        guard let agent else { return }
        if keys.namesKeys { throw UsageError("--agent needs no key: leave out --keydir and --identity.") }
        if agent.isEmpty { throw UsageError("--agent needs the path of a socket.") }
    }

    func source(_ policy: KeyDirectory.Policy) -> KeySource {
        if let agent { return .agent(agent) }
        // Keys that are named are meant.
        if !keys.namesKeys, let agent = Agent.environment { return .agent(agent.path) }
        return .keyRing(keys.ring(policy))
    }
}

package import EJSON
package import SystemPackage

/// Why a request is refused: what kubelet does about it, and the sentence that becomes the pod's event.
package struct DriverError: Error, Hashable, CustomStringConvertible {
    /// What kubelet can do. It asks again in every case, at growing intervals.
    package enum Code: Hashable, Sendable {
        /// The request, or the pod's `volumeAttributes`, is wrong.
        case invalid
        /// The volume is published with other attributes.
        case alreadyPublished
        /// Another request for this volume runs.
        case pending
        /// The node's policy does not let this pod open the document, or the agent refuses it.
        case denied
        /// Something of the node is not as it must be.
        case precondition
        /// No memory, no file descriptors.
        case exhausted
        /// The agent does not answer.
        case unavailable
        /// Anything else.
        case failed
    }

    package let code: Code

    /// Holds no secret, and nothing of a document but key paths.
    package let description: String

    package init(_ code: Code, _ words: String) {
        self.code = code
        description = Self.cut(words)
    }

    /// The words that `ejson run` would print.
    package init(_ error: EJSONError) {
        switch error.code {
        case .agentUnavailable: self.init(.unavailable, "\(error)")
        case .refusedByAgent: self.init(.denied, "\(error)")
        case .outOfMemory: self.init(.exhausted, "\(error)")
        default: self.init(.precondition, "\(error)")
        }
    }

    /// - Parameter error: What the system has said; `nil` when it was not asked.
    package init(_ error: Errno?, _ words: String) {
        switch error {
        case .noSpace, .noMemory, .tooManyOpenFiles, .tooManyOpenFilesInSystem: self.init(.exhausted, words)
        default: self.init(.precondition, words)
        }
    }

    /// A status travels in a header, whose size clients limit.
    private static func cut(_ words: String) -> String {
        let most = 1024
        guard words.utf8.count > most else { return words }
        var words = words
        while words.utf8.count > most - 3 { words.removeLast() }
        return words + "..."
    }
}

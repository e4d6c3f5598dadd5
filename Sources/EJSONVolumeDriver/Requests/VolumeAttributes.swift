package import EJSONFormat
package import SystemPackage

/// What a pod asks for: its `volumeAttributes`, which its author chooses, and the pod itself, which kubelet adds.
package struct VolumeAttributes: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// The text of a sealed document.
        case text(String)
        /// A document on the node.
        case file(FilePath)
    }

    package let pod: Pod
    package let source: Source

    /// The path of the object whose members become files; `nil` for `environment`.
    package let select: ValuePath?

    /// The members that become files; all when it is empty.
    package let only: [String]

    /// Of each file; `nil` for what the pod's `fsGroup` asks for.
    package let mode: UInt32?

    /// - Parameters:
    ///   - context: The request's `volume_context`.
    ///   - target: The request's path. kubelet makes it with the pod's UID, which nobody knows before the pod is there. So a
    ///     context that has this UID is one that kubelet has written its members over: had an author invented the
    ///     namespace, because the CSIDriver object lacks `podInfoOnMount`, the UID would be missing, or wrong.
    package init(_ context: [String: String], target: TargetPath) throws(DriverError) {
        var own = context
        func kubelet(_ name: String) throws(DriverError) -> String {
            guard let value = own.removeValue(forKey: Self.kubeletPrefix + name) else {
                throw DriverError(
                    .precondition,
                    "kubelet does not say which pod this is (\(name)): the CSIDriver object needs podInfoOnMount: true")
            }
            return value
        }
        pod = Pod(
            namespace: try kubelet("pod.namespace"), name: try kubelet("pod.name"), uid: try kubelet("pod.uid"),
            serviceAccount: try kubelet("serviceAccount.name"))
        guard pod.uid == target.podUID else {
            throw DriverError(
                .precondition,
                "the pod's UID is not that of its directory: the CSIDriver object needs podInfoOnMount: true")
        }
        guard try kubelet("ephemeral") == "true" else {
            throw DriverError(.invalid, "only ephemeral inline volumes are served, no PersistentVolume")
        }
        // What else kubelet has to say, such as the service account's tokens, is not used.
        own = own.filter { !$0.key.hasPrefix(Self.kubeletPrefix) }

        let unknown = own.keys.filter { !Self.names.contains($0) }.sorted()
        guard unknown.isEmpty else {
            throw DriverError(
                .invalid,
                "volumeAttributes has \(unknown.map(quoted).joined(separator: ", ")); there are only "
                    + Self.names.joined(separator: ", "))
        }
        switch (own["document"], own["file"]) {
        case (let text?, nil): source = .text(text)
        case (nil, let file?): source = .file(try Self.path(file))
        default:
            throw DriverError(.invalid, "volumeAttributes needs either document, a sealed document, or file, its path")
        }
        select = try own["select"].map(Self.valuePath)
        only = try own["only"].map(Self.list) ?? []
        mode = try own["mode"].map(Self.mode)
    }

    private static let kubeletPrefix = "csi.storage.k8s.io/"
    private static let names = ["document", "file", "select", "only", "mode"]

    private static func path(_ text: String) throws(DriverError) -> FilePath {
        guard text.hasPrefix("/"), !text.utf8.contains(0) else {
            throw DriverError(.invalid, "volumeAttributes: file must be a path that begins with a slash")
        }
        return FilePath(text)
    }

    private static func valuePath(_ text: String) throws(DriverError) -> ValuePath {
        guard let path = ValuePath(text) else {
            throw DriverError(.invalid, "volumeAttributes: select must be the path of an object in the document")
        }
        return path
    }

    private static func list(_ text: String) throws(DriverError) -> [String] {
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map { String(trimmed($0)) }
        guard names.allSatisfy({ !$0.isEmpty }) else {
            throw DriverError(.invalid, "volumeAttributes: only must be names with commas between them")
        }
        return names
    }

    private static func mode(_ text: String) throws(DriverError) -> UInt32 {
        guard text.utf8.count == 4, text.hasPrefix("0"), let mode = UInt32(text, radix: 8), mode & 0o444 == mode,
            mode & 0o400 != 0
        else {
            throw DriverError(
                .invalid, "volumeAttributes: mode must be a string such as \"0400\", \"0440\" or \"0444\"")
        }
        return mode
    }
}

private func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
}

/// A name that somebody else chose, for a message: short, on one line.
private func quoted(_ name: String) -> String {
    let shown = name.unicodeScalars.prefix(64).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
    return "\"\(String(String.UnicodeScalarView(shown)))\(name.unicodeScalars.count > 64 ? "..." : "")\""
}

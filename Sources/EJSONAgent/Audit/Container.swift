/// The container of a process, as its control groups tell it.
package struct Container: Hashable, Sendable {
    /// What runs it: `docker`, `podman`, `containerd`, `cri-o`; `nil` when only the id is known.
    package let runtime: String?

    /// 64 hex digits.
    package let id: String

    /// - Parameter cgroups: The text of `/proc/PID/cgroup`: a line for each hierarchy, `number:controllers:path`. Of
    ///   containers in each other the innermost counts.
    package init?(cgroups: String) {
        for line in cgroups.utf8.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            if let container = Container(path: fields[2]) {
                self = container
                return
            }
        }
        return nil
    }

    private typealias Bytes = Substring.UTF8View

    private init?(path: Bytes) {
        let components = path.split(separator: UInt8(ascii: "/"))
        for (index, component) in components.enumerated().reversed() {
            // The monitor of a Podman container is none itself.
            guard let id = Self.id(in: component), !Self.holds(component, "conmon") else { continue }
            let parent = index > 0 ? components[index - 1] : ""[...].utf8
            runtime = Self.runtime(component[..<id.startIndex], parent)
            self.id = String(Substring(id))
            return
        }
        return nil
    }

    private static let idCount = 64

    /// 64 hex digits with no other around them.
    private static func id(in component: Bytes) -> Bytes? {
        // Every request comes here, and most are of no container.
        guard component.count >= idCount else { return nil }
        return component.split { !isDigit($0) }.first { $0.count == idCount }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
    }

    /// `docker-ID.scope`, `/docker/ID`, `libpod-ID.scope`, `cri-containerd-ID.scope`, `…:cri-containerd:ID`, `crio-ID`.
    private static func runtime(_ prefix: Bytes, _ parent: Bytes) -> String? {
        if holds(prefix, "libpod") || holds(parent, "libpod") { return "podman" }
        if holds(prefix, "docker") || parent.elementsEqual("docker".utf8) { return "docker" }
        if holds(prefix, "containerd") { return "containerd" }
        if holds(prefix, "crio") { return "cri-o" }
        return nil
    }

    private static func holds(_ bytes: Bytes, _ word: String) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: word.utf8) }
    }
}

/// The container of a process, as its control groups tell it.
package struct Container: Hashable, Sendable {
    /// What runs it: `docker`, `podman`, `containerd`, `cri-o`; `nil` when only the id is known.
    package let runtime: String?

    /// 64 hex digits.
    package let id: String

    /// - Parameter cgroups: The text of `/proc/PID/cgroup`: a line for each hierarchy, `number:controllers:path`. Of
    ///   containers in each other the innermost counts.
    package init?(cgroups: String) {
        for line in cgroups.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            if let container = Container(path: fields[2]) {
                self = container
                return
            }
        }
        return nil
    }

    private init?(path: Substring) {
        let components = path.split(separator: "/")
        for (index, component) in components.enumerated().reversed() {
            // The monitor of a Podman container is none itself.
            guard !component.contains("conmon"), let id = Self.id(in: component) else { continue }
            let parent = index > 0 ? components[index - 1] : ""
            runtime = Self.runtime(component.prefix(upTo: id.startIndex), parent)
            self.id = String(id)
            return
        }
        return nil
    }

    /// 64 hex digits with no other around them.
    private static func id(in component: Substring) -> Substring? {
        var run = component.startIndex
        var index = component.startIndex
        while true {
            if index < component.endIndex, component[index].isHexDigit, !component[index].isUppercase {
                index = component.index(after: index)
                continue
            }
            if component.distance(from: run, to: index) == 64 { return component[run..<index] }
            guard index < component.endIndex else { return nil }
            index = component.index(after: index)
            run = index
        }
    }

    /// `docker-ID.scope`, `/docker/ID`, `libpod-ID.scope`, `cri-containerd-ID.scope`, `…:cri-containerd:ID`, `crio-ID`.
    private static func runtime(_ prefix: Substring, _ parent: Substring) -> String? {
        if prefix.contains("libpod") || parent.contains("libpod") { return "podman" }
        if prefix.contains("docker") || parent == "docker" { return "docker" }
        if prefix.contains("containerd") { return "containerd" }
        if prefix.contains("crio") { return "cri-o" }
        return nil
    }
}

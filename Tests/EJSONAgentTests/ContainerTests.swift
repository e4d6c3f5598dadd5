import Testing

@testable import EJSONAgent

/// The control groups of processes in containers, as engines make them.
@Suite struct ContainerTests {
    private static let id = "3f4e0c1b2a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff0"
    private static let other = String(repeating: "ab", count: 32)

    @Test(
        arguments: [
            ("docker, v2, systemd", "0::/system.slice/docker-ID.scope", "docker"),
            ("docker, v2, cgroupfs", "0::/docker/ID", "docker"),
            ("docker, v1", "12:memory:/docker/ID\n11:cpu,cpuacct:/docker/ID\n1:name=systemd:/docker/ID", "docker"),
            ("docker, hybrid", "1:name=systemd:/docker/ID\n0::/", "docker"),
            ("docker in docker", "0::/docker/OTHER/docker/ID", "docker"),
            ("podman, v2", "0::/machine.slice/libpod-ID.scope/container", "podman"),
            (
                "podman, rootless", "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope",
                "podman"
            ),
            ("podman, cgroupfs", "0::/libpod_parent/libpod-ID", "podman"),
            (
                "kubernetes, containerd, v2",
                "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod12.slice/cri-containerd-ID.scope",
                "containerd"
            ),
            ("kubernetes, cri-o", "0::/kubepods.slice/kubepods-pod12.slice/crio-ID.scope", "cri-o"),
            ("kubernetes, cgroupfs, v1", "4:pids:/kubepods/besteffort/pod0f9a-11/ID", nil),
            (
                "containerd under another driver",
                "0::/system.slice/containerd.service/kubepods-besteffort-pod12.slice:cri-containerd:ID", "containerd"
            ),
            ("seen from another namespace", "0::/../docker-ID.scope", "docker"),
        ] as [(String, String, String?)])
    func isFound(_ case: String, _ cgroups: String, _ runtime: String?) {
        let text = cgroups.replacing("ID", with: Self.id).replacing("OTHER", with: Self.other)
        let container = Container(cgroups: text + "\n")
        #expect(container?.id == Self.id)
        #expect(container?.runtime == runtime)
    }

    @Test(arguments: [
        ("a service", "0::/system.slice/sshd.service"),
        ("a login", "0::/user.slice/user-1000.slice/session-1.scope"),
        ("podman's monitor", "0::/machine.slice/libpod-conmon-ID.scope"),
        ("too long", "0::/docker/ID0"),
        ("too short", "0::/docker/3f4e0c1b"),
        ("no line of the kernel's", "docker-ID"),
        ("nothing", ""),
    ])
    func isNone(_ case: String, _ cgroups: String) {
        #expect(Container(cgroups: cgroups.replacing("ID", with: Self.id)) == nil)
    }
}

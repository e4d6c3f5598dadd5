"""A driver that is killed at every step, and a volume that is full."""

import os
import shutil
import subprocess
import time

from checks import refused, tests, until_done
from kubelet import PATIENCE, Refused
from node import PASSWORD, Pod, files, node

TESTS, test = tests()

# The system calls of publishing and unpublishing, in their order: before each of them, and each time it comes, the process is
# killed.
STEPS = ["mkdirat", "fsopen", "fsconfig", "fsmount", "symlinkat", "renameat", "renameat2", "move_mount", "umount2", "unlinkat"]


def start_to_be_killed(here, call, number):
    """A driver that is killed the next time but some that it makes a system call."""
    return start_with(here, f"{call}:signal=KILL:when={number}")


def start_with(here, *injections):
    """A driver on a kernel that does what strace's `--inject=` says."""
    here.start_driver()
    calls = ",".join(injection.partition(":")[0] for injection in injections)
    tracer = subprocess.Popen(
        ["strace", "--follow-forks", "--output=/dev/null", "--quiet=all", f"--trace={calls}",
         *[f"--inject={injection}" for injection in injections], f"--attach={here.driver.pid}"])
    end = time.monotonic() + PATIENCE
    while not all(is_traced(f"/proc/{here.driver.pid}/task/{task}/status")
                  for task in os.listdir(f"/proc/{here.driver.pid}/task")):
        assert tracer.poll() is None and time.monotonic() < end, "strace does not attach"
        time.sleep(0.01)
    return tracer


def is_traced(status):
    with open(status) as file:
        return "TracerPid:\t0\n" not in file.read()


@test
def killed_at_every_step(*binaries):
    assert shutil.which("strace"), "strace is needed"
    with node(*binaries, with_driver=False) as here:
        attributes = {"file": str(here.document)}
        kills = 0
        for call in STEPS:
            for number in range(1, 6):
                tracer = start_to_be_killed(here, call, number)
                pod, was_killed = Pod(), False
                try:
                    # Mounted, given new values, and taken away.
                    here.kubelet.publish(pod, attributes)
                    here.replace_document(here.seal({"environment": {"PASSWORD": PASSWORD, "N": f"{call}{number}"}}))
                    here.kubelet.publish(pod, attributes)
                    here.kubelet.unpublish(pod)
                except Refused as error:
                    assert error.code == "UNAVAILABLE", error
                    was_killed = True
                here.kill_driver()
                tracer.wait(PATIENCE)
                kills += was_killed
                mounts = here.mounts(here.kubelet.target(pod))
                # What is seen is whole: a volume has all values, or is not there, or is about to be unmounted.
                if mounts and call not in ("umount2", "unlinkat"):
                    assert files(here.kubelet.target(pod))["PASSWORD"] == PASSWORD
                if not was_killed:
                    break
                here.start_driver()
                if number % 2:
                    assert files(here.kubelet.publish(pod, attributes))["PASSWORD"] == PASSWORD, (call, number)
                    assert len(here.mounts(here.kubelet.target(pod))) == 1
                here.kubelet.unpublish(pod)
                here.kill_driver()
        print(f"    killed {kills} times")
        assert kills >= 10, kills


@test
def kernels_without_noswap(*binaries):
    """Before Linux 6.4 a volume can be swapped; before 5.2 it is made with mount(2) too. In all else it is the same."""
    assert shutil.which("strace"), "strace is needed"
    kernels = [
        # The first setting of a new file system is noswap. A thread of the driver makes each volume, so each first call counts.
        ("5.2 to 6.3", ["fsconfig:error=EINVAL:when=1"]),
        ("before 5.2", ["fsopen:error=ENOSYS", "mount:error=EINVAL:when=1"]),
    ]
    with node(*binaries, with_driver=False) as here:
        attributes = {"file": str(here.document)}
        for name, injections in kernels:
            tracer = start_with(here, *injections)
            pod = Pod()
            target = here.kubelet.publish(pod, attributes)
            [line] = here.mounts(target)
            mount, file_system = line[5].split(","), line[-1].split(",")
            assert {"nosuid", "nodev", "noexec"} <= set(mount) and "noswap" not in file_system, (name, line)
            assert files(target)["PASSWORD"] == PASSWORD, name
            here.replace_document(here.seal({"environment": {"PASSWORD": PASSWORD, "N": "new"}}))
            here.kubelet.publish(pod, attributes)
            assert files(target)["N"] == "new", name
            here.kubelet.unpublish(pod)
            assert not here.mounts(target), name
            here.kill_driver()
            tracer.wait(PATIENCE)


@test
def a_full_volume(*binaries):
    """16 MiB for two versions of all values."""
    with node(*binaries) as here:
        attributes, pod = {"file": str(here.document)}, Pod()
        target = here.kubelet.publish(pod, attributes)
        here.replace_document(here.seal({"environment": {"BIG": "x" * (20 << 20)}}))
        # A build for debugging may need more than two seconds for so much, and says so.
        with refused("RESOURCE_EXHAUSTED", "UNAVAILABLE"):
            here.kubelet.publish(pod, attributes)
        assert files(target)["PASSWORD"] == PASSWORD
        with refused("RESOURCE_EXHAUSTED", "UNAVAILABLE"):
            here.kubelet.publish(other := Pod(), attributes)
        assert not here.mounts(here.kubelet.target(other))
        here.replace_document(here.seal({"environment": {"PASSWORD": "newer"}}))
        until_done(lambda: here.kubelet.publish(pod, attributes))
        assert files(target) == {"PASSWORD": "newer"}
        until_done(lambda: here.kubelet.unpublish(pod))
        until_done(lambda: here.kubelet.unpublish(other))


@test
def a_directory_that_kubelet_did_not_make(*binaries):
    with node(*binaries) as here:
        pod = Pod()
        with refused("FAILED_PRECONDITION"):
            here.kubelet.call(
                here.kubelet.node.NodePublishVolume, here.kubelet.request(pod, {"document": here.sealed}))
        assert not os.path.exists(f"{here.kubelet.root}/pods/{pod.uid}")

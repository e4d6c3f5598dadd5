"""500 volumes on one node, at once. Times grow with their number; nothing is left."""

import concurrent.futures
import os
import time

from checks import tests, until_done
from node import Pod, files, node

TESTS, test = tests()
COUNT = 500


def held(process):
    """Descriptors, and kilobytes in memory."""
    with open(f"/proc/{process.pid}/status") as file:
        memory = next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
    return len(os.listdir(f"/proc/{process.pid}/fd")), memory


@test
def five_hundred_at_once(*binaries):
    with node(*binaries) as here:
        def publish(pod):
            return until_done(lambda: here.kubelet.publish(pod, {"document": here.sealed}))

        def unpublish(pod):
            return until_done(lambda: here.kubelet.unpublish(pod))

        warm = [Pod() for _ in range(10)]
        with concurrent.futures.ThreadPoolExecutor(32) as threads:
            list(threads.map(publish, warm))
            list(threads.map(unpublish, warm))
            before = held(here.driver)
            for count in (COUNT // 5, COUNT):
                pods = [Pod() for _ in range(count)]
                here.kubelet.slowest = 0
                started = time.monotonic()
                asked = sum(threads.map(publish, pods))
                mounted = time.monotonic() - started
                assert len(here.mounts()) == count
                assert all(len(files(here.kubelet.target(pod))) == 3 for pod in pods)
                started = time.monotonic()
                list(threads.map(unpublish, pods))
                unmounted = time.monotonic() - started
                assert not here.mounts()
                print(f"    {count} volumes: mounted in {mounted:.2f} s ({asked} requests), unmounted in {unmounted:.2f} s; "
                      f"the slowest answer {here.kubelet.slowest:.2f} s", flush=True)
        after = held(here.driver)
        print(f"    descriptors {before[0]} -> {after[0]}, memory {before[1]} -> {after[1]} kB")
        assert after[0] <= before[0] + 4, (before, after)
        assert after[1] <= before[1] + 20_000, (before, after)

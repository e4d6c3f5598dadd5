"""What volumes cost. The numbers are printed; what must hold of them is checked with a wide margin."""

import concurrent.futures
import os
import statistics
import time

import docker as d
import host as h
from host import contents, host, wait_for

TESTS = []


def test(function):
    TESTS.append(function)
    return function


def memory(process):
    return next(int(line.split()[1]) for line in open(f"/proc/{process.pid}/status") if line.startswith("VmRSS:"))


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


@test
def five_hundred_volumes_are_mounted_and_unmounted():
    with host() as node:
        for number in range(500):
            node.create(f"v{number}")

        def round_trip(count):
            began = time.monotonic()
            with concurrent.futures.ThreadPoolExecutor(16) as threads:
                list(threads.map(lambda number: node.mount(f"v{number}"), range(count)))
                mounted = time.monotonic()
                assert len(node.mounts()) == count
                list(threads.map(lambda number: node.unmount(f"v{number}"), range(count)))
            assert node.mounts() == [] and os.listdir(node.runtime) == []
            return mounted - began, time.monotonic() - mounted

        round_trip(500)
        before = descriptors(node.plugin), memory(node.plugin)
        times = {count: round_trip(count) for count in (100, 500)}
        for count, (mount, unmount) in times.items():
            print(f"  {count} volumes at once: mounted in {mount:.2f} s, unmounted in {unmount:.2f} s", flush=True)
        round_trip(500)
        after = descriptors(node.plugin), memory(node.plugin)
        print(f"  descriptors {before[0]} and {after[0]}, memory {before[1]} and {after[1]} KiB, after 500 and 1,600 mounts")
        assert after[0] <= before[0] + 4, "descriptors leak"
        assert after[1] < before[1] * 1.5 + 4096, "memory leaks"
        # Linear: five times as many take about five times as long.
        assert sum(times[500]) < 15 * sum(times[100]), times


@test
def a_change_reaches_a_hundred_volumes():
    with host() as node:
        node.poll = 500
        node.stop_plugin()
        node.start_plugin()
        paths = []
        for number in range(100):
            node.create(f"v{number}")
            paths.append(node.mount(f"v{number}"))
        times = []
        for number in range(5):
            node.write({"TOKEN": f"new {number}"})
            began = time.monotonic()
            wait_for(lambda: all((path / "TOKEN").read_text() == f"new {number}" for path in paths), 30)
            times.append(time.monotonic() - began)
        print(f"  from the document to the last of 100 volumes: {statistics.median(times):.2f} s (polled every 0.5 s)")
        assert statistics.median(times) < 10
        for number in range(100):
            node.unmount(f"v{number}")


def added_time():
    """Of `docker run` with a volume, over one with a plain tmpfs. A volume of Docker's own driver shows what of it is Docker's: it
    keeps a list of volumes and their users on the disk."""
    with d.docker() as (node, engine):
        d.create(node, engine)
        engine.run("volume", "create", "own")

        def run(*mount):
            began = time.monotonic()
            engine.run("run", "--network", "none", "--rm", *mount, "busybox", "true")
            return time.monotonic() - began

        def volume(name):
            return "--mount", f"type=volume,src={name},dst=/run/secrets,readonly"

        kinds = [("a plain tmpfs", ("--tmpfs", "/run/secrets")), ("a volume of Docker's own", volume("own")), ("a volume", volume("app"))]
        times = {name: [] for name, _ in kinds}
        for _ in range(10):
            # There and back, so that a load that grows or falls meets all of them.
            for name, mount in [*kinds, *reversed(kinds)]:
                times[name].append(run(*mount))
        plain, own, ours = (1000 * statistics.median(times[name]) for name, _ in kinds)
        least = [1000 * min(times[name]) for name, _ in kinds]
        print(f"  docker run with a plain tmpfs {plain:.0f} ms; more with a volume of Docker's own {own - plain:.0f} ms, with ours "
              f"{ours - plain:.0f} ms (minima {least[0]:.0f}, {least[1]:.0f}, {least[2]:.0f} ms)", flush=True)
        assert ours - plain < 500


@test
def requests_of_an_engine():
    """How long each request of an engine takes that mounts a volume for a container and takes it away again."""
    with host() as node:
        node.create()
        times = {}

        def timed(call, **members):
            began = time.monotonic()
            node.call(call, **members)
            times.setdefault(call.partition(".")[2], []).append(time.monotonic() - began)

        for number in range(50):
            user = f"container-{number}"
            timed("VolumeDriver.Get", Name="app")
            timed("VolumeDriver.Mount", Name="app", ID=user)
            timed("VolumeDriver.Path", Name="app")
            timed("VolumeDriver.Unmount", Name="app", ID=user)
        print("  " + ", ".join(f"{call} {1000 * statistics.median(own):.1f} ms" for call, own in times.items()), flush=True)
        assert all(statistics.median(own) < 0.5 for own in times.values()), times


if d.TESTS:
    test(added_time)

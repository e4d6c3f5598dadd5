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
    with d.docker() as (node, engine):
        d.create(node, engine)
        plain, volume = [], []
        for _ in range(15):
            began = time.monotonic()
            engine.run("run", "--network", "none", "--rm", "--tmpfs", "/run/secrets", "busybox", "true")
            middle = time.monotonic()
            engine.container("app", "true")
            plain.append(middle - began)
            volume.append(time.monotonic() - middle)
        plain, volume = statistics.median(plain), statistics.median(volume)
        print(f"  docker run with a tmpfs {1000 * plain:.0f} ms, with a volume {1000 * volume:.0f} ms: "
              f"{1000 * (volume - plain):.0f} ms more", flush=True)
        assert volume - plain < 0.5


if d.TESTS:
    test(added_time)

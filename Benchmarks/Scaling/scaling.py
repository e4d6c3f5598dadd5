#!/usr/bin/env python3
"""How the time of each operation grows with its input, in shapes that somebody hostile would choose.

    Benchmarks/Scaling/scaling.py PATH-TO-EJSON [--only TEXT] [--size N]

For each operation and shape the seconds of processor time at a size n, at 2n and at 4n, and the exponent: 1 is time in proportion to the
input, 2 its square. Below 50 ms a time says nothing and has no exponent. Status 1 when an exponent is above 1.4 or a
command has not ended within two minutes.
"""

import argparse
import math
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

from operations import OPERATIONS
from shapes import SHAPES

PATIENCE = 120
GREATEST_EXPONENT = 1.4
LEAST_TIME = 0.05
KEYS = pathlib.Path(__file__).resolve().parents[2] / "testdata/interop/keys"


class Command:
    def __init__(self, path):
        self.path = path
        self.environment = {"PATH": os.environ["PATH"], "EJSON_KEYDIR": str(KEYS), "LC_ALL": "C"}

    def run(self, arguments, directory, **environment):
        """Returns the seconds of processor time that it takes, and None when it does not end. What else the machine does
        counts little in that."""
        before = processor_time()
        try:
            result = subprocess.run(
                [self.path, *arguments], cwd=directory, env=self.environment | environment, timeout=PATIENCE,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # fmt: skip
        except subprocess.TimeoutExpired:
            return None
        if result.returncode < 0:
            raise SystemExit(f"{' '.join(arguments)}: ended by signal {-result.returncode}\n{result.stderr[-500:]}")
        return processor_time() - before


def processor_time():
    """Of all commands that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(command, operation, shape, size):
    """The least of three times."""
    with tempfile.TemporaryDirectory(prefix="ejson-scaling-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as scratch:
        directory = pathlib.Path(scratch)
        arguments, environment, prepare = operation(command, directory, shape, size)
        times = []
        for _ in range(3):
            prepare()
            seconds = command.run(arguments, directory, **environment)
            if seconds is None or seconds > 5:
                return seconds
            times.append(seconds)
        return min(times)


def row(command, operation, shape, size):
    times = []
    for factor in [1, 2, 4]:
        times.append(measure(command, operation, shape, factor * size))
        if times[-1] is None:
            return times, math.inf
    if times[2] < LEAST_TIME:
        return times, None
    # What a start takes is in each of them; the first may be nothing else.
    start = min(command.run(["--version"], ".") for _ in range(5))
    first, last = (max(times[index] - start, 0.001) for index in [0, 2])
    return times, math.log2(last / first) / 2


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("ejson", type=pathlib.Path)
    options.add_argument("--only", default="", help="the rows that hold this text")
    options.add_argument("--size", type=int, default=10_000, help="n: how many values, or bytes by the hundred")
    options = options.parse_args()
    command = Command(str(options.ejson.resolve()))
    failures = 0
    print(f"{'operation':26} {'shape':26} {'n':>8} {'2n':>8} {'4n':>8}  exponent")
    for name, operation in OPERATIONS.items():
        for shape_name, shape in SHAPES.items():
            if options.only not in f"{name} {shape_name}":
                continue
            times, exponent = row(command, operation, shape, options.size)
            words = "-" if exponent is None else f"{exponent:.2f}"
            is_bad = exponent is not None and exponent > GREATEST_EXPONENT
            failures += is_bad
            cells = [f"{seconds:8.3f}" if seconds is not None else f"  >{PATIENCE:4} " for seconds in times]
            cells += [" " * 8] * (3 - len(cells))
            print(f"{name:26} {shape_name:26} {' '.join(cells)}  {words}{'  <--' if is_bad else ''}", flush=True)
    if failures:
        sys.exit(f"{failures} take more than linear time")


if __name__ == "__main__":
    main()

"""The library's part: runs the benchmark package and reads its results."""

import csv
import os
import re
import subprocess

from table import digits, duration, megabytes

HEAD = ["work", "document", "time", "two processors", "MB/s", "ns a secret", "peak memory", "÷ floor", "two processors"]


def run(package, processors, pattern):
    """The medians by the name of the benchmark, then by that of the metric."""
    allowed = sorted(os.sched_getaffinity(0))[:processors]
    # Of the formats that hold medians, this alone is one file of all results, however long a run takes.
    command = ["swift", "package", "benchmark", "--format", "influx", "--path", "stdout", "--no-progress"]
    if pattern:
        command += ["--filter", pattern]
    process = subprocess.run(
        command, cwd=package, text=True, capture_output=True, preexec_fn=lambda: os.sched_setaffinity(0, allowed))
    if process.returncode != 0 or "failed" in process.stdout:
        raise SystemExit(process.stdout + process.stderr)
    lines = process.stdout.splitlines()
    head = next(index for index, line in enumerate(lines) if line.startswith("measurement,"))
    medians = {}
    for row in csv.DictReader(lines[head:]):
        if float(row["percentile"]) == 50:
            # Times are nanoseconds, whatever the unit beside them says.
            medians.setdefault(row["test"], {})[row["metric"]] = int(row["value"])
    if not medians:
        raise SystemExit(process.stdout + process.stderr)
    return medians


def rows(package, pattern):
    one = run(package, 1, pattern)
    two = run(package, 2, pattern)
    for name in sorted(one, key=order):
        work, document = name.split("/")
        yield [work.replace("-", " "), document.replace("-", " ")] + numbers(one[name], two[name])


def order(name):
    """By work, then by the number in the document's name."""
    work, document = name.split("/")
    kind, size = re.fullmatch(r"(\w+)-(\d+)", document).groups()
    works = ["parse", "encrypt", "decrypt", "decrypt-own-keys", "encrypt-one-new", "nothing-to-do"]
    return works.index(work), ["short", "pem", "megabytes"].index(kind), int(size)


def numbers(one, two):
    time = one["Time(wallclock)"]
    return [
        duration(time),
        duration(two["Time(wallclock)"]),
        digits(1000 * one["documentSize"] / time),
        digits(time / one["secretCount"]),
        megabytes(one["peakMemory"]),
        digits(one["floorRatio"] / 1000),
        digits(two["floorRatio"] / 1000),
    ]

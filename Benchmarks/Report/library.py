"""The library's part: runs the benchmark package and reads its results."""

import json
import os
import re
import subprocess

from table import digits, duration, median, megabytes

HEAD = ["work", "document", "time", "two processors", "MB/s", "ns a secret", "peak memory", "÷ floor", "two processors"]


def run(package, processors, pattern):
    """The results by name, each with a list of values for each metric."""
    allowed = sorted(os.sched_getaffinity(0))[:processors]
    command = ["swift", "package", "benchmark", "--format", "jmh", "--path", "stdout", "--no-progress"]
    if pattern:
        command += ["--filter", pattern]
    process = subprocess.run(
        command, cwd=package, text=True, capture_output=True, preexec_fn=lambda: os.sched_setaffinity(0, allowed))
    lines = process.stdout.splitlines()
    # A benchmark that fails, or takes longer than two seconds a run, is missing from the results.
    missing = [line for line in lines if "failed" in line or "must be present" in line]
    if process.returncode != 0 or missing:
        raise SystemExit("\n".join([process.stderr, *missing]))
    [results] = [line for line in lines if line.startswith("[{")]
    return {
        element["benchmark"].split(".")[-1]: {
            name: metric["rawData"][0] for name, metric in element["secondaryMetrics"].items()
        }
        for element in json.loads(results)
    }


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
    microseconds = median(one["Time (wall clock)"])
    size = one["documentSize"][0]
    peak = one["peakMemory"][0]
    return [
        duration(1000 * microseconds),
        duration(1000 * median(two["Time (wall clock)"])),
        digits(size / microseconds),
        digits(1000 * microseconds / one["secretCount"][0]),
        megabytes(peak),
        digits(median(one["floorRatio"]) / 1000),
        digits(median(two["floorRatio"]) / 1000),
    ]

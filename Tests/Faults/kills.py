"""kill -9 at random moments, on a file of some megabytes."""

import concurrent.futures
import os
import time

import documents
from command import Result
from scenarios import DecryptToExisting, DecryptToNew, Encrypt, remove
from scratch import write

RUNS = {Encrypt: 200, DecryptToNew: 100, DecryptToExisting: 100}


def run(checks, command, directory, randomness):
    plaintext = documents.plain(count=400, length=8_000)
    scenarios = {kind: kind(command, plaintext) for kind in RUNS}
    durations = {kind: duration(scenario, directory) for kind, scenario in scenarios.items()}
    # From before it has begun to after it has ended.
    tasks = [(kind, randomness.uniform(0, 1.2) * durations[kind]) for kind, runs in RUNS.items() for _ in range(runs)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(
            pool.map(
                lambda index: kill(checks, scenarios[tasks[index][0]], directory, index, tasks[index][1]),
                range(len(tasks)),
            )
        )
    checks(True in outcomes and False in outcomes, "kills came both before and after the end", outcomes)


def duration(scenario, directory):
    place = scenario.prepare(directory, "timed")
    started = time.monotonic()
    result = scenario.command.run(scenario.arguments, directory=place)
    assert result.status == 0, result
    remove(place)
    return time.monotonic() - started


def kill(checks, scenario, directory, index, seconds):
    place = scenario.prepare(directory, f"{index}")
    process = scenario.command.start(scenario.arguments, directory=place, stdout=-3, stderr=-1)
    time.sleep(seconds)
    process.kill()
    _, error = process.communicate()
    result = Result(process.returncode, b"", error)
    is_new = scenario.judge(checks, place, result, f"killed after {seconds * 1000:.2f} ms", may_leave=result.is_killed)
    remove(place)
    return is_new

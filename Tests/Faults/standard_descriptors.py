"""Descriptors 0, 1 and 2 closed at the start, in all combinations: no file receives the output of a stream."""

import itertools
import os

import documents
from scenarios import ALL, PLAIN, remove
from scratch import fresh, leftovers, read, write

STREAMS = [
    ["decrypt", "secrets.ejson"], ["encrypt", "-"], ["keygen"], ["env", "secrets.ejson"], ["decrypt", "-"],
    ["env", "--format", "json", "secrets.ejson"], ["decrypt", "--key-from-stdin", "secrets.ejson"], ["none"], ["--help"],
]  # fmt: skip


def run(checks, command, directory, randomness):
    for closed in itertools.chain.from_iterable(itertools.combinations(range(3), count) for count in range(4)):
        for kind in ALL:
            writes(checks, kind(command), directory, closed)
        for arguments in STREAMS:
            only_streams(checks, command, directory, arguments, closed)


def closing(closed):
    def prepare():
        for number in closed:
            os.close(number)

    return prepare


def writes(checks, scenario, directory, closed):
    place = scenario.prepare(directory, "closed")
    result = scenario.command.run(scenario.arguments, directory=place, prepare=closing(closed))
    what = f"{scenario.name}: closed are {closed}"
    if 1 in closed and scenario.name.startswith("decrypt --audit"):
        # There is nowhere to see what was delivered.
        checks(result.status == 1, f"{what}: an error", result)
    else:
        scenario.judge(checks, place, result, f"closed are {closed}", may_leave=False, can_speak=2 not in closed)
    if 1 in closed and scenario.name == "keygen -w":
        checks(result.status == 1, f"{what}: an error, for nobody learns of the key", result)
    elif not scenario.name.startswith("decrypt --audit"):
        checks(result.status == 0, f"{what}: no obstacle", result)
    remove(place)


def only_streams(checks, command, directory, arguments, closed):
    """No file changes, and none appears."""
    place = fresh(directory, "streams")
    sealed = documents.seal(command, place, PLAIN)
    write(os.path.join(place, "input"), PLAIN)
    with open(os.path.join(place, "input"), "r+b") as stdin:
        result = command.run(arguments, directory=place, stdin=stdin, prepare=closing(closed))
    what = f"{' '.join(arguments)}: closed are {closed}"
    checks(result.status is not None and result.status >= 0, f"{what}: it ends", result)
    is_same = read(os.path.join(place, "secrets.ejson")) == sealed and read(os.path.join(place, "input")) == PLAIN
    checks(is_same, f"{what}: no file is changed", result)
    checks(not leftovers(place, ["keys", "secrets.ejson", "input"]), f"{what}: no file appears", os.listdir(place))
    key = read(os.path.join(place, "keys", documents.PUBLIC_KEY))
    checks(key == documents.PRIVATE_KEY + b"\n", f"{what}: the key is as it was")
    needs_output = arguments[0] not in ("none", "--help")
    if needs_output and 1 in closed:
        checks(result.status == 1, f"{what}: what cannot be written is an error", result)
    remove(place)

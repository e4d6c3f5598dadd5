"""A power cut loses nothing: before a file gets its name, its content, owner and mode are on the disk, and before the
command reports success or renames another file, so is the name. Read from the order of the system calls."""

import os
import re
import subprocess

from scenarios import WRITERS, Edit, remove
from scratch import fresh, read
from system_calls import NO_SWAP, traced

CALLS = ["write", "pwrite64", "fchmod", "fchown", "fsetxattr", "fsync", "rename", "renameat", "renameat2", "linkat"]

# Calls that change a file after which it must be synced again.
CHANGES = ["write", "pwrite64", "fchmod", "fchown", "fsetxattr"]


def run(checks, command, directory, randomness):
    for kind in [*WRITERS, Edit]:
        for injections in [[], [NO_SWAP]]:
            scenario = kind(command)
            place = scenario.prepare(directory, "durable")
            log = os.path.join(directory, "log")
            result = traced(scenario, place, injections, log=log, calls=CALLS, options=["--decode-fds=path"])
            what = f"{scenario.name} {''.join(injections)}"
            checks(result.status == 0, f"{what}: it succeeds", result)
            judge(checks, place, read(log).decode(), what)
            remove(place)
    create(checks, command, directory)


def create(checks, command, directory):
    """A new document and its new key."""
    place = fresh(directory, "durable")
    subprocess.run(["git", "init", "--quiet"], cwd=place, check=True, env=command.environment("keys"))
    log = os.path.join(directory, "log")
    through = ["strace", "--quiet=all", "--decode-fds=path", "--output", log, "--trace", ",".join(f"?{c}" for c in CALLS)]
    result = command.run(["init"], directory=place, through=through)
    checks(result.status == 0, "init: it succeeds", result)
    judge(checks, place, read(log).decode(), "init", count=2)
    remove(place)


def judge(checks, place, log, what, count=1):
    # The files whose last change is on the disk, and the directories with a name that is not.
    synced, waiting = set(), {}
    named = 0
    for line in log.splitlines():
        call = re.match(r"(\w+)\((?:(\d+)<([^>]*)>)?(.*)\) += (-?\d+)", line)
        if not call or int(call[5]) < 0:
            continue
        name, number, path = call[1], call[2], call[3]
        if name == "fsync":
            synced.add(path)
            waiting.pop(path, None)
        elif name.startswith("rename") or name == "linkat":
            checks(not waiting, f"{what}: the last name is on the disk before the next", line, waiting)
            source, directory = moved(call)
            if not directory.startswith(place):
                continue
            named += 1
            checks(source in synced, f"{what}: the file is on the disk before it gets its name", line, synced)
            waiting[directory] = line
        elif number in ("1", "2"):
            checks(not waiting, f"{what}: the name is on the disk before success is reported", line, waiting)
        elif name in CHANGES:
            synced.discard(path)
    checks(not waiting, f"{what}: the name is on the disk before the end", waiting)
    checks(named >= count, f"{what}: its files get their names", named, log)


def moved(call):
    """The path of what is renamed, and the directory that it is renamed to."""
    names = re.fullmatch(r', "([^"]*)", \d+<([^>]*)>, "[^"]*".*', call[4])
    assert names, call[0]
    return os.path.join(call[3], names[1]), names[2]

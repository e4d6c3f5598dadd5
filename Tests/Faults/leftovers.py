"""Leftovers of a killed process: git ignores them, and they do not disturb the next run."""

import os
import subprocess

import documents
from scenarios import PLAIN, DecryptToNew, Encrypt, remove
from scratch import leftovers, read
from system_calls import calls_of, traced

# From when there is a private directory.
CALLS = ["mkdirat", "openat", "write", "fchmod", "fsync", "renameat2", "unlinkat", "close"]


def run(checks, command, directory, randomness):
    seen = set()
    for kind in [Encrypt, DecryptToNew]:
        scenario = kind(command)
        for call, count in calls_of(scenario, directory).items():
            for index in range(1, count + 1) if call in CALLS else []:
                place = scenario.prepare(directory, "repository")
                git(place, "init", "--quiet")
                git(place, "add", "--all")
                traced(scenario, place, [f"{call}:signal=KILL:when={index}"])
                left = leftovers(place, ["keys", "secrets.ejson", ".git", "out.json"])
                seen |= {len(left)}
                what = f"{scenario.name}: killed at {call} number {index}"
                git(place, "add", "--all")
                added = git(place, "ls-files").splitlines()
                stray = [name for name in added if ".ejson-tmp-" in name and not is_empty_ignore_file(place, name)]
                checks(not stray, f"{what}: git adds nothing of what is left", left, stray)
                encrypt_again(checks, scenario, place, what)
                remove(place)
    checks(seen == {0, 1}, "some kills leave a directory, and some do not", seen)


def encrypt_again(checks, scenario, place, what):
    before = leftovers(place, ["keys", "secrets.ejson", ".git", "out.json"])
    again = scenario.command.run(["encrypt", "secrets.ejson"], directory=place)
    sealed = read(os.path.join(place, "secrets.ejson"))
    is_sealed = documents.is_sealed(scenario.command, place, sealed, PLAIN)
    checks(again.status == 0 and is_sealed, f"{what}: the next run is not disturbed", again)
    after = leftovers(place, ["keys", "secrets.ejson", ".git", "out.json"])
    checks(before == after, f"{what}: the next run leaves it alone", before, after)


def is_empty_ignore_file(place, name):
    """Killed before its only line was written, and so before anything else was."""
    return name.endswith("/.gitignore") and read(os.path.join(place, name)) == b""


def git(place, *arguments):
    environment = {"PATH": os.environ["PATH"], "HOME": place, "GIT_CONFIG_GLOBAL": "/dev/null"}
    result = subprocess.run(["git", *arguments], cwd=place, env=environment, check=True, capture_output=True, text=True)
    return result.stdout

"""Disks that are full at every step, read-only directories, and a standard output that fails."""

import os
import subprocess

import documents
from scenarios import PLAIN, WRITERS, remove
from scratch import become_nobody, fresh, leftovers, read, tmpfs, write

PAGE = os.sysconf("SC_PAGE_SIZE")


def run(checks, command, directory, randomness):
    big = documents.plain(count=8, length=2_000)
    for kind in WRITERS:
        for room in range(0, 20):
            fill_disk(checks, kind(command, big), directory, room)
        for inodes in range(0, 6):
            use_up_inodes(checks, kind(command), directory, inodes)
        read_only_mount(checks, kind(command), directory)
        closed_directory(checks, kind(command), directory)
    standard_output(checks, command, directory)


def fill_disk(checks, scenario, directory, room):
    """`room` pages are free."""
    with tmpfs(os.path.join(directory, "disk"), "size=1m,mode=755") as disk:
        place = scenario.prepare(disk, "place")
        free = os.statvfs(disk).f_bavail
        write(os.path.join(place, "keys", ".ballast"), b"x" * PAGE * (free - room))
        result = scenario.command.run(scenario.arguments, directory=place)
        os.unlink(os.path.join(place, "keys", ".ballast"))
        is_new = scenario.judge(checks, place, result, f"{room} pages are free", may_leave=False)
        no_wrong_advice(checks, scenario, result)
        if room in (0, 19):
            checks(bool(is_new) == (room == 19), f"{scenario.name}: a full disk is met, and then not", room, result)


def use_up_inodes(checks, scenario, directory, left):
    with tmpfs(os.path.join(directory, "disk"), "size=1m,nr_inodes=40,mode=755") as disk:
        place = scenario.prepare(disk, "place")
        ballast = os.path.join(disk, "ballast")
        os.mkdir(ballast)
        for number in range(os.statvfs(disk).f_favail - left):
            write(os.path.join(ballast, str(number)), b"")
        result = scenario.command.run(scenario.arguments, directory=place)
        for name in os.listdir(ballast):
            os.unlink(os.path.join(ballast, name))
        scenario.judge(checks, place, result, f"{left} inodes are left", may_leave=False)
        no_wrong_advice(checks, scenario, result)


def no_wrong_advice(checks, scenario, result):
    """A full disk is not a permission problem."""
    checks(b"must be writable" not in result.error, f"{scenario.name}: a full disk is told as what it is", result)


def read_only_mount(checks, scenario, directory):
    with tmpfs(os.path.join(directory, "disk"), "mode=755") as disk:
        place = scenario.prepare(disk, "place")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        result = scenario.command.run(scenario.arguments, directory=place)
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        scenario.judge(checks, place, result, "a read-only mount", may_leave=False)
        checks(result.status == 1, f"{scenario.name}: a read-only mount is an error", result)


def closed_directory(checks, scenario, directory):
    """Nobody's files, in a directory that nobody may not change."""
    place = scenario.prepare(directory, "closed")
    for path, _, names in os.walk(place):
        for name in [*names, "."]:
            os.chown(os.path.join(path, name), 65534, 65534)
    os.chmod(os.path.join(place, "keys"), 0o555)
    os.chmod(place, 0o555)
    result = scenario.command.run(scenario.arguments, directory=place, prepare=become_nobody)
    scenario.judge(checks, place, result, "a read-only directory", may_leave=False)
    checks(result.status == 1, f"{scenario.name}: a read-only directory is an error", result)
    remove(place)


# And the status: the content of the file does not depend on standard output.
OUTPUTS = [
    (["keygen", "-w"], 1),
    (["kubernetes", "secrets.ejson"], 1),
    (["env", "secrets.ejson"], 1),
    (["decrypt", "secrets.ejson"], 1),
    (["encrypt", "-"], 1),
    (["encrypt", "plain.ejson"], 0),
]


def standard_output(checks, command, directory):
    for arguments, status in OUTPUTS:
        for kind in ["full", "a closed pipe"]:
            place = fresh(directory, "output")
            documents.seal(command, place, PLAIN)
            write(os.path.join(place, "plain.ejson"), PLAIN)
            keys = os.listdir(os.path.join(place, "keys"))
            with open("/dev/full", "wb") if kind == "full" else closed_pipe() as stdout:
                with open(os.path.join(place, "plain.ejson"), "rb") as stdin:
                    result = command.run(arguments, directory=place, stdout=stdout, stdin=stdin)
            what = f"{' '.join(arguments)}: standard output is {kind}"
            checks(result.status == status, f"{what}: status {status}", result)
            # Not for another reason.
            is_told = status == 0 or b"cannot write standard output" in result.error
            checks(is_told, f"{what}: and says why", result)
            checks(not documents.secrets_in(result.error), f"{what}: messages show no secret", result)
            left = leftovers(place, ["keys", "secrets.ejson", "plain.ejson"])
            checks(not left and os.listdir(os.path.join(place, "keys")) == keys, f"{what}: nothing is left", left)
            if status == 0:
                sealed = read(os.path.join(place, "plain.ejson"))
                checks(documents.is_sealed(command, place, sealed, PLAIN), f"{what}: the file is sealed", sealed)
            remove(place)


def closed_pipe():
    reader, writer = os.pipe()
    os.close(reader)
    return os.fdopen(writer, "wb")

"""Where plaintext goes when strangers may write there too, and systems that lack something: /dev/null, /proc, system calls."""

import os
import re
import shutil

import documents
from scenarios import PLAIN, DecryptToNew, Encrypt, Keygen, remove
from scratch import as_nobody, become_nobody, fresh, read, write

VICTIM = b"root's own"


def run(checks, command, directory, randomness):
    for mode in [0o777, 0o1777]:
        for name, plant in PLANTED.items():
            planted(checks, command, directory, mode, name, plant)
        moved_into_place(checks, command, directory, mode)
    audit_logs(checks, command, directory)
    inherited_descriptors(checks, command, directory)
    closed_before_reading(checks, command, directory)
    for missing in ["/dev", "/proc", "/dev/shm"]:
        without(checks, command, directory, missing)
    no_descriptor_left(checks, command, directory)


# Files that another user puts at the output's name.


def file_for_all(place):
    write(os.path.join(place, "out"), b"", mode=0o666)


def link_to_victim(place):
    os.symlink("closed/victim", os.path.join(place, "out"))


def link_to_own_file(place):
    write(os.path.join(place, "own"), b"", mode=0o666)
    os.symlink("own", os.path.join(place, "out"))


def dangling_link(place):
    os.symlink("closed/none", os.path.join(place, "out"))


def pipe(place):
    os.mkfifo(os.path.join(place, "out"))


PLANTED = {
    "a file that all can read": file_for_all, "a link to a file of root's": link_to_victim,
    "a link to a file of their own": link_to_own_file, "a dangling link": dangling_link, "a pipe": pipe,
}  # fmt: skip


def shared_place(directory, command, mode):
    place = fresh(directory, "shared", mode=mode)
    documents.seal(command, place, PLAIN)
    os.mkdir(os.path.join(place, "closed"), 0o700)
    write(os.path.join(place, "closed", "victim"), VICTIM, mode=0o600)
    return place


def planted(checks, command, directory, mode, name, plant):
    for through_directory in [False, True]:
        place = shared_place(directory, command, mode)
        output = "out"
        with as_nobody():
            if through_directory:
                # A directory's name is a link of theirs.
                os.symlink("closed", os.path.join(place, "way"))
                output = "way/victim"
            else:
                plant(place)
        reader = None
        if not through_directory and plant is pipe:
            reader = os.open(os.path.join(place, "out"), os.O_RDONLY | os.O_NONBLOCK)
        result = command.run(["decrypt", "-o", output, "secrets.ejson"], directory=place)
        what = f"decrypt -o over {name} in a directory of mode {mode:o}{', by a link' if through_directory else ''}"
        checks(result.status == 1 and b"another user" in result.error, f"{what}: refused", result)
        seen = os.read(reader, 100) if reader else read(os.path.join(place, "out")) if plant is file_for_all else b""
        checks(not seen, f"{what}: nothing is in it", seen)
        checks(read(os.path.join(place, "closed", "victim")) == VICTIM, f"{what}: root's file stands")
        checks(os.listdir(os.path.join(place, "closed")) == ["victim"], f"{what}: nothing is beside it")
        if reader:
            os.close(reader)
        remove(place)


def moved_into_place(checks, command, directory, mode):
    """A file of root's that all can read, which they have moved to the output's name."""
    place = shared_place(directory, command, mode)
    write(os.path.join(place, "out"), b"old", mode=0o644)
    result = command.run(["decrypt", "-o", "out", "secrets.ejson"], directory=place)
    is_closed = os.stat(os.path.join(place, "out")).st_mode & 0o7777 == 0o600
    what = f"a directory of mode {mode:o}"
    checks(result.status == 0 and is_closed, f"{what}: no mode is taken over", result)
    checks(read(os.path.join(place, "out")) == PLAIN, f"{what}: the plaintext is there", result)
    remove(place)


def audit_logs(checks, command, directory):
    for mode, expected in [(0o755, 0), (0o777, 1), (0o1777, 1)]:
        place = shared_place(directory, command, mode)
        write(os.path.join(place, "log"), b"", mode=0o666)
        os.chown(os.path.join(place, "log"), 65534, 65534)
        result = command.run(["decrypt", "--audit", "log", "secrets.ejson"], directory=place)
        what = f"an audit log of another user's in a directory of mode {mode:o}"
        # Where the kernel refuses it first, for protected_regular, that is as well.
        checks(result.status == expected, f"{what}: status {expected}", result)
        checks((result.output == PLAIN) == (expected == 0), f"{what}: nothing is delivered without it", result)
        remove(place)


def inherited_descriptors(checks, command, directory):
    """As a user who could not open them: what the shell has opened is used."""
    place = fresh(directory, "inherited")
    sealed = documents.seal(command, place, PLAIN)
    os.chmod(os.path.join(place, "keys", documents.PUBLIC_KEY), 0o444)
    write(os.path.join(place, "log"), b"before\n", mode=0o600)
    for output in ["/dev/stdout", "/proc/self/fd/1", "/dev/fd/1"]:
        with open(os.path.join(place, "log"), "ab") as log:
            arguments = ["decrypt", "-o", output, "secrets.ejson"]
            result = command.run(arguments, directory=place, stdout=log, prepare=become_nobody)
        checks(result.status == 0, f"nobody writes to {output} of root's", result)
    checks(read(os.path.join(place, "log")) == b"before\n" + 3 * PLAIN, "nobody appends to what root has opened")
    os.chmod(place, 0o777)
    for arguments in [
        ["decrypt", "/dev/fd/{}"], ["env", "/dev/fd/{}"], ["list", "/dev/fd/{}"], ["check", "/dev/fd/{}"],
        ["git", "textconv", "/dev/fd/{}"], ["diff", "/dev/fd/{}", "secrets.ejson"], ["keys", "/dev/fd/{}"],
    ]:  # fmt: skip
        pipe_of_nobodys(checks, command, place, arguments, sealed, [0, 1] if arguments[0] == "keys" else [0])
    with as_nobody():
        write(os.path.join(place, "mine.ejson"), sealed)
    pipe_of_nobodys(checks, command, place, ["set", "mine.ejson", "new", "--from-file", "/dev/fd/{}"], b"value", [0])
    remove(place)


def pipe_of_nobodys(checks, command, place, arguments, content, expected):
    """A pipe by the name of a descriptor, as from `<(…)`."""
    with as_nobody():
        reader, writer = os.pipe()
    os.write(writer, content)
    os.close(writer)
    os.set_inheritable(reader, True)
    arguments = [argument.format(reader) for argument in arguments]
    result = command.run(arguments, directory=place, prepare=become_nobody, pass_fds=[reader])
    os.close(reader)
    checks(result.status in expected, f"nobody: {' '.join(arguments)}", result)


def closed_before_reading(checks, command, directory):
    """No dump and no debugger from before the first byte of a document is read."""
    place = fresh(directory, "order")
    documents.seal(command, place, PLAIN)
    log = os.path.join(directory, "order-log")
    for arguments in [
        ["decrypt"], ["get", "secrets.ejson", "environment.KEY0"], ["env"], ["kubernetes"], ["list"], ["check"], ["diff", "secrets.ejson", "secrets.ejson"],
        ["git", "textconv"], ["rotate", "--dry-run"], ["encrypt"], ["set", "secrets.ejson", "x", "--value", "y"],
        ["unset", "secrets.ejson", "x"], ["keys"], ["run", "secrets.ejson", "--", "true"],
    ]:  # fmt: skip
        arguments = arguments if "secrets.ejson" in arguments else [*arguments, "secrets.ejson"]
        through = ["strace", "--quiet=all", "--output", log, "--decode-fds=path", "--trace", "prctl,read,pread64"]
        command.run(arguments, directory=place, through=through)
        calls = read(log).decode().splitlines()
        closed = next((i for i, call in enumerate(calls) if "PR_SET_DUMPABLE, SUID_DUMP_DISABLE" in call), None)
        first = next((i for i, call in enumerate(calls) if re.match(r"p?read\w*\(\d+<.*secrets\.ejson>", call)), None)
        what = f"{' '.join(arguments)}: closed to others before a document is read"
        checks(closed is not None and first is not None and closed < first, what, closed, first, calls[:20])
    remove(place)


def without(checks, command, directory, missing):
    """Nothing is mounted there, or in a container nothing was made there."""
    for closed in [(), (0,), (1,), (0, 1, 2)]:
        for kind in [Encrypt, DecryptToNew, Keygen]:
            scenario = kind(command)
            place = scenario.prepare(directory, "missing")
            binary = shutil.copy(command.path, os.path.join(directory, "binary"))
            script = f'mount -t tmpfs tmpfs {missing} && exec "$0" "$@"'
            through = ["unshare", "--mount", "sh", "-c", script]
            result = type(command)(binary).run(
                scenario.arguments, directory=place, through=[*through, *closers(closed)], keys="keys"
            )
            what = f"{scenario.name} without {missing}, closed are {closed}"
            expected = 1 if kind is Keygen and 1 in closed else 0
            checks(result.status == expected, f"{what}: status {expected}", result)
            is_right = scenario.is_new(place, result) if expected == 0 and kind is not Keygen else True
            checks(is_right, f"{what}: it is done", result)
            remove(place)


def closers(closed):
    """A shell that closes descriptors at the last moment."""
    redirections = " ".join(f"{number}>&-" for number in closed)
    return ["sh", "-c", f'exec "$0" "$@" {redirections}']


def no_descriptor_left(checks, command, directory):
    """A closed stream that cannot be replaced: it is said where it can be, and the status is 1."""
    place = fresh(directory, "descriptors")
    documents.seal(command, place, PLAIN)
    for closed in [(0,), (1,), (2,), (0, 1, 2)]:
        through = ["strace", "--quiet=all", "--output", "/dev/null", "--inject", "?pipe,?pipe2:error=EMFILE"]
        arguments = ["decrypt", "secrets.ejson"]
        result = command.run(arguments, directory=place, through=[*through, *closers(closed)])
        checks(result.status == 1, f"no descriptor for {closed}: status 1", result)
        is_said = b"is closed, and cannot be replaced" in result.error + result.output
        checks(is_said or closed == (0, 1, 2), f"no descriptor for {closed}: said", result)
        checks(PLAIN not in result.output, f"no descriptor for {closed}: nothing is delivered", result)
    remove(place)

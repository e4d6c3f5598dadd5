"""Old kernels, filters of system calls (seccomp) and file systems that lack something: each command works another way, or
fails in words with the file as it was."""

import concurrent.futures
import os
import shutil
import subprocess

import documents
from scenarios import ALL, DecryptToExisting, DecryptToNew, Edit, Encrypt, Keygen, Rotate, RunAudited, remove
from scratch import fresh, read, write
from system_calls import ERRORS, traced

MISSING = ["EPERM", "ENOSYS", "EINVAL", "EOPNOTSUPP"]

# What every command must do without.
DISPENSABLE = {
    "renameat2": MISSING,
    "faccessat2": ["ENOSYS", "EPERM"],
    "flock": ["ENOSYS", "ENOLCK", "EPERM", "EINVAL"],
    "fcntl": ["ENOSYS", "EINVAL", "EPERM", "EACCES", "ENOLCK"],
    "flistxattr": ["ENOSYS", "EOPNOTSUPP"],
    "mlock": MISSING + ["ENOMEM"],
    "getrandom": ["ENOSYS", "EPERM"],
    "sched_getaffinity": MISSING,
    "clone3": ["ENOSYS", "EPERM"],
    "statfs": MISSING,
    "fstatfs": MISSING,
}

# An edit needs its lock, a place of which it is known that it is in memory, and to start an editor.
REFUSED = [(Edit, call, error) for call in ["flock", "fstatfs"] for error in DISPENSABLE[call]]
REFUSED.append((Edit, "clone3", "EPERM"))

# Without these nothing is written, or no secret is read, and there are words for it.
INDISPENSABLE = {
    "madvise": MISSING,
    "flistxattr": ["EPERM"],
    "mkdirat": ["EPERM", "ENOSYS"],
    "fsync": ["EPERM"],
}

# Of a directory, which is synced last.
UNSYNCED = ["EINVAL", "ENOSYS", "EOPNOTSUPP"]


def run(checks, command, directory, randomness):
    tasks = []
    for kind in [*ALL, Edit]:
        # What is started makes such calls too.
        dispensable = {call: errors for call, errors in DISPENSABLE.items() if call != "fcntl" or kind is not RunAudited}
        for call, errors in dispensable.items():
            # The first three ask whether the standard streams are open.
            when = ":when=4+" if call == "fcntl" else ""
            tasks += [
                (kind, (kind, call, error) not in REFUSED, [f"?{call}:error={error}{when}"]) for error in errors
            ]  # fmt: skip
    for kind in [Encrypt, DecryptToExisting, Rotate, Edit]:
        for call, errors in INDISPENSABLE.items():
            tasks += [(kind, False, [f"?{call}:error={error}"]) for error in errors]
    for kind in [Encrypt, DecryptToExisting]:
        tasks += [(kind, True, [f"fsync:error={error}:when=2"]) for error in UNSYNCED]
    # Neither a swap nor hard links: network file systems in user space.
    for kind in [DecryptToNew, Keygen]:
        for error in MISSING:
            tasks.append((kind, True, [f"renameat2:error={error}", "linkat:error=EPERM"]))
    # The mode is the mount's.
    for kind in [Encrypt, DecryptToExisting]:
        tasks.append((kind, kind is DecryptToExisting, ["?fchmod:error=EPERM"]))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda index: try_one(checks, command, directory, index, tasks[index]), range(len(tasks))))
    without_anything(checks, command, directory)
    memory_of_a_group(checks, command, directory)


def try_one(checks, command, directory, index, task):
    kind, works, injections = task
    scenario = kind(command)
    place = scenario.prepare(directory, f"{index}")
    calls = [injection.strip("?").split(":")[0] for injection in injections]
    result = traced(scenario, place, injections, calls=[*ERRORS, *calls])
    what = ", ".join(injections)
    is_new = scenario.judge(checks, place, result, what, may_leave=False)
    checks(is_new == works, f"{scenario.name}: {what}: {'works' if works else 'is refused'}", result)
    if not works:
        checks(len(result.error) > 20, f"{scenario.name}: {what}: says why", result)
    remove(place)


def without_anything(checks, command, directory):
    """Neither /proc nor /dev nor /etc, and an old kernel that has no getrandom."""
    root = fresh(directory, "root")
    sealed = documents.seal(command, root, documents.plain())
    shutil.copy(command.path, os.path.join(root, "ejson"))
    plain = os.path.join(root, "plain.ejson")

    def inside(arguments, *through):
        return subprocess.run(
            [*through, "chroot", root, "/ejson", "--keydir", "/keys", *arguments], stdin=subprocess.DEVNULL,
            capture_output=True, timeout=60)  # fmt: skip

    if inside(["--version"]).returncode == 127:
        return checks(True, "a binary that is not static cannot be tried in an empty root")
    opened = inside(["decrypt", "/secrets.ejson"])
    checks(opened.stdout == documents.plain(), "decrypt in an empty root", opened)
    write(plain, documents.plain())
    result = inside(["encrypt", "/plain.ejson"])
    checks(result.returncode == 0 and documents.SECRET not in read(plain), "encrypt in an empty root", result)
    for arguments in [["check", "/secrets.ejson"], ["list", "/secrets.ejson"], ["check", "/"]]:
        result = inside(arguments)
        checks(result.returncode == 0, f"{arguments} in an empty root", result)

    # chroot itself makes the calls too, and must not fail.
    write(plain, documents.plain())
    for error in ["ENOSYS", "EPERM"]:
        strace = ["strace", "--quiet=all", "--follow-forks", "--output", "/dev/null", "--inject", f"getrandom:error={error}"]
        result = inside(["encrypt", "/plain.ejson"], *strace)
        checks(result.returncode == 1, f"no randomness ({error}): encrypt ends with status 1", result)
        checks(b"randomness" in result.stderr, f"no randomness ({error}): says why", result)
        checks(read(plain) == documents.plain(), f"no randomness ({error}): the file is as it was")
    checks(read(os.path.join(root, "secrets.ejson")) == sealed, "what was only read is as it was")


def memory_of_a_group(checks, command, directory):
    """A control group's limit kills what exceeds it; a document that has no place in it is an error before that."""
    group = None
    for parent in ["/sys/fs/cgroup/memory", "/sys/fs/cgroup"]:
        name = os.path.join(parent, f"ejson-faults-{os.getpid()}")
        limit = "memory.limit_in_bytes" if parent.endswith("memory") else "memory.max"
        try:
            os.mkdir(name)
            if os.path.exists(os.path.join(name, limit)):
                write_to(os.path.join(name, limit), "100000000")
                group = name
                break
            os.rmdir(name)
        except OSError:
            continue
    if group is None:
        return checks(True, "control groups cannot be made here")
    try:
        place = fresh(directory, "group")
        head = b'{"_public_key": "' + documents.PUBLIC_KEY.encode() + b'", "a": "'
        write(os.path.join(place, "large.ejson"), head + b"x" * 300_000_000 + b'"}')
        write(os.path.join(place, "numbers.ejson"), head + b'", "b": [' + b"1," * 5_000_000 + b"1]}")

        def enter():
            write_to(os.path.join(group, "cgroup.procs"), str(os.getpid()))

        for arguments in [["check", "large.ejson"], ["encrypt", "large.ejson"], ["list", "numbers.ejson"]]:
            result = command.run(arguments, directory=place, prepare=enter)
            checks(result.status == 1 and b"memory" in result.error, f"{arguments} in 100 MB: an error in words", result)
    finally:
        os.rmdir(group)


def write_to(path, text):
    with open(path, "w") as file:
        file.write(text)

"""Every system call about files that a command makes, in turn, fails with every error that it may fail with; and the
process is killed at it."""

import concurrent.futures
import os
import re
import signal

from scenarios import ALL, Edit, Encrypt, DecryptToExisting, DecryptToNew, Keygen, Rotate, remove
from scratch import read

ERRORS = {
    "openat": ["EIO", "ENOSPC", "EINTR", "EDQUOT", "EPERM", "EMFILE"],
    "read": ["EIO", "EINTR"],
    "pread64": ["EIO", "EINTR"],
    "write": ["EIO", "ENOSPC", "EINTR", "EDQUOT"],
    "pwrite64": ["EIO", "ENOSPC", "EINTR", "EDQUOT"],
    "fsync": ["EIO", "ENOSPC", "EINTR", "EDQUOT", "EINVAL"],
    "rename": ["EIO", "ENOSPC", "EINTR", "EDQUOT", "EPERM"],
    "renameat": ["EIO", "ENOSPC", "EINTR", "EDQUOT", "EPERM"],
    # The last two are those of a file system that cannot swap.
    "renameat2": ["EIO", "ENOSPC", "EINTR", "EDQUOT", "EPERM", "EINVAL", "ENOSYS"],
    "linkat": ["EIO", "ENOSPC", "EPERM"],
    "mkdirat": ["EIO", "ENOSPC", "EDQUOT", "EPERM"],
    "unlinkat": ["EIO", "EPERM"],
    "ftruncate": ["EIO", "EINTR"],
    "fchmod": ["EIO", "EINTR", "EPERM"],
    "fchown": ["EIO", "EINTR", "EDQUOT", "EPERM"],
    "fstat": ["EIO"],
    "newfstatat": ["EIO"],
    "faccessat2": ["EIO", "EPERM"],
    "readlink": ["EIO"],
    "readlinkat": ["EIO"],
    "faccessat": ["EIO", "EPERM"],
    "close": ["EIO", "EINTR"],
    "flock": ["EINTR", "ENOLCK"],
    "fcntl": ["EINTR", "EINVAL", "EACCES"],
    "flistxattr": ["EIO", "EOPNOTSUPP"],
    "fgetxattr": ["EIO"],
    "fsetxattr": ["EIO", "ENOSPC", "EDQUOT", "EPERM"],
    "fremovexattr": ["EIO"],
}

# A file system without a swap; then something else fails besides.
NO_SWAP = "renameat2:error=EINVAL"


def run(checks, command, directory, randomness):
    tasks = []
    for kind in [*ALL, Edit]:
        calls = calls_of(kind(command), directory)
        checks(sum(calls.values()) > 20, f"{kind.name}: its system calls are found", calls)
        for call, count in calls.items():
            for index in range(1, count + 1):
                tasks += [(kind, f"{call}:error={error}:when={index}") for error in ERRORS[call]]
                tasks.append((kind, f"{call}:signal=KILL:when={index}"))
    for kind in [Encrypt, DecryptToNew, DecryptToExisting, Keygen, Rotate, Edit]:
        tasks += [(kind, NO_SWAP), (kind, NO_SWAP, "fsync:error=EIO:when=1")]
    for error in ["EIO", "ENOSPC"]:
        tasks.append((Encrypt, NO_SWAP, f"?renameat:error={error}"))
        tasks.append((Encrypt, NO_SWAP, f"?rename:error={error}"))
    without_swap_and_sync(checks, command, directory)
    without_swap_back(checks, command, directory)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda index: try_one(checks, command, directory, index, tasks[index]), range(len(tasks))))


def try_one(checks, command, directory, index, task):
    kind, *injections = task
    scenario = kind(command)
    place = scenario.prepare(directory, f"{index}")
    result = traced(scenario, place, injections)
    scenario.judge(checks, place, result, ", ".join(injections), may_leave=leaves_something(injections))
    remove(place)


def without_swap_and_sync(checks, command, directory):
    """The documented exception: nothing can be swapped back."""
    for kind in [Encrypt, DecryptToExisting]:
        scenario = kind(command)
        place = scenario.prepare(directory, "exception")
        result = traced(scenario, place, [NO_SWAP, "fsync:error=EIO:when=2"])
        is_new = scenario.is_new(place, result)
        checks(result.status == 1 and is_new, f"{scenario.name}: no swap, and a directory that is not synced", result)
        remove(place)


def without_swap_back(checks, command, directory):
    """The file has been swapped out when its directory cannot be synced, and then it cannot be swapped back: it is kept
    where it is, and the message says where. For all that the command knows, it is somebody's last edit."""
    for kind in [Encrypt, DecryptToExisting]:
        scenario = kind(command)
        place = scenario.prepare(directory, "kept")
        name = scenario.arguments[-1] if kind is Encrypt else "out.json"
        before = read(os.path.join(place, name))
        result = traced(scenario, place, ["fsync:error=EIO:when=2", "renameat2:error=EIO:when=2"])
        what = f"{scenario.name}: a file that cannot be swapped back"
        kept = [os.path.join(left, name) for left in os.listdir(place) if left.startswith(".ejson-tmp-")]
        is_kept = len(kept) == 1 and read(os.path.join(place, kept[0])) == before
        checks(result.status == 1 and is_kept, f"{what} is kept", result, kept)
        checks(is_kept and kept[0].encode() in result.error, f"{what}: the message says where it is", result)
        remove(place)


def leaves_something(injections):
    return any("unlinkat" in injection or "KILL" in injection for injection in injections)


def traced(scenario, place, injections, log="/dev/null", calls=ERRORS, options=()):
    through = ["strace", "--quiet=all", *options, "--output", log, "--trace", ",".join(f"?{call}" for call in calls)]
    for injection in injections:
        through += ["--inject", injection]
    environment = scenario.environment(place)
    result = scenario.command.run(scenario.arguments, directory=place, through=through, environment=environment)
    # strace ends as what it traces does, except that a shell's status of a signal may come through.
    if result.status == 128 + signal.SIGKILL:
        result.status = -signal.SIGKILL
    return result


def calls_of(scenario, directory):
    """How often the command makes each system call, until it becomes another program."""
    place = scenario.prepare(directory, "traced")
    log = os.path.join(directory, "log")
    through = ["strace", "--quiet=all", "--output", log, "--trace", ",".join(f"?{call}" for call in [*ERRORS, "execve"])]
    environment = scenario.environment(place)
    result = scenario.command.run(scenario.arguments, directory=place, through=through, environment=environment)
    assert result.status == 0, result
    own = re.split(r"^execve\(.*$", read(log).decode(), flags=re.M)[1]
    names = re.findall(r"^(\w+)\(", own, flags=re.M)
    remove(place)
    return {name: names.count(name) for name in ERRORS if name in names}

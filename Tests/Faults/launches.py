"""`ejson run` on restricted systems: it delivers as requested, or starts nothing and leaves nothing."""

import concurrent.futures
import os
import re
import subprocess

import documents
from scenarios import remove
from scratch import become_nobody, fresh, read, write

# Calls that old kernels, seccomp profiles and containers refuse, and calls that can fail anywhere.
ERRORS = {
    "memfd_create": ["ENOSYS", "EPERM", "EMFILE"],
    "fcntl": ["EPERM", "EINVAL"],
    "lseek": ["EIO"],
    "unshare": ["ENOSYS", "EPERM", "ENOSPC"],
    "mount": ["EPERM", "ENODEV", "EACCES"],
    "fchdir": ["EACCES"],
    "mkdirat": ["EPERM", "ENOSPC", "EROFS"],
    "fstat": ["EIO"],
    "newfstatat": ["EIO"],
    "fstatfs": ["ENOSYS"],
    "getdents64": ["EIO"],
    "fchown": ["EPERM", "EDQUOT"],
    "fchmod": ["EPERM"],
    "setgroups": ["EPERM", "ENOSYS"],
    "setresgid": ["EPERM"],
    "setresuid": ["EPERM", "EAGAIN"],
    "getresuid": ["ENOSYS"],
    "getgroups": ["EPERM"],
    "capset": ["EPERM", "ENOSYS"],
    "capget": ["EPERM"],
    "prctl": ["EPERM", "EINVAL", "ENOSYS"],
    "clone": ["EAGAIN"],
    "clone3": ["ENOSYS", "EAGAIN"],
    "execve": ["ENOMEM", "E2BIG", "EACCES"],
    "unlinkat": ["EPERM"],
    "umount2": ["EPERM"],
    "dup2": ["EBADF"],
}
# Each is also tried as another user.
WAYS = [["--env"], ["--file", "F"], ["--stdin"], ["--directory", "new"]]
USER = ["--user", "4711:4712"]
SHOW = [
    "--", "/bin/sh", "-c",
    'echo started; grep -E "^(Uid|Gid|Groups|CapEff|CapPrm|CapInh|CapAmb|NoNewPrivs):" /proc/self/status; '
    'printf "KEY0 %s\n" "$KEY0"; test -z "$F" || cat "$F"; test -z "$CREDENTIALS_DIRECTORY" || '
    'cat "$CREDENTIALS_DIRECTORY/KEY0"; cat',
]  # fmt: skip


def run(checks, command, directory, randomness):
    place = prepare(command, directory, "traced")
    sealed = read(os.path.join(place, "secrets.ejson"))
    tasks = []
    for way in WAYS:
        for options in [way, way + USER]:
            counts = calls_of(command, place, options)
            checks(counts.get("execve", 0) > 0, f"run {' '.join(options)}: its system calls are found", counts)
            for call, count in counts.items():
                # The first execve starts the command itself; the first three fcntl ask whether the streams are open.
                first = {"execve": 2, "fcntl": 4}.get(call, 1)
                numbers = [*range(first, min(count, first + 11) + 1), count, f"{first}+"] if count >= first else []
                tasks += [(options, call, error, number) for error in ERRORS[call] for number in numbers]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda index: refused(checks, command, directory, sealed, index, *tasks[index]), range(len(tasks))))
    remove(place)
    without_executable_memory(checks, command, directory)
    without_threads(checks, command, directory)
    as_the_user_already(checks, command, directory)
    in_a_bare_root(checks, command, directory)


def prepare(command, directory, name, sealed=None):
    place = fresh(directory, name)
    if sealed is None:
        documents.seal(command, place, documents.plain())
    else:
        write(os.path.join(place, "secrets.ejson"), sealed)
    return place


def strace(*options):
    return ["strace", "--follow-forks", "--quiet=all", *options]


def calls_of(command, place, options):
    """How often each call is made before the program runs, whichever thread makes it."""
    log = os.path.join(place, "log")
    through = strace("--output", log, "--trace", ",".join(f"?{call}" for call in ERRORS))
    result = command.run(["run", *options, *SHOW], directory=place, through=through)
    assert result.status == 0, result
    lines = re.sub(r"^\d+ +", "", read(log).decode(), flags=re.M).splitlines()
    last = max(index for index, line in enumerate(lines) if line.startswith('execve("/bin/sh"'))
    names = [match.group(1) for match in (re.match(r"(\w+)\(", line) for line in lines[: last + 1]) if match]
    os.remove(log)
    subprocess.run(["rm", "-rf", os.path.join(place, "new")], check=True)
    return {name: names.count(name) for name in ERRORS if name in names}


def refused(checks, command, directory, sealed, index, options, call, error, number):
    place = prepare(command, directory, f"refused{index}", sealed)
    through = strace(
        "--output", "/dev/null", "--trace", ",".join(f"?{name}" for name in ERRORS),
        "--inject", f"{call}:error={error}:when={number}",
    )  # fmt: skip
    result = command.run(["run", *options, *SHOW], directory=place, through=through)
    judge(checks, place, result, options, f"run {' '.join(options)}: {call} number {number} says {error}", call)
    remove(place)


def judge(checks, place, result, options, what, call=None):
    checks(result.status is not None, f"{what}: it ends", result)
    checks(not documents.secrets_in(result.error), f"{what}: messages show no secret", result)
    if b"started" in result.output or result.error.startswith(b"/bin/sh"):
        if "--user" in options:
            is_user = all(line in result.output for line in expected_lines())
            # What was refused may have been a call of the program's own.
            checks(is_user or b"Uid:" not in result.output, f"{what}: it is the user, and nothing more", result)
        if result.status == 0:
            checks(documents.SECRET in result.output, f"{what}: started is delivered", result)
        return
    checks(result.status not in (0, None), f"{what}: not started is a failure", result)
    checks(result.error.count(b"\n") >= 1 or result.is_killed, f"{what}: it says why", result)
    left = [name for name in os.listdir(place) if name not in ("keys", "secrets.ejson")]
    if call not in ("unlinkat", "umount2", "fchdir"):
        checks(not left, f"{what}: nothing is left behind", left, result)
    elif left:
        checks(b"Warning: cannot " in result.error, f"{what}: what is left is named", left, result)
        values = [name for name in left if documents.SECRET in contents(os.path.join(place, name))]
        checks(not values, f"{what}: no value is left on the disk", values, result)


def expected_lines():
    yield b"Uid:\t4711\t4711\t4711\t4711\n"
    yield b"Gid:\t4712\t4712\t4712\t4712\n"
    yield b"NoNewPrivs:\t1\n"
    for name in [b"Inh", b"Prm", b"Eff", b"Amb"]:
        yield b"Cap" + name + b":\t0000000000000000\n"


def contents(path):
    if os.path.isdir(path):
        return b"".join(contents(os.path.join(path, name)) for name in os.listdir(path))
    return read(path)


def without_executable_memory(checks, command, directory):
    """A kernel that makes only memory files that can never be executed."""
    setting = "/proc/sys/vm/memfd_noexec"
    if not os.path.exists(setting):
        return
    for options in [["--file", "F"], ["--stdin"]]:
        place = prepare(command, directory, "noexec")
        script = f'echo 2 > {setting} && exec "$0" "$@"'
        # The setting is one of the process namespace.
        through = ["unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", script]
        result = command.run(["run", *options, *SHOW], directory=place, through=through)
        checks(result.status == 0 and documents.SECRET in result.output, f"run {options[0]}: memfd_noexec=2", result)
        remove(place)


def as_the_user_already(checks, command, directory):
    """A service manager's filter of system calls may end what tries to become a user: the user need not try."""
    place = prepare(command, directory, "already")
    # strace and what it traces run as nobody, who may not read the key.
    calls = "setgroups,setresgid,setresuid,setgid,setuid,setfsuid,setfsgid,capset"
    through = strace("--output", "/dev/null", "--trace", calls, "--inject", f"{calls}:signal=SYS")
    with open(os.path.join(place, "keys", documents.PUBLIC_KEY), "rb") as key:
        start = ["run", "--key-from-stdin", "--user", "65534", *SHOW]
        result = command.run(start, directory=place, through=through, prepare=become_nobody, stdin=key)
    checks(result.status == 0 and documents.SECRET in result.output, "run --user: as that user already", result)
    checks(b"NoNewPrivs:\t1\n" in result.output, "run --user: as that user already, without new privileges", result)
    remove(place)


def in_a_bare_root(checks, command, directory):
    """Nothing but the command, a document and a key, as in an image FROM scratch: no /proc, /dev, /etc and /tmp."""
    binary = read(command.path)
    if b"ld-linux" in binary[:4096]:
        # A dynamic build needs more than that.
        return
    for options, is_started in [(["--env"], True), (["--stdin"], True), (["--file", "F"], False)]:
        for user in [[], USER]:
            place = prepare(command, directory, "root")
            write(os.path.join(place, "ejson"), binary, mode=0o755)
            # What is started is a command that needs nothing of the root either.
            start = ["run", "--keydir", "/keys", *options, *user, "/secrets.ejson", "--", "/ejson", "--version"]
            result = command.run(start, directory=place, through=["chroot", place], keys="/keys", path="/ejson")
            what = f"run {' '.join(options + user)}: in a bare root"
            checks((result.status == 0) == is_started, f"{what}: started is {is_started}", result)
            checks((b"ejson version" in result.output) == is_started, f"{what}: delivered or not started", result)
            checks(is_started or b"/proc" in result.error, f"{what}: it says what is missing", result)
            remove(place)


def without_threads(checks, command, directory):
    """Without a thread the program is still started."""
    place = prepare(command, directory, "threads")
    through = strace(
        "--output", "/dev/null", "--trace", "?clone,?clone3", "--inject", "?clone,?clone3:error=EAGAIN:when=1"
    )
    result = command.run(["run", "--directory", "new", *USER, *SHOW], directory=place, through=through)
    judge(checks, place, result, USER, "run --directory --user: no threads")
    checks(b"started" in result.output, "run --directory --user: no threads, and started", result)
    remove(place)

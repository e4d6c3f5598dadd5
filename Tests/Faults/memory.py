"""Private keys and plaintexts in a process's memory. It is searched through /proc/PID/mem as root, which sees all live
memory. That memory is guarded, which core dumps leave out."""

import os
import re
import resource
import subprocess

import documents
from memory_images import mappings, sightings
from paused import paused, wait_until
from scenarios import ALL, PLAIN, DecryptByIdentity, Encrypt, Keygen, RecipientsSet, remove
from scratch import become_nobody, fresh, read, write
from shared_keys import hsalsa20, shared_keys, x25519
from short_writes import bytes_in, wait_until_full

BIG = documents.plain(count=4, length=100_000)

# RFC 7748, section 5.2.
SCALAR = bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")
POINT = bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
PRODUCT = bytes.fromhex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")
# Cryptography in NaCl, section 8.
SHARED = bytes.fromhex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
BOX_KEY = bytes.fromhex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389")


def run(checks, command, directory, randomness):
    checks(x25519(SCALAR, POINT) == PRODUCT and hsalsa20(SHARED) == BOX_KEY, "shared keys are computed as published")
    after_run(checks, command, directory)
    while_output_waits(checks, command, directory)
    at_every_system_call(checks, command, directory)
    without_locked_memory(checks, command, directory)


def after_run(checks, command, directory):
    """The program that `ejson run` has become: no key; the values only as it was asked to give them."""
    ways = {"--env": ["[stack]"], "--file F": [], "--stdin": [], "--directory values": []}
    for way, allowed in ways.items():
        for user in [[], ["--user", "65534:65534"]]:
            place = sealed_place(command, directory, PLAIN)
            arguments = ["run", *way.split(), *user, "--", "/bin/sleep", "1000"]
            process = command.start(arguments, directory=place, stdin=-3)
            try:
                wait_until(lambda: is_asleep(process.pid), f"{arguments} starts")
                found = sightings(process.pid)
                what = f"a program started with {way} {' '.join(user)}"
                stray = [sight for sight in found if sight[0] != "a plaintext" or sight[1] not in allowed]
                checks(not stray, f"{what} holds no key, and values only where they were asked for", *stray)
                line = read(f"/proc/{process.pid}/cmdline")
                checks(not documents.secrets_in(line), f"{what}: its command line shows no secret", line)
                checks(any(mappings(process.pid)), f"{what}: there was memory to search")
            finally:
                process.kill()
                process.wait()
            remove(place)


def is_asleep(pid):
    """Whether it has become /bin/sleep, and sleeps: before that, its memory still changes while it is looked at."""
    state = read(f"/proc/{pid}/stat").rpartition(b") ")[2][:1]
    return state == b"S" and os.readlink(f"/proc/{pid}/exe") == os.path.realpath("/bin/sleep")


def while_output_waits(checks, command, directory):
    """Blocked at a full pipe: the key is wiped; the plaintext to be written is in guarded memory alone. A core dump
    by force, as root, has neither; and a crash leaves none."""
    commands = {
        "decrypt": ["decrypt", "secrets.ejson"],
        "decrypt --key-from-env": ["decrypt", "--key-from-env", "KEY", "secrets.ejson"],
        "env": ["env", "secrets.ejson"],
        "encrypt -": ["encrypt", "-"],
    }
    for name, arguments in commands.items():
        place = sealed_place(command, directory, BIG)
        write(os.path.join(place, "plain"), BIG)
        environment = {"KEY": documents.PRIVATE_KEY.decode()}
        process = command.start(
            arguments, directory=place, stdout=-1, stderr=-1, stdin=open(os.path.join(place, "plain")),
            environment=environment if "KEY" in arguments else None,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2),
        )  # fmt: skip
        wait_until_full(process)
        checks(bytes_in(process.stdout) >= 65_536 and process.poll() is None, f"{name} waits for its pipe")
        sealed = read(os.path.join(place, "secrets.ejson"))
        found = sightings(process.pid, list(shared_keys(bytes.fromhex(documents.PRIVATE_KEY.decode()), sealed)))
        keys = [sight for sight in found if sight[0] != "a plaintext"]
        checks(not keys, f"{name}: the private key and the shared key are gone before the first byte is written", *keys)
        stray = [sight for sight in found if not sight[2]]
        checks(not stray, f"{name}: plaintext is in guarded memory only", *stray)
        if name.startswith("decrypt"):
            checks(found, f"{name}: the search finds what is there")
        core = os.path.join(place, "core")
        subprocess.run(["gcore", "-o", core, str(process.pid)], check=True, capture_output=True)
        image = read(f"{core}.{process.pid}")
        shown = documents.secrets_in(image)
        checks(len(image) > 1_000_000 and not shown, f"{name}: a core dump by force has no secret", len(image), shown)
        limit = re.search(r"Max core file size +(\d+)", read(f"/proc/{process.pid}/limits").decode())
        checks(limit and limit[1] == "0", f"{name}: no core file is written", limit)
        names = os.listdir(place)
        process.send_signal(6)
        process.stdout.close()
        error = process.stderr.read()
        _, status, _ = os.wait4(process.pid, 0)
        process.returncode = 0
        checks(os.WIFSIGNALED(status) and not os.WCOREDUMP(status), f"{name}: a crash dumps no core", status)
        checks(not documents.secrets_in(error), f"{name}: a crash says no secret", error)
        checks(sorted(os.listdir(place)) == sorted(names), f"{name}: a crash leaves no file", os.listdir(place))
        remove(place)


# After the system calls between which keys and plaintexts are made, used and wiped.
CALLS = ["openat", "read", "getrandom", "mmap", "munmap", "mkdirat", "write", "fsync", "renameat2", "unlinkat", "close"]

# What a command must hold for a while; another new key pair is not known to who searches.
SEEN = {Encrypt: {"a plaintext"}, Keygen: set(), RecipientsSet: {"the private key"}}


def at_every_system_call(checks, command, directory):
    """Keys and plaintexts are always in guarded memory only, and gone at the end."""
    for kind in [*ALL, DecryptByIdentity]:
        scenario = kind(command)
        sights = set()
        for call, count in calls_of(scenario, directory).items():
            for when in range(1, count + 1):
                place = scenario.prepare(directory, "looked-at")
                shared = list(shared_keys(bytes.fromhex(documents.PRIVATE_KEY.decode()), scenario.sealed))
                shared += scenario.secrets
                with paused(command, scenario.arguments, call, when=when, directory=place) as process:
                    found = sightings(process.pid, shared)
                sights |= {sight[0] for sight in found}
                stray = [sight for sight in found if not sight[2]]
                what = f"{scenario.name}: after {call} number {when}"
                checks(not stray, f"{what} secrets are in guarded memory only", *stray)
                remove(place)
        expected = SEEN.get(kind, {"a plaintext", "the private key"})
        checks(expected <= sights, f"{scenario.name}: what is there at times is found", sights)


def calls_of(scenario, directory):
    """How often each is made, until the command becomes another program or ends."""
    place = scenario.prepare(directory, "counted")
    log = os.path.join(directory, "log")
    through = ["strace", "--quiet=all", "--output", log, "--trace", ",".join([*CALLS, "execve"])]
    result = scenario.command.run(scenario.arguments, directory=place, through=through)
    assert result.status == 0, result
    own = re.split(r"^execve\(.*$", read(log).decode(), flags=re.M)[1]
    names = re.findall(r"^(\w+)\(", own, flags=re.M)
    remove(place)
    return {name: names.count(name) for name in CALLS if name in names}


def without_locked_memory(checks, command, directory):
    """RLIMIT_MEMLOCK 0, as a user whom it binds: everything works, and nothing is said."""

    def prepare():
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
        become_nobody()

    for kind in ALL:
        scenario = kind(command)
        place = scenario.prepare(directory, "unlocked")
        for path, folders, names in os.walk(place):
            for name in [*folders, *names, "."]:
                os.chown(os.path.join(path, name), 65534, 65534)
        result = command.run(scenario.arguments, directory=place, prepare=prepare)
        scenario.judge(checks, place, result, "no memory may be locked", may_leave=False)
        checks(result.status == 0 and not result.error, f"{scenario.name}: works without locked memory", result)
        remove(place)


def sealed_place(command, directory, plaintext):
    place = fresh(directory, "memory")
    documents.seal(command, place, plaintext)
    # For the user that a program may become.
    os.chmod(place, 0o755)
    return place

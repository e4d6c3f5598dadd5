"""`recipients set` over many documents: killed anywhere, each is old or new and opens, and running it again does the rest."""

import os
import shutil
import subprocess
import time

import documents
from paused import paused
from scratch import become_nobody, fresh, read, tmpfs, write

COUNT = 12
RUNS = 60
HOSTS = {"web1": documents.PUBLIC_KEY, "web2": "f9747c1565ff462cc0ca4e3b57644a7ba0cb384641551fbf75a96d8cc76a2f2d"}
SET = ["recipients", "set", "documents", "--from", "list"]
PLAIN = documents.plain(count=40, length=400)


def run(checks, command, directory, randomness):
    model = os.path.join(directory, "model")
    prepare(command, directory, "model")
    started = time.monotonic()
    place = copy(model, directory, "timed")
    assert command.run(SET, directory=place).status == 0
    duration = time.monotonic() - started
    states = set()
    for index in range(RUNS):
        place = copy(model, directory, f"{index}")
        process = command.start(SET, directory=place, stdout=-3, stderr=-1)
        time.sleep(randomness.uniform(0, 1.1) * duration)
        process.kill()
        process.communicate()
        states.add(tuple(judge(checks, command, place, "killed")))
        finish(checks, command, place)
        shutil.rmtree(place)
    checks(len(states) > 2, "kills came at different documents", states)
    full_disk(checks, command, directory, model)
    host_key(checks, command, directory)
    changed_meanwhile(checks, command, directory)


def changed_meanwhile(checks, command, directory):
    """After the document was read, and before it is replaced, others add a recipient: what was decided without it is not
    done, and their version stays."""
    place = fresh(directory, "meanwhile")
    path = os.path.join(place, "secrets.ejson")
    documents.seal(command, place, PLAIN)
    versions = []
    for name in HOSTS:
        added = command.run(["recipients", "add", "secrets.ejson", name, HOSTS["web2"]], directory=place)
        assert added.status == 0, added
        versions.append(read(path))
    for arguments in [["recipients", "remove", "secrets.ejson", "web1"], ["rotate", "secrets.ejson"]]:
        write(path, versions[0])
        write(path + "~", versions[1])
        with paused(command, arguments, "flock", directory=place) as process:
            os.rename(path + "~", path)
            result = process.resume()
        what = f"{arguments[0]}: a recipient comes meanwhile"
        checks(result.status == 1 and read(path) == versions[1], f"{what}, and stays", result, read(path))
        again = command.run(arguments, directory=place)
        names = documents.recipients(read(path))
        checks(again.status == 0 and "web2" in names, f"{what}: the next run knows it", again, names)


def host_key(checks, command, directory):
    """Root opens a document with the host's ssh key, and nothing is set up; others do not, and say what was tried."""
    place = fresh(directory, "host")
    etc = os.path.join(directory, "etc-ssh")
    os.mkdir(etc)
    write(os.path.join(etc, "ssh_host_ed25519_key"), read(documents.SSH_KEY), mode=0o600)
    write(os.path.join(etc, "ssh_host_ed25519_key.pub"), read(documents.SSH_KEY + ".pub"))
    documents.seal(command, place, PLAIN)
    added = command.run(["recipients", "add", "secrets.ejson", "host", documents.SSH_KEY + ".pub"], directory=place)
    checks(added.status == 0, "a host is added", added)
    os.makedirs("/etc/ssh", exist_ok=True)
    # In this process's own mounts.
    subprocess.run(["mount", "--bind", etc, "/etc/ssh"], check=True)
    try:
        opened = command.run(["decrypt", "secrets.ejson"], directory=place, keys="none")
        checks(opened.status == 0 and documents.SECRET in opened.output, "root opens it with the host's key", opened)
        refused = command.run(["decrypt", "secrets.ejson"], directory=place, keys="none", prepare=become_nobody)
        checks(refused.status == 1 and not documents.secrets_in(refused.error), "nobody does not", refused)
        checks(b"ssh_host" not in refused.error and b"host" in refused.error, "and is told who the recipients are", refused)
        os.chmod(os.path.join(etc, "ssh_host_ed25519_key"), 0o666)
        loose = command.run(["decrypt", "secrets.ejson"], directory=place, keys="none")
        checks(loose.status == 1 and b"can change" in loose.error, "a key that others can change is refused", loose)
    finally:
        subprocess.run(["umount", "/etc/ssh"], check=True)


def prepare(command, directory, name):
    """Documents with their own private key, sealed to a host here and to one that is removed."""
    place = fresh(directory, name)
    os.mkdir(os.path.join(place, "documents"))
    write_list(place, ["web1", "web2"])
    documents.seal(command, place, PLAIN)
    sealed = read(os.path.join(place, "secrets.ejson"))
    for number in range(COUNT):
        write(os.path.join(place, "documents", f"{number:02}.ejson"), sealed)
    # The host's key is another one than theirs, and from now on nothing but the list opens them.
    for arguments in (["rotate", "-q", "documents"], SET):
        result = command.run(arguments, directory=place)
        assert result.status == 0, result
    for key in os.listdir(os.path.join(place, "keys")):
        if key != documents.PUBLIC_KEY:
            os.unlink(os.path.join(place, "keys", key))
    write_list(place, ["web1"])


def write_list(place, names):
    write(os.path.join(place, "list"), "".join(f"{name} {HOSTS[name]}\n" for name in names).encode())


def copy(model, directory, name):
    place = os.path.join(directory, name)
    shutil.copytree(model, place)
    return place


def judge(checks, command, place, circumstances):
    """Which documents are new; each is old or new, and opens."""
    for number in range(COUNT):
        name = f"documents/{number:02}.ejson"
        text = read(os.path.join(place, name)) or b""
        names = documents.recipients(text)
        checks(names in (["web1", "web2"], ["web1"]), f"{circumstances}: {name} is old or new", names)
        checks(documents.opens_to(command, place, name, PLAIN), f"{circumstances}: {name} opens", text[:300])
        checks(not documents.secrets_in(text), f"{circumstances}: {name} shows no secret")
        yield names == ["web1"]


def finish(checks, command, place):
    """Repeating the command completes the change; then nothing is left to do."""
    again = command.run(SET, directory=place)
    checks(again.status == 0, "the same command again ends well", again)
    checks(all(judge(checks, command, place, "again")), "then all documents are new", again)
    before = {name: os.stat(os.path.join(place, "documents", name)).st_ino for name in documents_of(place)}
    last = command.run(SET, directory=place)
    after = {name: os.stat(os.path.join(place, "documents", name)).st_ino for name in documents_of(place)}
    checks(last.status == 0 and before == after, "a third time nothing is written", last)
    verified = command.run(["recipients", *(f"documents/{name}" for name in documents_of(place))], directory=place)
    checks(verified.status == 0, "every entry is verified", verified)


def documents_of(place):
    return sorted(name for name in os.listdir(os.path.join(place, "documents")) if name.endswith(".ejson"))


def full_disk(checks, command, directory, model):
    for room in (0, 1, 3, 8, 20, 40):
        with tmpfs(os.path.join(directory, "disk"), "size=4m,mode=755") as disk:
            place = copy(model, disk, "place")
            page = os.sysconf("SC_PAGE_SIZE")
            write(os.path.join(disk, "ballast"), b"x" * page * max(0, os.statvfs(disk).f_bavail - room))
            result = command.run(SET, directory=place)
            new = list(judge(checks, command, place, f"{room} pages are free"))
            checks((result.status == 0) == all(new), f"{room} pages are free: the status tells", result, new)
            os.unlink(os.path.join(disk, "ballast"))
            finish(checks, command, place)

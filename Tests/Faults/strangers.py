"""Another user who may write in the directory, and acts between two system calls of root's command."""

import os

import documents
from paused import paused
from scenarios import DecryptToExisting, DecryptToNew, Encrypt, remove
from scratch import as_nobody, read, write

VICTIM = b"root's own"


def run(checks, command, directory, randomness):
    for kind in [Encrypt, DecryptToNew, DecryptToExisting]:
        for call in ["mkdirat", "fsync"]:
            for put_there in [own_directory, link_to_own_directory, link_to_closed_directory]:
                replace_private_directory(checks, kind(command), directory, call, put_there)
        for call in ["mkdirat", "fsync"]:
            replace_file_by_link(checks, kind(command), directory, call)
        replace_parent(checks, kind(command), directory)


def place_for(scenario, directory):
    """Where everybody may write, with root's files and a directory that only root may enter."""
    place = scenario.prepare(directory, "strangers")
    os.chmod(place, 0o777)
    os.chmod(os.path.join(place, "secrets.ejson"), 0o640)
    os.mkdir(os.path.join(place, "closed"), 0o700)
    write(os.path.join(place, "closed", "victim"), VICTIM, mode=0o600)
    return place


def own_directory(path):
    os.mkdir(path)
    os.chmod(path, 0o777)


def link_to_own_directory(path):
    own_directory(path + "-own")
    os.symlink(path + "-own", path)


def link_to_closed_directory(path):
    os.symlink("closed", path)


def replace_private_directory(checks, scenario, directory, call, put_there):
    """The name of the private directory cannot be foretold; once it is there, it is moved away."""
    place = place_for(scenario, directory)
    with paused(scenario.command, scenario.arguments, call, directory=place) as process:
        name = next(name for name in os.listdir(place) if name.startswith(".ejson-tmp-"))
        path = os.path.join(place, name)
        with as_nobody():
            os.rename(path, os.path.join(place, "stolen"))
            put_there(path)
        result = process.resume()
    what = f"{scenario.name}: after {call} the private directory is replaced: {put_there.__name__}"
    judge(checks, scenario, place, result, what)
    remove(place)


def replace_file_by_link(checks, scenario, directory, call):
    place = place_for(scenario, directory)
    name = "secrets.ejson" if isinstance(scenario, Encrypt) else "out.json"
    path = os.path.join(place, name)
    with paused(scenario.command, scenario.arguments, call, directory=place) as process:
        with as_nobody():
            if os.path.exists(path):
                os.rename(path, os.path.join(place, "moved"))
            os.symlink("closed/victim", path)
        result = process.resume()
    judge(checks, scenario, place, result, f"{scenario.name}: after {call} the file is replaced by a link", moved="moved")
    remove(place)


def replace_parent(checks, scenario, directory):
    """The directory that was opened is the one that is written in."""
    place = place_for(scenario, directory)
    with paused(scenario.command, scenario.arguments, "fsync", directory=place) as process:
        os.rename(place, place + "-moved")
        own_directory(place)
        os.chown(place, 65534, 65534)
        result = process.resume()
    what = f"{scenario.name}: the directory is moved away"
    checks(os.listdir(place) == [], f"{what}: nothing is written to another at its place", os.listdir(place))
    judge(checks, scenario, place + "-moved", result, what)
    remove(place)
    remove(place + "-moved")


def judge(checks, scenario, place, result, what, moved=None):
    shown = documents.secrets_in(result.error)
    checks(result.status in (0, 1) and not shown, f"{what}: it ends without a secret in a message", result)
    checks(read(os.path.join(place, "closed", "victim")) == VICTIM, f"{what}: root's other file stands", result)
    checks(os.listdir(os.path.join(place, "closed")) == ["victim"], f"{what}: nothing is put beside it", result)
    seen = [path for path in readable_by_nobody(place) if documents.SECRET in (read(path) or b"")]
    checks(not seen, f"{what}: nobody reads a secret", seen, result)
    if moved and os.path.exists(os.path.join(place, moved)):
        # What they have moved away they have; it is not lost.
        return
    if result.status == 0:
        checks(scenario.is_new(place, result), f"{what}: status 0 is the new content in place", result)
    else:
        checks(scenario.is_old(place, result) or moved, f"{what}: else the old content", result)


def readable_by_nobody(place):
    with as_nobody():
        for path, _, names in os.walk(place):
            for name in names:
                if os.access(os.path.join(path, name), os.R_OK, effective_ids=True):
                    yield os.path.join(path, name)

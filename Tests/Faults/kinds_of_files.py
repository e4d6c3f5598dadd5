"""Links, pipes, devices, directories and sockets, as FILE and as the output; files of other users."""

import os
import socket
import stat

import documents
from scenarios import PLAIN, remove
from scratch import become_nobody, fresh, leftovers, read, write


def link(path):
    os.symlink("target", path)


def link_loop(path):
    os.symlink(os.path.basename(path), path)


def two_link_loop(path):
    os.symlink("other-link", path)
    os.symlink(os.path.basename(path), os.path.join(os.path.dirname(path), "other-link"))


def dangling_link(path):
    os.symlink("none", path)


def link_to_directory(path):
    os.symlink("keys", path)


def unix_socket(path):
    # A path in an address is short.
    before = os.getcwd()
    os.chdir(os.path.dirname(path))
    socket.socket(socket.AF_UNIX).bind(os.path.basename(path))
    os.chdir(before)


def character_device(path):
    os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3))


def block_device(path):
    os.mknod(path, stat.S_IFBLK | 0o600, os.makedev(7, 200))


REFUSED = {
    "a link to itself": link_loop,
    "two links to each other": two_link_loop,
    "a dangling link": dangling_link,
    "a link to a directory": link_to_directory,
    "a pipe": os.mkfifo,
    "a socket": unix_socket,
    "a character device": character_device,
    "a block device": block_device,
    "a directory": os.mkdir,
}


def run(checks, command, directory, randomness):
    for name, make in REFUSED.items():
        for arguments in [["encrypt", "it"], ["decrypt", "-o", "it", "secrets.ejson"]]:
            if arguments[0] == "decrypt" and make in (os.mkfifo, character_device):
                write_to(checks, command, directory, arguments, name, make)
                continue
            refuse(checks, command, directory, arguments, name, make)
    for arguments in [["encrypt", "it"], ["decrypt", "-o", "it", "secrets.ejson"]]:
        follow_links(checks, command, directory, arguments)
    hard_links(checks, command, directory)
    other_owners(checks, command, directory)
    sticky_directory(checks, command, directory)


def refuse(checks, command, directory, arguments, name, make):
    place = fresh(directory, "kinds")
    documents.seal(command, place, PLAIN)
    make(os.path.join(place, "it"))
    before = os.lstat(os.path.join(place, "it"))
    names = os.listdir(place)
    result = command.run(arguments, directory=place)
    after = os.lstat(os.path.join(place, "it"))
    what = f"{arguments[0]} refuses {name}"
    lines = [line for line in result.error.splitlines() if not line.startswith(b"Hint: ")]
    checks(result.status == 1 and len(lines) == 1, what, result)
    checks((before.st_ino, before.st_mode) == (after.st_ino, after.st_mode), f"{what}, which stays", before, after)
    checks(not leftovers(place, names), f"{what}, and leaves nothing", os.listdir(place))
    remove(place)


def write_to(checks, command, directory, arguments, name, make):
    """A pipe and a device receive the plaintext, and are not replaced."""
    place = fresh(directory, "kinds")
    documents.seal(command, place, PLAIN)
    path = os.path.join(place, "it")
    make(path)
    before = os.lstat(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    result = command.run(arguments, directory=place)
    seen = os.read(reader, 65_536)
    os.close(reader)
    after = os.lstat(path)
    checks(result.status == 0, f"decrypt -o writes to {name}", result)
    checks(seen == (PLAIN if make is os.mkfifo else b""), f"decrypt -o writes to {name}: it is there", seen)
    checks((before.st_ino, before.st_mode) == (after.st_ino, after.st_mode), f"{name} stays", before, after)
    remove(place)


def follow_links(checks, command, directory, arguments):
    """Over two links and another directory; what is written is beside the file, not beside the link."""
    place = fresh(directory, "links")
    documents.seal(command, place, PLAIN)
    os.mkdir(os.path.join(place, "elsewhere"))
    target = os.path.join(place, "elsewhere", "target")
    write(target, PLAIN if arguments[0] == "encrypt" else b"old", mode=0o600)
    os.symlink("second", os.path.join(place, "it"))
    os.symlink("elsewhere/target", os.path.join(place, "second"))
    result = command.run(arguments, directory=place)
    what = f"{arguments[0]} follows links"
    content = read(target)
    is_new = content == PLAIN if arguments[0] == "decrypt" else documents.is_sealed(command, place, content, PLAIN)
    checks(result.status == 0 and is_new, what, result, content)
    is_kept = os.readlink(os.path.join(place, "it")) == "second"
    checks(is_kept and os.listdir(os.path.join(place, "elsewhere")) == ["target"], f"{what} and keeps them")
    remove(place)


def hard_links(checks, command, directory):
    """Encrypting would leave the plaintext under the other name. Decrypting replaces the one that was named."""
    place = fresh(directory, "hard")
    documents.seal(command, place, PLAIN)
    write(os.path.join(place, "plain"), PLAIN)
    os.link(os.path.join(place, "plain"), os.path.join(place, "other"))
    result = command.run(["encrypt", "plain"], directory=place)
    checks(result.status == 1, "encrypt refuses a file with other names", result)
    write(os.path.join(place, "out"), b"old")
    os.link(os.path.join(place, "out"), os.path.join(place, "second"))
    result = command.run(["decrypt", "-o", "out", "secrets.ejson"], directory=place)
    is_right = read(os.path.join(place, "out")) == PLAIN and read(os.path.join(place, "second")) == b"old"
    checks(result.status == 0 and is_right, "decrypt -o writes to no other name", result)
    remove(place)


def other_owners(checks, command, directory):
    """Of a sealed document root keeps the owner; who cannot leaves the file alone. Plaintext gets no foreign owner."""
    for user, mode in [(12, 0o600), (65534, 0o640), (0, 0o664)]:
        place = fresh(directory, "owners", mode=0o777)
        documents.seal(command, place, PLAIN)
        for name, content in [("it", PLAIN), ("out", b"old")]:
            write(os.path.join(place, name), content, mode)
            os.chown(os.path.join(place, name), user, 34)
        result = command.run(["encrypt", "it"], directory=place)
        after = os.stat(os.path.join(place, "it"))
        is_kept = (after.st_uid, after.st_gid, after.st_mode & 0o7777) == (user, 34, mode)
        checks(result.status == 0 and is_kept, "encrypt keeps owner and mode", result, after)
        result = command.run(["decrypt", "-o", "out", "secrets.ejson"], directory=place)
        after = os.stat(os.path.join(place, "out"))
        is_right = (after.st_uid, after.st_mode & 0o7777) == ((user, mode) if user else (0, 0o600))
        checks(is_right and result.status == (1 if user else 0), "decrypt -o takes no foreign owner", result, after)
        remove(place)
    place = fresh(directory, "owners", mode=0o777)
    documents.seal(command, place, PLAIN)
    for name, content in [("it", PLAIN), ("out", b"old")]:
        write(os.path.join(place, name), content, 0o666)
        os.chown(os.path.join(place, name), 12, 34)
    for arguments, name in [(["encrypt", "it"], "it"), (["decrypt", "-o", "out", "secrets.ejson"], "out")]:
        before = read(os.path.join(place, name))
        result = command.run(arguments, directory=place, prepare=become_nobody)
        is_kept = read(os.path.join(place, name)) == before
        checks(result.status == 1 and is_kept, f"{arguments[0]}: an owner that cannot be kept is an error", result)
        checks(not leftovers(place, ["it", "out", "keys", "secrets.ejson"]), f"{arguments[0]} leaves nothing")
    remove(place)


def sticky_directory(checks, command, directory):
    """Of another's file in a directory like /tmp nobody but root can replace; root keeps the owner of a
    document, and hands no plaintext to another."""
    place = fresh(directory, "sticky", mode=0o1777)
    documents.seal(command, place, PLAIN)
    for name, content in [("it", PLAIN), ("out", b"old")]:
        write(os.path.join(place, name), content, 0o666)
        os.chown(os.path.join(place, name), 12, 65534)
    for arguments, name in [(["encrypt", "it"], "it"), (["decrypt", "-o", "out", "secrets.ejson"], "out")]:
        for prepare, expected in [(become_nobody, 1), (None, 0 if name == "it" else 1)]:
            before = read(os.path.join(place, name))
            result = command.run(arguments, directory=place, prepare=prepare)
            what = f"{arguments[0]} in a sticky directory"
            checks(result.status == expected, f"{what}: status {expected}", result)
            changed = read(os.path.join(place, name)) != before
            checks(changed == (expected == 0), f"{what}: the status tells which", result)
            checks(os.stat(os.path.join(place, name)).st_uid == 12, f"{what}: the owner is kept")
            checks(not leftovers(place, ["it", "out", "keys", "secrets.ejson"]), f"{what}: nothing is left")
    remove(place)

"""ACLs and extended attributes: a file that is replaced keeps its own, and no directory's default widens what is made."""

import os
import struct

import documents
from scenarios import PLAIN, remove
from scratch import as_nobody, fresh, leftovers, write

ACCESS, DEFAULT = "system.posix_acl_access", "system.posix_acl_default"
USER_OBJ, USER, GROUP_OBJ, MASK, OTHER = 1, 2, 4, 16, 32


def acl(*entries):
    """As linux/posix_acl_xattr.h has it: version 2, then tag, permissions and id of each entry."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", tag, bits, who) for tag, bits, who in entries)


NONE = 0xFFFFFFFF
# user::rw-, user:12:rw-, user:nobody:r--, group::---, mask::rw-, other::---
FILE_ACL = acl((USER_OBJ, 6, NONE), (USER, 6, 12), (USER, 4, 65534), (GROUP_OBJ, 0, NONE), (MASK, 6, NONE), (OTHER, 0, NONE))
DIRECTORY_DEFAULT = acl((USER_OBJ, 7, NONE), (USER, 7, 65534), (GROUP_OBJ, 7, NONE), (MASK, 7, NONE), (OTHER, 7, NONE))

WRITERS = [(["encrypt", "it"], PLAIN), (["decrypt", "-o", "it", "secrets.ejson"], b"old")]


def attributes_of(path):
    return {name: os.getxattr(path, name) for name in os.listxattr(path)}


def run(checks, command, directory, randomness):
    for arguments, content in WRITERS:
        keeps_them(checks, command, directory, arguments, content)
        refuses_without_loss(checks, command, directory, arguments, content)
        goes_on_without_the_systems(checks, command, directory, arguments, content)
        inherits_none(checks, command, directory, arguments, content)
    makes_none(checks, command, directory)


def prepared(command, directory, content, attributes):
    place = fresh(directory, "attributes")
    documents.seal(command, place, PLAIN)
    path = os.path.join(place, "it")
    write(path, content, mode=0o600)
    for name, value in attributes.items():
        os.setxattr(path, name, value)
    return place, path


def keeps_them(checks, command, directory, arguments, content):
    attributes = {
        "user.comment": b"mine", "user.empty": b"", "user.large": b"x" * 1_000, "trusted.note": b"root's", ACCESS: FILE_ACL,
    }  # fmt: skip
    place, path = prepared(command, directory, content, attributes)
    before = os.stat(path)
    result = command.run(arguments, directory=place)
    after = os.stat(path)
    what = f"{arguments[0]} keeps the ACL and attributes"
    checks(result.status == 0 and after.st_ino != before.st_ino, f"{what}: the file is replaced", result)
    checks(attributes_of(path) == attributes, what, attributes_of(path))
    checks(after.st_mode == before.st_mode, f"{what}, and the mode", oct(before.st_mode), oct(after.st_mode))
    with as_nobody():
        checks(os.access(path, os.R_OK, effective_ids=True), f"{what}: who could read it can", result)
        checks(not os.access(path, os.W_OK, effective_ids=True), f"{what}: who could not write it cannot", result)
    remove(place)


def refuses_without_loss(checks, command, directory, arguments, content):
    """The second attribute cannot be set: nothing is replaced."""
    for name, value in [(ACCESS, FILE_ACL), ("user.comment", b"mine")]:
        place, path = prepared(command, directory, content, {name: value})
        names = os.listdir(place)
        through = ["strace", "--quiet=all", "--output", "/dev/null", "--inject", "fsetxattr:error=ENOSPC"]
        result = command.run(arguments, directory=place, through=through)
        what = f"{arguments[0]}: {name} that cannot be kept"
        checks(result.status == 1 and b"cannot keep the ACL and attributes" in result.error, f"{what} is an error", result)
        checks(open(path, "rb").read() == content and attributes_of(path) == {name: value}, f"{what}: the old file stands")
        checks(not leftovers(place, names), f"{what}: nothing is left", os.listdir(place))
        remove(place)


def goes_on_without_the_systems(checks, command, directory, arguments, content):
    """A user cannot keep attributes that only the system may set."""
    place, path = prepared(command, directory, content, {"trusted.note": b"root's"})
    through = ["strace", "--quiet=all", "--output", "/dev/null", "--inject", "fsetxattr:error=EPERM"]
    result = command.run(arguments, directory=place, through=through)
    checks(result.status == 0 and not attributes_of(path), f"{arguments[0]}: the system's attributes are not needed", result)
    remove(place)


def inherits_none(checks, command, directory, arguments, content):
    """A file without ACL, in a directory that would give it one."""
    place, path = prepared(command, directory, content, {})
    os.chmod(path, 0o640)
    os.setxattr(place, DEFAULT, DIRECTORY_DEFAULT)
    result = command.run(arguments, directory=place)
    what = f"{arguments[0]}: a default ACL does not widen the file"
    checks(result.status == 0 and os.stat(path).st_mode & 0o7777 == 0o640, what, result, oct(os.stat(path).st_mode))
    checks(not attributes_of(path), what, attributes_of(path))
    with as_nobody():
        checks(not os.access(path, os.R_OK, effective_ids=True), f"{what} to nobody", result)
    remove(place)


def makes_none(checks, command, directory):
    """New files in such a directory: plaintext of mode 0600, a private key of mode 0440 less the umask."""
    place = fresh(directory, "defaults")
    documents.seal(command, place, PLAIN)
    for name in [place, os.path.join(place, "keys")]:
        os.setxattr(name, DEFAULT, DIRECTORY_DEFAULT)
    result = command.run(["decrypt", "-o", "out", "secrets.ejson"], directory=place)
    made = {"out": 0o600}
    generated = command.run(["keygen", "-w"], directory=place, prepare=lambda: os.umask(0o077))
    made["keys/" + generated.output.decode().strip()] = 0o400
    for name, mode in made.items():
        path = os.path.join(place, name)
        seen = oct(os.stat(path).st_mode), attributes_of(path)
        is_closed = os.stat(path).st_mode & 0o7777 == mode and not attributes_of(path)
        checks(is_closed, f"{name}: a default ACL does not widen what is made", result, generated, *seen)
    remove(place)

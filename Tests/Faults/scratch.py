"""Directories for one check each, on a real disk and in memory."""

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile

import documents


@contextlib.contextmanager
def scratch_directory():
    directory = tempfile.mkdtemp(prefix="ejson-faults-")
    os.chmod(directory, 0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def fresh(directory, name, mode=0o755):
    """An empty directory with the test key in `keys`."""
    path = os.path.join(directory, name)
    shutil.rmtree(path, ignore_errors=True)
    os.mkdir(path)
    os.chmod(path, mode)
    os.mkdir(os.path.join(path, "keys"))
    write(os.path.join(path, "keys", documents.PUBLIC_KEY), documents.PRIVATE_KEY + b"\n", mode=0o600)
    return path


@contextlib.contextmanager
def tmpfs(path, options):
    os.makedirs(path, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", path], check=True)
    try:
        yield path
    finally:
        subprocess.run(["umount", path], check=True)


def write(path, content, mode=0o644):
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, mode)


def read(path):
    """The content, or None when there is no such file."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def leftovers(directory, expected):
    """What is in a directory beside the names expected."""
    return sorted(set(os.listdir(directory)) - set(expected))


def is_harmless(path):
    """Whether a leftover is named as announced, and closed to everybody but its owner."""
    status = os.lstat(path)
    name_says = os.path.basename(path).startswith(".ejson-tmp-")
    return name_says and stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) & 0o077 == 0


@contextlib.contextmanager
def as_nobody():
    """Runs code with the rights of nobody."""
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def become_nobody():
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)

"""What the command does with a document. Each is a function that makes the files and returns the arguments, the
environment, and what is to be done before each run."""

import os
import secrets as randomness

from shapes import document


def write(directory, name, text):
    (directory / name).write_text(text)
    return name


def plain(directory, shape, n, name="plain.ejson", tag="x"):
    return write(directory, name, document(shape(n, tag)))


def sealed(command, directory, shape, n, name="sealed.ejson", tag="x"):
    plain(directory, shape, n, name, tag)
    command.run(["encrypt", name], directory)
    return name


def nothing():
    pass


def on_plaintext(*arguments):
    def operation(command, directory, shape, n):
        name = plain(directory, shape, n)
        return [argument.replace("FILE", name) for argument in arguments], {}, nothing

    return operation


def on_sealed(*arguments):
    def operation(command, directory, shape, n):
        name = sealed(command, directory, shape, n)
        return [argument.replace("FILE", name) for argument in arguments], {}, nothing

    return operation


def encrypt(command, directory, shape, n):
    return ["encrypt", "plain.ejson"], {}, lambda: plain(directory, shape, n)


def broken(*arguments):
    """The last value is not what was sealed."""

    def operation(command, directory, shape, n):
        name = sealed(command, directory, shape, n)
        text = (directory / name).read_text()
        end = text.rfind("]\"")
        if end > 0:
            write(directory, name, text[: end - 8] + "AAAAAAA=" + text[end:])
        return [argument.replace("FILE", name) for argument in arguments], {}, nothing

    return operation


def compare(*arguments):
    def operation(command, directory, shape, n):
        sealed(command, directory, shape, n, "old.ejson")
        sealed(command, directory, shape, n, "new.ejson", tag="y")
        return ["diff", *arguments, "old.ejson", "new.ejson"], {}, nothing

    return operation


def merge(ours_tag, theirs_shape):
    def operation(command, directory, shape, n):
        plain(directory, shape, n, "base.ejson")
        plain(directory, theirs_shape or shape, n, "theirs.ejson", tag="z")
        return (
            ["git", "merge", "base.ejson", "ours.ejson", "theirs.ejson"], {},
            lambda: plain(directory, shape, n, "ours.ejson", tag=ours_tag),
        )  # fmt: skip

    return operation


def merge_additions(command, directory, shape, n):
    """Theirs adds a member to every object."""
    base = document(shape(n, "x"))
    write(directory, "base.ejson", base)
    write(directory, "theirs.ejson", base.replace("}", ', "new": "z"}').replace("{,", "{"))
    return (
        ["git", "merge", "base.ejson", "ours.ejson", "theirs.ejson"], {},
        lambda: write(directory, "ours.ejson", base),
    )  # fmt: skip


def edit(script):
    def operation(command, directory, shape, n):
        memory = directory / "memory"
        memory.mkdir(mode=0o700)
        editor = write(directory, "editor", f"#!/bin/sh\n{script}\n")
        (directory / editor).chmod(0o755)
        name = sealed(command, directory, shape, n, "original.ejson")
        text = (directory / name).read_text()
        environment = {"EDITOR": str(directory / editor), "XDG_RUNTIME_DIR": str(memory)}
        return ["edit", "sealed.ejson"], environment, lambda: write(directory, "sealed.ejson", text)

    return operation


def in_place(*arguments):
    def operation(command, directory, shape, n):
        name = sealed(command, directory, shape, n, "original.ejson")
        text = (directory / name).read_text()
        keys = directory / "keys"
        keys.mkdir()
        for key in os.listdir(command.environment["EJSON_KEYDIR"]):
            (keys / key).write_bytes(open(os.path.join(command.environment["EJSON_KEYDIR"], key), "rb").read())
        return list(arguments), {"EJSON_KEYDIR": str(keys)}, lambda: write(directory, "sealed.ejson", text)

    return operation


def kubernetes(command, directory, shape, n):
    text = document(shape(n, "x")).replace(
        '"environment": {', '"kubernetes_secrets": {"app": {"_type": "Opaque", "data": {', 1)  # fmt: skip
    write(directory, "sealed.ejson", text.rstrip() + "}}\n")
    command.run(["encrypt", "sealed.ejson"], directory)
    return ["kubernetes", "sealed.ejson"], {}, nothing


def keys(command, directory, shape, n):
    """A key directory with n files; the shape does not matter, so one stands for all."""
    if shape.__name__ != "wide":
        n = 1
    folder = directory / "keys"
    folder.mkdir()
    for index in range(n):
        (folder / f"{index:060x}{randomness.token_hex(2)}").write_text("x")
    return ["keys", "--keydir", "keys"], {}, nothing


OPERATIONS = {
    "encrypt": encrypt,
    "decrypt": on_sealed("decrypt", "FILE"),
    "decrypt, last broken": broken("decrypt", "FILE"),
    "check": on_plaintext("check", "FILE"),
    "check --json": on_plaintext("check", "--json", "FILE"),
    "check --open": on_sealed("check", "--open", "FILE"),
    "list": on_plaintext("list", "FILE"),
    "list --json": on_sealed("list", "--json", "FILE"),
    "get": on_sealed("get", "FILE", "environment.KEY1"),
    "get, misspelled": on_sealed("get", "FILE", "environment.KEYZ1"),
    "get --json": on_sealed("get", "--json", "FILE", "environment"),
    "set": in_place("set", "sealed.ejson", "environment.NEW", "--from-file", "/proc/sys/kernel/ostype"),
    "set, in each object": in_place("set", "sealed.ejson", "environment.KEY1.NEW.a.b", "--from-file", "/proc/sys/kernel/ostype"),
    "unset": in_place("unset", "sealed.ejson", "environment.KEY"),
    "diff": compare(),
    "diff --json": compare("--json", "--values"),
    "merge": merge("x", None),
    "merge, conflicts": merge("y", None),
    "merge, additions": merge_additions,
    "textconv": on_sealed("git", "textconv", "FILE"),
    "env": on_sealed("env", "--format", "json", "FILE"),
    "env --flatten": on_sealed("env", "--flatten", "--format", "json", "FILE"),
    "kubernetes": kubernetes,
    "run": on_sealed("run", "FILE", "--file", "SECRETS", "--", "true"),
    "run, variables": on_sealed("run", "FILE", "--", "true"),
    "run --directory": on_sealed("run", "FILE", "--directory", "mounted", "--", "true"),
    "edit, one value": edit("""sed -i '1,/"x/s/"x/"y/' "$1" """),
    "edit, all values": edit("""sed -i 's/"x/"y/g' "$1" """),
    "rotate": in_place("rotate", "sealed.ejson"),
    "keys": keys,
}

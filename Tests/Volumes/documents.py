"""Documents: what opens, what does not, and what changes."""

import os
import socket
import time

import host as h
from host import contents, holds_a_secret, host, wait_for

TESTS = []


def test(function):
    TESTS.append(function)
    return function


def mount_is_refused(node, *words):
    began = time.monotonic()
    error = node.refused("", "VolumeDriver.Mount", Name="app", ID="1")
    assert time.monotonic() - began < 2, f"{time.monotonic() - began} s"
    for word in words:
        assert word in error.words, (word, error.words)
    assert not holds_a_secret(error.words), error.words
    assert node.mounts() == [] and os.listdir(node.runtime) == []
    return error.words


@test
def a_document_that_does_not_open_says_why():
    with host() as node:
        node.create()
        good = node.document.read_text()
        node.document.write_text(good.replace("EJ[1:", "EJ[1:A", 1))
        mount_is_refused(node, str(node.document))
        node.document.write_text("{")
        mount_is_refused(node, f"{node.document}:1:2")
        node.document.unlink()
        mount_is_refused(node, str(node.document), "No such file")
        os.symlink("/etc/passwd", node.document)
        mount_is_refused(node, "a link leads out")
        node.document.unlink()
        os.mkfifo(node.document)
        mount_is_refused(node, "no regular file")
        node.document.unlink()
        node.document.write_text(good)
        for environment, words in (({"A/B": "x"}, "not a file's name"), ({"..data": "x"}, "not a file's name"),
                                   ({"A": None}, "cannot be delivered")):
            node.write(environment)
            mount_is_refused(node, words)
        node.write({"PASSWORD": "x"})
        node.create("some", only="PASSWORD,OTHER")
        node.refused("OTHER", "VolumeDriver.Mount", Name="some", ID="1")
        node.create("elsewhere", select="nothing.here")
        node.refused("no such object", "VolumeDriver.Mount", Name="elsewhere", ID="1")
        assert contents(node.mount()) == {"PASSWORD": "x"}


@test
def an_agent_that_does_not_open_it_says_why_within_two_seconds():
    with host() as node:
        node.create()
        (node.path / "keys").rename(node.path / "away")
        mount_is_refused(node, "no private key")
        (node.path / "away").rename(node.path / "keys")
        node.stop_agent()
        mount_is_refused(node, "no agent answers")
        # One that takes connections and says nothing.
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as silent:
            silent.bind(node.agent_socket)
            silent.listen()
            mount_is_refused(node, "the agent")
        os.unlink(node.agent_socket)
        node.start_agent()
        node.mount()
        # What may no longer be opened is not given to one more container; those that have it keep it.
        (node.path / "grants/volumes.json").unlink()
        node.stop_agent()
        node.refused("no agent", "VolumeDriver.Mount", Name="app", ID="2")
        assert contents(h.pathlib.Path(node.mounts()[0]))["TOKEN"] == h.TOKEN
        node.unmount()
        assert node.mounts() == []


@test
def a_changed_document_reaches_its_volumes_whole():
    with host() as node:
        node.create()
        node.create("other", only="TOKEN")
        path, other = node.mount(), node.mount("other")
        for number in range(5):
            node.write({"PASSWORD": f"p{number}", "TOKEN": f"t{number}"})
            wait_for(lambda: contents(other) == {"TOKEN": f"t{number}"})
            wait_for(lambda: contents(path) == {"PASSWORD": f"p{number}", "TOKEN": f"t{number}"})
        # A name that goes takes its file with it; the volume for which it must be there keeps what it has.
        node.write({"PASSWORD": "p5", "NEW": "n5"})
        wait_for(lambda: contents(path) == {"PASSWORD": "p5", "NEW": "n5"})
        wait_for(lambda: "other: keeps its last good values" in node.messages())
        assert contents(other) == {"TOKEN": "t4"}


@test
def one_that_does_not_open_leaves_the_last_good_values():
    with host() as node:
        node.create()
        path = node.mount()
        node.document.write_text("{")
        wait_for(lambda: "keeps its last good values" in node.messages())
        time.sleep(0.5)
        assert node.messages().count("keeps its last good values") == 1
        assert contents(path) == {"PASSWORD": h.PASSWORD, "TOKEN": h.TOKEN}
        node.document.unlink()
        time.sleep(0.5)
        assert contents(path) == {"PASSWORD": h.PASSWORD, "TOKEN": h.TOKEN}
        node.write({"PASSWORD": "new"})
        wait_for(lambda: contents(path) == {"PASSWORD": "new"})
        # The agent is away while the document changes, and comes back.
        node.stop_agent()
        node.write({"PASSWORD": "newer"})
        time.sleep(0.5)
        assert contents(path) == {"PASSWORD": "new"}
        node.start_agent()
        wait_for(lambda: contents(path) == {"PASSWORD": "newer"})


@test
def a_volume_that_is_full_keeps_the_old_values():
    with host() as node:
        node.create()
        path = node.mount()
        with open(path / "filler", "wb", buffering=0) as filler:
            try:
                while filler.write(b"x" * 65536):
                    pass
            except OSError:
                pass
        node.write({"PASSWORD": "x" * 100000, "TOKEN": "t"})
        wait_for(lambda: "cannot write the values" in node.messages())
        assert (path / "PASSWORD").read_text() == h.PASSWORD and (path / "TOKEN").read_text() == h.TOKEN
        os.unlink(path / "filler")
        wait_for(lambda: (path / "TOKEN").read_text() == "t")
        assert contents(path) == {"PASSWORD": "x" * 100000, "TOKEN": "t"}

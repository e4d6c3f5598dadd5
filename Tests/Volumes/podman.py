"""The real Podman. `Tests/Volumes/run` says when it is not installed."""

import contextlib
import json
import os
import shutil

import host as h
from engines import Podman
from host import holds_a_secret, host, wait_for

TESTS = []


def test(function):
    if shutil.which("podman", path="/usr/bin:/bin"):
        TESTS.append(function)
    elif not TESTS:
        print("(podman is not installed: the tests with Podman are not run)", flush=True)
    return function


@contextlib.contextmanager
def podman():
    with host() as node:
        engine = Podman(node.path / "podman", node.socket)
        try:
            engine.load()
            yield node, engine
        finally:
            engine.clean_up()


@test
def podman_mounts_a_volume():
    with podman() as (node, engine):
        engine.run("volume", "create", "--driver", "ejson", "--opt", f"file={node.document}", "--opt", "uid=1000", "app")
        assert engine.container("app", "cat", "/run/secrets/PASSWORD", options=["--user", "1000"]) == h.PASSWORD
        assert "Permission denied" in engine.container("app", "cat", "/run/secrets/TOKEN", options=["--user", "1001"], ok=False)
        assert node.mounts() == []
        engine.background("one", "app")
        engine.background("two", "app")
        assert len(node.mounts()) == 1
        seen = engine.run("inspect", "one") + engine.run("volume", "inspect", "app")
        assert not holds_a_secret(seen)
        node.write({"TOKEN": "new"})
        wait_for(lambda: engine.run("exec", "one", "cat", "/run/secrets/TOKEN") == "new")
        engine.run("rm", "--force", "--time", "1", "one")
        assert engine.run("exec", "two", "cat", "/run/secrets/TOKEN") == "new"
        node.kill_plugin()
        node.start_plugin()
        engine.run("rm", "--force", "--time", "1", "two")
        assert node.mounts() == []
        engine.run("volume", "rm", "app")
        assert os.listdir(node.state) == []


@test
def podman_run_says_why_a_document_does_not_open():
    with podman() as (node, engine):
        engine.run("volume", "create", "--driver", "ejson", "--opt", f"file={node.document}", "app")
        (node.path / "keys").rename(node.path / "away")
        out = engine.container("app", "true", ok=False)
        assert "no private key for the document" in out, out
        assert node.mounts() == []

"""The real Docker engine. `Tests/Volumes/run` says when it is not installed."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess

import host as h
from engines import Docker
from host import contents, holds_a_secret, host, wait_for

TESTS = []
PLUGINS = "/run/docker/plugins"


def test(function):
    if shutil.which("dockerd", path="/usr/sbin:/usr/bin:/sbin:/bin"):
        TESTS.append(function)
    elif not TESTS:
        print("(dockerd is not installed: the tests with the Docker engine are not run)", flush=True)
    return function


@contextlib.contextmanager
def docker(plugin=True):
    with host(plugin=False) as node:
        os.makedirs(PLUGINS, exist_ok=True)
        node.socket = f"{PLUGINS}/ejson.sock"
        if plugin:
            node.start_plugin()
        engine = Docker(node.path / "docker")
        try:
            engine.start()
            engine.load()
            yield node, engine
        except BaseException:
            print((engine.path / "log").read_text()[-3000:])
            raise
        finally:
            engine.clean_up()


def create(node, engine, name="app", **options):
    options = {"file": node.document, "uid": "1000", **options}
    engine.run("volume", "create", "--driver", "ejson", *[part for key in options for part in ("--opt", f"{key}={options[key]}")],
               name)


@test
def compose_makes_the_volume_of_the_page():
    page = (pathlib.Path(__file__).parent / "../../Docs/volumes.md").read_text()
    text = re.search(r"With Compose:\n\n```yaml\n(.*?)```", page, re.S)[1]
    with docker() as (node, engine):
        # What is the page's own: the image, which needs no network here, and where the document is.
        text = text.replace("image: server", "image: busybox\n    network_mode: none")
        file = engine.path / "compose.yaml"
        file.write_text(text.replace("/srv/app/secrets.ejson", str(node.document)))

        def compose(*words):
            done = subprocess.run(["docker-compose", "--project-name", "shop", "--file", file, *words], env=engine.environment,
                                  cwd=engine.path, capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, done
            return done.stdout

        for _ in range(2):
            assert compose("run", "--rm", "server", "cat", "/run/secrets/PASSWORD") == h.PASSWORD
        assert not holds_a_secret(compose("config"))
        assert json.loads(engine.run("volume", "inspect", "shop_app-secrets"))[0]["Driver"] == "ejson"
        compose("down", "--volumes")
        assert engine.run("volume", "ls", "--quiet") == "" and node.mounts() == []


@test
def docker_mounts_a_volume():
    with docker() as (node, engine):
        create(node, engine)
        out = engine.container("app", "cat", "/run/secrets/PASSWORD", options=["--user", "1000"])
        assert out == h.PASSWORD, out
        assert "Permission denied" in engine.container("app", "cat", "/run/secrets/PASSWORD", options=["--user", "1001"], ok=False)
        assert "Read-only" in engine.container("app", "touch", "/run/secrets/x", ok=False)
        line = engine.container("app", "sh", "-c", "mount | cat").splitlines()
        line = next(line for line in line if " /run/secrets " in line)
        # The engine chooses the options of its own mount.
        assert "tmpfs" in line and "(ro" in line and "size=16384k" in line, line
        assert node.mounts() == [] and os.listdir(node.runtime) == []
        # Nothing is told: neither to the engine nor by it, nor on a disk of its own.
        engine.background("server", "app")
        seen = "".join(engine.run(*words) for words in (
            ("inspect", "server"), ("volume", "inspect", "app"), ("volume", "ls"), ("logs", "server")))
        assert not holds_a_secret(seen)
        volume = json.loads(engine.run("volume", "inspect", "app"))[0]
        assert volume["Driver"] == "ejson" and volume["Status"]["file"] == str(node.document), volume
        for folder, _, files in os.walk(engine.path):
            for file in map(pathlib.Path(folder).joinpath, files):
                # Not the kernel's files, of which a running container has some there.
                if file.is_file() and not file.is_symlink() and file.stat().st_dev == engine.path.stat().st_dev:
                    assert not holds_a_secret(file.read_bytes()), file
        assert not holds_a_secret(open("/proc/self/mountinfo").read())
        assert "in use" in engine.run("volume", "rm", "app", ok=False)
        engine.run("rm", "--force", "server")
        assert node.mounts() == []
        engine.run("volume", "rm", "app")
        assert os.listdir(node.state) == []


@test
def one_volume_is_in_several_containers_and_follows_its_document():
    with docker() as (node, engine):
        create(node, engine)
        for name in ("one", "two", "three"):
            engine.background(name, "app")
        assert len(node.mounts()) == 1
        assert json.loads(engine.run("volume", "inspect", "app"))[0]["Status"]["users"] == 3
        engine.run("rm", "--force", "one")
        node.write({"PASSWORD": "new", "MORE": "m"})
        for name in ("two", "three"):
            wait_for(lambda: engine.run("exec", name, "cat", "/run/secrets/PASSWORD") == "new")
            assert engine.run("exec", name, "ls", "/run/secrets").split() == ["MORE", "PASSWORD"]
        node.document.write_text("{")
        wait_for(lambda: "keeps its last good values" in node.messages())
        assert engine.run("exec", "two", "cat", "/run/secrets/PASSWORD") == "new"
        engine.run("rm", "--force", "two", "three")
        assert node.mounts() == []


@test
def docker_run_says_why_a_document_does_not_open():
    with docker() as (node, engine):
        create(node, engine)
        (node.path / "keys").rename(node.path / "away")
        out = engine.container("app", "true", ok=False)
        assert "no private key for the document" in out, out
        (node.path / "away").rename(node.path / "keys")
        node.write({"PASSWORD": {"not": "plain"}})
        out = engine.container("app", "true", ok=False)
        assert f"{node.document}: environment.PASSWORD: " in out and "cannot be delivered" in out, out
        out = engine.run("volume", "create", "--driver", "ejson", "--opt", f"password={h.TOKEN}", "x", ok=False)
        assert "no option" in out and not holds_a_secret(out), out
        assert node.mounts() == []


@test
def containers_outlive_a_killed_plugin():
    with docker() as (node, engine):
        create(node, engine)
        engine.background("one", "app")
        engine.background("two", "app")
        node.kill_plugin()
        assert engine.run("exec", "one", "cat", "/run/secrets/TOKEN") == h.TOKEN
        node.start_plugin()
        node.write({"TOKEN": "new"})
        wait_for(lambda: engine.run("exec", "one", "cat", "/run/secrets/TOKEN") == "new")
        engine.run("rm", "--force", "one")
        assert engine.run("exec", "two", "cat", "/run/secrets/TOKEN") == "new"
        engine.run("rm", "--force", "two")
        assert node.mounts() == [] and os.listdir(node.runtime) == []


@test
def restart_always_survives_the_engine_and_a_reboot():
    with docker() as (node, engine):
        create(node, engine)
        engine.background("server", "app", "--restart=always")
        engine.stop()
        assert node.mounts() == [], "the engine has stopped its containers"
        engine.start()
        wait_for(lambda: engine.run("exec", "server", "cat", "/run/secrets/TOKEN") == h.TOKEN, 30)
        # A reboot: everything is killed, and what is in /run is gone. Socket activation: the engine is there before the
        # plugin answers.
        engine.stop()
        node.stop_plugin()
        shutil.rmtree(node.runtime)
        script = f"sleep 3; exec {' '.join(map(str, node.plugin_arguments()))}"
        late = subprocess.Popen(["/bin/sh", "-c", script], stderr=node.log)
        try:
            engine.start()
            wait_for(lambda: engine.run("inspect", "--format", "{{.State.Running}}", "server").strip() == "true", 30)
            assert engine.run("exec", "server", "cat", "/run/secrets/TOKEN") == h.TOKEN
            engine.run("rm", "--force", "server")
            assert node.mounts() == []
        finally:
            late.terminate()
            late.wait(20)


@test
def a_killed_engine_leaves_no_use_behind():
    with docker() as (node, engine):
        create(node, engine)
        engine.background("server", "app")
        engine.background("always", "app", "--restart=always")
        engine.kill()
        assert len(node.mounts()) == 1
        engine.start()
        wait_for(lambda: engine.run("inspect", "--format", "{{.State.Running}}", "always").strip() == "true", 30)
        assert engine.run("exec", "always", "cat", "/run/secrets/TOKEN") == h.TOKEN
        engine.run("rm", "--force", "server", "always")
        # Docker does not end the use of a container that it does not start again. Removing the volume does.
        engine.run("volume", "rm", "app")
        assert node.mounts() == [] and os.listdir(node.runtime) == [] and os.listdir(node.state) == []


@test
def a_container_creates_its_volume():
    with docker() as (node, engine):
        mount = (f"type=volume,src=inline,dst=/run/secrets,readonly,volume-driver=ejson,volume-opt=file={node.document},"
                 "volume-opt=only=TOKEN")
        out = engine.run("run", "--network", "none", "--rm", "--mount", mount, "busybox", "ls", "/run/secrets")
        assert out.split() == ["TOKEN"], out
        assert node.mounts() == []

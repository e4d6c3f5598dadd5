"""The plugin ends, in one way or another, and starts again."""

import json
import os
import socket
import subprocess
import time

import host as h
from host import contents, holds_a_secret, host, wait_for

TESTS = []


def test(function):
    TESTS.append(function)
    return function


@test
def definitions_survive_and_hold_no_secret():
    with host() as node:
        node.create(uid="1000", gid="7", mode="0440", only="TOKEN")
        node.stop_plugin()
        file = node.state / "app.json"
        assert not holds_a_secret(file.read_bytes()) and file.stat().st_mode & 0o777 == 0o600
        (node.state / "broken.json").write_text("{")
        (node.state / "broken.json").chmod(0o600)
        (node.state / "others.json").write_text("{}")
        (node.state / "others.json").chmod(0o666)
        node.start_plugin()
        assert [volume["Name"] for volume in node.call("VolumeDriver.List")["Volumes"]] == ["app"]
        assert "broken.json" in node.messages() and "others.json" in node.messages()
        path = node.mount()
        assert contents(path) == {"TOKEN": h.TOKEN} and os.stat(path / "TOKEN").st_uid == 1000
        node.unmount()


@test
def a_killed_plugin_finds_its_mounts():
    for how in ("kill_plugin", "stop_plugin"):
        with host() as node:
            node.create()
            path = node.mount(user="one")
            node.mount(user="two")
            getattr(node, how)()
            # Containers go on.
            assert contents(path) == {"PASSWORD": h.PASSWORD, "TOKEN": h.TOKEN}
            node.write({"PASSWORD": "changed meanwhile"})
            node.start_plugin()
            wait_for(lambda: contents(path) == {"PASSWORD": "changed meanwhile"})
            assert node.call("VolumeDriver.Path", Name="app")["Mountpoint"] == str(path)
            node.unmount(user="one")
            assert contents(path) == {"PASSWORD": "changed meanwhile"}
            node.write({"PASSWORD": "and again"})
            wait_for(lambda: contents(path) == {"PASSWORD": "and again"})
            node.unmount(user="two")
            assert node.mounts() == [] and os.listdir(node.runtime) == []


@test
def unmounting_needs_no_key_no_document_and_no_state():
    with host() as node:
        node.create()
        node.mount()
        node.kill_plugin()
        node.stop_agent()
        node.document.unlink()
        for file in os.listdir(node.state):
            os.unlink(node.state / file)
        for key in os.listdir(node.path / "keys"):
            os.unlink(node.path / "keys" / key)
        node.start_plugin()
        assert len(node.mounts()) == 1
        node.unmount()
        assert node.mounts() == [] and os.listdir(node.runtime) == []


@test
def a_socket_that_a_manager_passes_is_served():
    with host(plugin=False) as node:
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(node.socket)
        listening.listen()
        # An engine that starts first waits in the queue.
        early = h.Connection(node.socket)
        early.request("POST", "/Plugin.Activate", b"")
        script = 'exec 3<&"$0" && LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=ejson-agent-volumes.socket exec "$@"'
        process = subprocess.Popen(["/bin/bash", "-c", script.replace('"$0"', str(listening.fileno())), "bash",
                                    *map(str, node.plugin_arguments())], pass_fds=[listening.fileno()], stderr=node.log)
        try:
            assert json.loads(early.getresponse().read()) == {"Implements": ["VolumeDriver"]}
        finally:
            process.terminate()
            process.wait(20)
        assert os.path.exists(node.socket), "the manager's socket was removed"


@test
def a_second_plugin_does_not_take_the_socket():
    with host() as node:
        done = subprocess.run(list(map(str, node.plugin_arguments())), capture_output=True, text=True, timeout=30)
        assert done.returncode == 1 and "Address already in use" in done.stderr, done
        node.call("Plugin.Activate")


@test
def directories_that_others_can_change_are_refused():
    with host(plugin=False) as node:
        for path in (node.state, node.runtime):
            path.mkdir()
            path.chmod(0o777)
            done = subprocess.run(list(map(str, node.plugin_arguments())), capture_output=True, text=True, timeout=30)
            assert done.returncode == 1 and "can be changed by others" in done.stderr, done
            path.rmdir()


@test
def units_are_what_systemd_reads():
    # As far as it can be seen without systemd: an engine is ordered after the socket, and the mounts are the host's.
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Packaging/systemd")
    socket_unit = open(f"{root}/ejson-agent-volumes.socket").read()
    service = open(f"{root}/ejson-agent-volumes.service").read()
    assert "ListenStream=/run/docker/plugins/ejson.sock" in socket_unit and "Before=docker.service" in socket_unit
    for line in service.splitlines():
        assert not line.startswith(("Protect", "Private", "ReadOnlyPaths", "InaccessiblePaths", "RootDirectory", "MountFlags",
                                    "DynamicUser")), f"{line} would hide the mounts from the host"

"""The protocol, as an engine speaks it and as it should not."""

import concurrent.futures
import json
import os
import socket
import stat
import subprocess
import threading
import time

import host as h
from host import Connection, contents, holds_a_secret, host

TESTS = []


def test(function):
    TESTS.append(function)
    return function


@test
def an_engine_gets_a_volume():
    with host() as node:
        assert node.call("Plugin.Activate") == {"Implements": ["VolumeDriver"]}
        assert node.call("VolumeDriver.Capabilities")["Capabilities"] == {"Scope": "local"}
        node.refused("there is no volume", "VolumeDriver.Get", Name="app")
        node.create()
        node.create()
        assert node.call("VolumeDriver.Get", Name="app")["Volume"]["Mountpoint"] == ""
        assert node.call("VolumeDriver.Path", Name="app")["Mountpoint"] == ""
        path = node.mount()
        assert contents(path) == {"PASSWORD": h.PASSWORD, "TOKEN": h.TOKEN}, contents(path)
        volume = node.call("VolumeDriver.Get", Name="app")["Volume"]
        assert volume["Mountpoint"] == str(path) and volume["Status"]["users"] == 1, volume
        assert node.call("VolumeDriver.List")["Volumes"] == [{"Name": "app", "Mountpoint": str(path)}]
        assert node.call("VolumeDriver.Path", Name="app")["Mountpoint"] == str(path)
        node.unmount()
        assert node.mounts() == [] and not path.exists()
        node.call("VolumeDriver.Remove", Name="app")
        assert node.call("VolumeDriver.List")["Volumes"] == []
        assert os.listdir(node.runtime) == [] and os.listdir(node.state) == []


@test
def files_have_the_owner_and_mode_that_were_asked_for():
    with host() as node:
        node.create(uid="1000", gid="2000", mode="0440", only="TOKEN")
        path = node.mount()
        assert contents(path) == {"TOKEN": h.TOKEN}
        status = os.stat(path / "TOKEN")
        assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1000, 2000, 0o440), status
        # Only root can go there on the host; in a container everybody can see the names.
        assert stat.S_IMODE(os.stat(node.runtime).st_mode) == 0o700
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o755
        line = next(line for line in open("/proc/self/mountinfo") if str(path) in line)
        assert all(option in line for option in ("nosuid", "nodev", "noexec", "size=")), line
        assert not holds_a_secret(line)


@test
def a_volume_is_mounted_while_somebody_uses_it():
    with host() as node:
        node.create()
        path = node.mount(user="one")
        assert node.mount(user="two") == path and node.mount(user="two") == path
        assert len(node.mounts()) == 1
        # As a container has it: then it is not removed, whatever engine asks.
        container = node.path / "container"
        container.mkdir()
        subprocess.run(["mount", "--bind", path, container], check=True)
        node.refused("in use", "VolumeDriver.Remove", Name="app")
        subprocess.run(["umount", container], check=True)
        node.unmount(user="one")
        assert contents(path)["TOKEN"] == h.TOKEN
        node.unmount(user="nobody")
        node.unmount(user="one")
        assert contents(path)["TOKEN"] == h.TOKEN
        node.unmount(user="two")
        assert node.mounts() == []
        # Uses that an engine has forgotten do not keep a volume from being removed.
        node.mount(user="forgotten")
        node.call("VolumeDriver.Remove", Name="app")
        assert node.mounts() == [] and os.listdir(node.runtime) == []
        # In whatever order, and again.
        node.unmount(user="two")
        node.unmount("never-defined", "1")
        assert os.listdir(node.runtime) == []


@test
def what_is_no_option_is_refused_and_not_repeated():
    with host() as node:
        for words, options in (
            ("is no option", {"password": h.TOKEN}), ("absolute path", {"file": h.TOKEN}), ("absolute path", {"file": ""}),
            ("select is a path", {"select": f"a..{h.TOKEN}"}), ("only is names", {"only": ","}), ("mode is octal", {"mode": "rw"}),
            ("mode is octal", {"mode": "4755"}), ("uid is a number", {"uid": h.TOKEN}), ("gid is a number", {"gid": "4294967295"}),
            ("configured directories", {"file": "/etc/secrets.ejson"}),
            ("without dots", {"file": f"{node.path}/documents/../keys/x"}),
        ):
            error = node.refused(words, "VolumeDriver.Create", Name="app", Opts={"file": str(node.document), **options})
            assert not holds_a_secret(error.words), error
        node.refused("absolute path of a document", "VolumeDriver.Create", Name="app")
        for name in ("", ".", "..", "../x", "a/b", ".hidden", "a b", "ä", "x" * 201):
            node.refused("a volume's name", "VolumeDriver.Create", Name=name, Opts={"file": str(node.document)})
            node.refused("a volume's name", "VolumeDriver.Unmount", Name=name, ID="1")
        node.create()
        node.refused("with other options", "VolumeDriver.Create", Name="app", Opts={"file": str(node.document), "uid": "1"})
        assert os.listdir(node.state) == ["app.json"]


@test
def garbage_is_answered_and_the_next_request_too():
    with host() as node:
        for body in (b"{", b"[]", b"null", b'{"Name": 1}', b'{"Opts": []}', b"\xff\xfe", b"{" * 100000, b'{"Name": "a\\u0000b"}'):
            connection = Connection(node.socket)
            connection.request("POST", "/VolumeDriver.Get", body)
            response = connection.getresponse()
            assert response.status == 400 and json.loads(response.read())["Err"], (body[:20], response.status)
            connection.request("POST", "/Plugin.Activate", b"")
            assert connection.getresponse().status == 200
            connection.close()
        for method, path, status in (("GET", "/Plugin.Activate", 405), ("POST", "/VolumeDriver.Eat", 404), ("POST", "/", 404)):
            connection = Connection(node.socket)
            connection.request(method, path, b"")
            assert connection.getresponse().status == status
            connection.close()
        for raw in (b"\0" * 4096, b"POST", b"GET / HTTP/9.9\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                    b"POST / HTTP/1.1\r\n" + b"A: b\r\n" * 200000):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
                peer.settimeout(20)
                peer.connect(node.socket)
                try:
                    peer.sendall(raw)
                    peer.shutdown(socket.SHUT_WR)
                    while peer.recv(4096):
                        pass
                except OSError:
                    pass
        node.call("Plugin.Activate")


@test
def a_body_without_an_end_is_cut_off():
    with host() as node:
        connection = Connection(node.socket)
        connection.putrequest("POST", "/VolumeDriver.Create")
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        try:
            for _ in range(64):
                connection.send(b"10000\r\n" + b" " * 65536 + b"\r\n")
        except OSError:
            pass
        try:
            assert connection.getresponse().status == 413
        except OSError:
            pass
        node.call("Plugin.Activate")


@test
def the_slow_are_cut_off_and_the_idle_are_not():
    with host() as node:
        began = time.monotonic()
        slow = []
        for beginning in (b"", b"PO", b"POST /Plugin.Activate HTTP/1.1\r\nContent-Length: 10\r\n\r\n{"):
            peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            peer.settimeout(30)
            peer.connect(node.socket)
            peer.sendall(beginning)
            slow.append(peer)
        idle = Connection(node.socket)
        idle.request("POST", "/Plugin.Activate", b"")
        idle.getresponse().read()
        dripping = slow[1]
        for byte in (b"S", b"T", b" "):
            time.sleep(1)
            dripping.sendall(byte)
        for peer in slow:
            while peer.recv(4096):
                pass
            peer.close()
        assert 8 < time.monotonic() - began < 15, time.monotonic() - began
        idle.request("POST", "/Plugin.Activate", b"")
        assert idle.getresponse().status == 200


@test
def many_at_once_are_answered():
    with host() as node:
        node.create()

        def use(number):
            name = f"volume-{number % 8}"
            node.create(name)
            path = node.mount(name, str(number))
            assert contents(path) == {"PASSWORD": h.PASSWORD, "TOKEN": h.TOKEN}
            node.unmount(name, str(number))

        with concurrent.futures.ThreadPoolExecutor(16) as threads:
            list(threads.map(use, range(200)))
        assert node.mounts() == [] and os.listdir(node.runtime) == []


@test
def only_root_can_connect():
    with host() as node:
        assert stat.S_IMODE(os.stat(node.socket).st_mode) == 0o600
        for path in (node.state, node.runtime):
            assert stat.S_IMODE(os.stat(path).st_mode) == 0o700, path

"""A host: the agent, the volume plugin, and an engine's side of its protocol, below one temporary directory."""

import contextlib
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

PASSWORD = "correct horse battery staple"
TOKEN = "s3cr3t-t0k3n-of-the-shop"
SECRETS = (PASSWORD, TOKEN)
AGENT, EJSON = None, None


class PluginError(Exception):
    """What the plugin answers instead."""

    def __init__(self, status, words):
        super().__init__(f"{status}: {words}")
        self.status, self.words = status, words


class Connection(http.client.HTTPConnection):
    def __init__(self, path, timeout=20):
        super().__init__("plugin", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Host:
    def __init__(self, directory):
        self.path = pathlib.Path(directory)
        self.path.chmod(0o755)
        for name in ("keys", "grants", "run"):
            (self.path / name).mkdir(mode=0o700)
        (self.path / "documents").mkdir()
        self.document = self.path / "documents/secrets.ejson"
        self.public_key = self.ejson("--keydir", self.path / "keys", "keygen", "-w").strip()
        self.write()
        self.documents = [str(self.document)]
        self.socket = str(self.path / "run/plugin.sock")
        self.agent_socket = str(self.path / "run/volumes.sock")
        self.state, self.runtime = self.path / "state", self.path / "mounts"
        self.agent = self.plugin = None
        self.log = open(self.path / "log", "w+")
        self.poll = 100

    def ejson(self, *arguments, ok=True):
        done = subprocess.run([EJSON, *map(str, arguments)], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True)
        assert (done.returncode == 0) == ok, done
        return done.stdout if ok else done.stderr

    def write(self, environment=None, file=None, **members):
        file = file or self.document
        staged = file.with_name(".staged")
        environment = {"PASSWORD": PASSWORD, "TOKEN": TOKEN} if environment is None else environment
        staged.write_text(json.dumps({"_public_key": self.public_key, "environment": environment, **members}))
        self.ejson("encrypt", staged)
        staged.rename(file)

    def launch(self, arguments, wrapper=()):
        """Starts a daemon and waits until it says that it is ready."""
        notify = str(self.path / "notify")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(notify)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            ready.bind(notify)
            ready.settimeout(0.2)
            process = subprocess.Popen([*wrapper, *map(str, arguments)], stderr=self.log,
                                       env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "NOTIFY_SOCKET": notify})
            end = time.monotonic() + 60
            while True:
                with contextlib.suppress(TimeoutError):
                    if b"READY=1" in ready.recv(4096):
                        return process
                assert process.poll() is None and time.monotonic() < end, f"it did not start\n{self.messages()}"

    def start_agent(self):
        grant = self.path / "grants/volumes.json"
        grant.write_text(json.dumps({"documents": self.documents, "rate": 1000000}))
        grant.chmod(0o600)
        self.agent = self.launch([AGENT, "serve", "--grants", self.path / "grants", "--runtime", self.path / "run", "--keydir",
                                  self.path / "keys", "--audit", self.path / "audit.log"])

    def plugin_arguments(self):
        return [AGENT, "volumes", "--documents", self.path / "documents", "--agent", self.agent_socket, "--socket", self.socket,
                "--state", self.state, "--runtime", self.runtime, "--poll", str(self.poll)]

    def start_plugin(self, wrapper=()):
        self.plugin = self.launch(self.plugin_arguments(), wrapper)

    def stop_agent(self):
        if self.agent and self.agent.poll() is None:
            self.agent.terminate()
            assert self.agent.wait(20) == 0

    def stop_plugin(self):
        if self.plugin and self.plugin.poll() is None:
            self.plugin.terminate()
            assert self.plugin.wait(20) == 0, f"it ended badly\n{self.messages()}"

    def kill_plugin(self):
        self.plugin.kill()
        self.plugin.wait()

    def messages(self):
        return (self.path / "log").read_text()

    def call(self, name, timeout=20, **members):
        connection = Connection(self.socket, timeout)
        try:
            connection.request("POST", f"/{name}", json.dumps(members) if members else b"",
                               {"Accept": "application/vnd.docker.plugins.v1.2+json"})
            response = connection.getresponse()
            body = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200 or body.get("Err"):
            raise PluginError(response.status, body["Err"])
        return body

    def create(self, name="app", **options):
        self.call("VolumeDriver.Create", Name=name, Opts={"file": str(self.document), **options})

    def mount(self, name="app", user="1"):
        return pathlib.Path(self.call("VolumeDriver.Mount", Name=name, ID=user)["Mountpoint"])

    def unmount(self, name="app", user="1"):
        self.call("VolumeDriver.Unmount", Name=name, ID=user)

    def refused(self, words, call, **members):
        try:
            self.call(call, **members)
        except PluginError as error:
            assert words in error.words, error
            return error
        raise AssertionError(f"{call} was answered")

    def mounts(self):
        """The paths of volumes in the mount table."""
        return [fields[4] for fields in map(str.split, open("/proc/self/mountinfo"))
                if fields[4].startswith(str(self.runtime)) and fields[fields.index("-") + 2] == "ejson"]

    def clean_up(self):
        self.stop_plugin()
        self.stop_agent()
        for path in self.mounts():
            subprocess.run(["umount", "-l", path], check=True)
        self.log.close()


def contents(path):
    """What a program sees in a volume."""
    return {name: (path / name).read_text() for name in os.listdir(path) if not name.startswith(".")}


def wait_for(body, seconds=10):
    end = time.monotonic() + seconds
    while True:
        # A file may go while it is looked for: its values are being replaced.
        with contextlib.suppress(FileNotFoundError):
            if body():
                return
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def holds_a_secret(data):
    data = data if isinstance(data, bytes) else data.encode()
    return any(secret.encode() in data for secret in SECRETS)


@contextlib.contextmanager
def host(plugin=True, agent=True):
    with tempfile.TemporaryDirectory(prefix="ejson-volumes-") as directory:
        host = Host(directory)
        try:
            if agent:
                host.start_agent()
            if plugin:
                host.start_plugin()
            yield host
            # Whatever a test did, nothing secret is said.
            assert not holds_a_secret(host.messages()), "a secret is in the log"
        except BaseException:
            print(host.messages(), file=sys.stderr)
            raise
        finally:
            host.clean_up()

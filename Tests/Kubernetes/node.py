"""A node: kubelet's stand-in, the agent and the driver, below one temporary directory."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

from kubelet import PATIENCE, Kubelet, Pod

PASSWORD = "correct horse battery staple"
TOKEN = "s3cr3t-t0k3n-of-the-shop"


class Node:
    def __init__(self, directory, agent, ejson):
        self.path = pathlib.Path(directory)
        self.agent_binary, self.ejson_binary = agent, ejson
        for name in ("keys", "grants", "run", "documents"):
            (self.path / name).mkdir(mode=0o700)
        self.kubelet = Kubelet(f"{directory}/kubelet")
        self.public_key = self.ejson("--keydir", self.path / "keys", "keygen", "-w").strip()
        self.sealed = self.seal({"environment": {"PASSWORD": PASSWORD, "TOKEN": TOKEN, "_USER": "app"}})
        self.document = self.path / "documents" / "shop.ejson"
        self.document.write_text(self.sealed)
        self.agent_socket = self.path / "run" / "csi.sock"
        self.policy_file = self.path / "csi.json"
        self.write_policy()
        self.agent = self.driver = None
        self.logs = []

    def ejson(self, *arguments, text=None):
        done = subprocess.run([self.ejson_binary, *map(str, arguments)], env={"PATH": "/usr/bin:/bin"}, input=text,
                              capture_output=True, text=True)
        assert done.returncode == 0, done
        return done.stdout

    def seal(self, members, key=None):
        return self.ejson("encrypt", "-", text=json.dumps({"_public_key": key or self.public_key, **members}))

    def replace_document(self, text):
        staged = self.path / "documents" / "staged"
        staged.write_text(text)
        staged.rename(self.document)

    def rule(self, **members):
        return {"namespace": "shop", "service_accounts": ["server"], "public_keys": [self.public_key]} | members

    def write_policy(self, *rules, text=None, **members):
        policy = {"agent": str(self.agent_socket), "directories": [str(self.path / "documents")],
                  "allow": list(rules) or [self.rule()]} | members
        staged = self.path / "policy.staged"
        staged.write_text(text if text is not None else json.dumps(policy))
        staged.chmod(0o600)
        staged.rename(self.policy_file)

    # Processes

    def log(self, name):
        self.logs.append(self.path / f"{name}.{len(self.logs)}.log")
        return open(self.logs[-1], "wb")

    def start_agent(self, rate=60_000):
        (self.path / "grants" / "csi.json").write_text(json.dumps({"public_keys": [self.public_key], "rate": rate}))
        (self.path / "grants" / "csi.json").chmod(0o600)
        self.agent = subprocess.Popen(
            [self.agent_binary, "serve", "--grants", self.path / "grants", "--runtime", self.path / "run", "--keydir",
             self.path / "keys", "--audit", self.path / "audit.log"],
            env={"PATH": "/usr/bin:/bin"}, stderr=self.log("agent"))
        end = time.monotonic() + PATIENCE
        while not self.accepts(self.agent_socket):
            assert self.agent.poll() is None and time.monotonic() < end, "the agent does not listen"
            time.sleep(0.02)

    def start_driver(self, *, environment={}):
        self.driver = subprocess.Popen(
            [self.agent_binary, "csi", "--policy", self.policy_file, "--kubelet", self.kubelet.root, "--node",
             "node-1"],
            env={"PATH": "/usr/bin:/bin", "EJSON_AGENT_LOG_LEVEL": "debug", **environment}, stderr=self.log("driver"))
        end = time.monotonic() + PATIENCE
        while not any(self.accepts(path) for path in self.kubelet.sockets()):
            assert self.driver.poll() is None and time.monotonic() < end, "the driver does not listen"
            time.sleep(0.02)
        self.kubelet.register()

    def kill_driver(self):
        self.driver.kill()
        self.driver.wait(PATIENCE)

    def restart_driver(self):
        self.kill_driver()
        self.start_driver()

    def stop(self, process):
        if process and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0, process.returncode

    def close(self):
        self.kubelet.close()
        for process in (self.driver, self.agent):
            self.stop(process)

    @staticmethod
    def accepts(path):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
                return True
            except OSError:
                return False

    # What is there

    def mounts(self, target=""):
        """The lines of the mount table that are below kubelet's directory, or at one target."""
        with open("/proc/self/mountinfo") as file:
            lines = [line.split() for line in file]
        prefix = target or f"{self.kubelet.root}/"
        return [line for line in lines if (line[4] == prefix if target else line[4].startswith(prefix))]

    def everything_said(self):
        """All that logs, the mount table, the record and kubelet's events hold."""
        said = [log.read_bytes().decode(errors="replace") for log in self.logs]
        said += [open("/proc/self/mountinfo").read(), *self.kubelet.events]
        with contextlib.suppress(FileNotFoundError):
            said.append((self.path / "audit.log").read_text())
        for process in (self.driver, self.agent):
            if process and process.poll() is None:
                for name in ("cmdline", "environ"):
                    said.append(open(f"/proc/{process.pid}/{name}", "rb").read().decode(errors="replace"))
        return "\n".join(said)


@contextlib.contextmanager
def node(agent, ejson, *, with_agent=True, with_driver=True):
    with tempfile.TemporaryDirectory(prefix="ejson-csi-") as directory:
        here = Node(directory, agent, ejson)
        try:
            if with_agent:
                here.start_agent()
            if with_driver:
                here.start_driver()
            yield here
            said = here.everything_said()
            for secret in (PASSWORD, TOKEN):
                assert secret not in said, "a secret was said"
            leaves_nothing(here)
        except BaseException:
            for log in here.logs:
                print(f"-- {log.name}\n{log.read_bytes().decode(errors='replace')[-3000:]}", file=sys.stderr)
            raise
        finally:
            if sys.exc_info()[0]:
                for process in (here.driver, here.agent):
                    if process:
                        process.kill()
                        process.wait()
            here.close()
            for line in here.mounts():
                subprocess.run(["umount", "-l", line[4]], check=False)


def leaves_nothing(here):
    assert not here.mounts(), here.mounts()
    for root, directories, files in os.walk(f"{here.kubelet.root}/pods"):
        assert "mount" not in directories + files, f"{root}/mount is left"


def files(target):
    """What a container sees: the values by their names, and no more."""
    names = [name for name in os.listdir(target) if not name.startswith("..")]
    return {name: open(f"{target}/{name}").read() for name in names}


__all__ = ["PASSWORD", "TOKEN", "Node", "Pod", "files", "node"]

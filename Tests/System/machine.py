"""A Debian system of its own, booted by systemd-nspawn: no network, and nothing of it is left behind.

The root file system is an overlay: what is below is shared by all runs and never written to.
"""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time


class Machine:
    """One system. `start` boots it, `run` runs commands in it as a service of it would be run."""

    def __init__(self, lower, *options):
        self.options = options
        self.name = f"ejson-system-{os.getpid()}"
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="ejson-system-"))
        self.process = None
        self.leader = None
        # Upper and work directories must be on one file system that overlayfs takes: memory always is one.
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "ejson-system", self.directory], check=True)
        for name in ("upper", "work", "root"):
            (self.directory / name).mkdir()
        self.root = self.directory / "root"
        subprocess.run(
            ["mount", "-t", "overlay", "overlay", "-o",
             f"lowerdir={lower},upperdir={self.directory}/upper,workdir={self.directory}/work", self.root], check=True)

    def close(self):
        try:
            self.power_off()
        finally:
            subprocess.run(["umount", self.root], check=True)
            subprocess.run(["umount", self.directory], check=True)
            self.directory.rmdir()
            with contextlib.suppress(OSError):
                os.rmdir(f"/run/systemd/nspawn/propagate/{self.name}")

    # Boot and shutdown

    def start(self):
        self.console = open(self.directory / "console", "ab")
        self.process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot", "--private-network",
             # What a container may not do by default, and a host's services may: lock memory.
             "--system-call-filter=@memlock",
             "--console=pipe", f"--machine={self.name}", f"--directory={self.root}", *self.options],
            stdin=subprocess.DEVNULL, stdout=self.console, stderr=subprocess.STDOUT)
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")

        def has_leader():
            # nspawn has other children before the one that becomes the system's first process.
            self.leader = children.read_text().split()[0]
            return pathlib.Path(f"/proc/{self.leader}/comm").read_text() == "systemd\n"

        self.wait(has_leader, "nspawn starts systemd")
        # systemd answers as soon as its own socket is there; --wait waits until all that is to start has started.
        self.wait(lambda: self.systemctl("is-system-running", ok=None).stdout.strip() not in ("", "offline", "unknown"),
                  "systemd answers")
        state = self.systemctl("is-system-running", "--wait", ok=None).stdout.strip()
        assert state in ("running", "degraded"), state
        return self

    def reboot(self):
        self.systemctl("reboot", ok=None)
        # So nspawn says that it is to be started again, when it does not do that itself.
        assert self.process.wait(60) == 133, self.process.returncode
        self.start()

    def power_off(self):
        if self.process and self.process.poll() is None:
            self.systemctl("poweroff", ok=None)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process:
            self.console.close()

    # Commands

    def enter(self, *command, ok=True, input=None):
        """In the namespaces of the machine, but not under its service manager."""
        done = subprocess.run(
            ["nsenter", f"--target={self.leader}", "--all", "--", "/usr/bin/env", "-i",
             "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8",
             "SYSTEMD_PAGER=cat", *map(str, command)],
            input=input, capture_output=True, text=True, timeout=300)
        assert ok is None or (done.returncode == 0) == ok, (
            f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def systemctl(self, *arguments, ok=True):
        return self.enter("systemctl", "--no-pager", *arguments, ok=ok)

    def run(self, *command, properties=(), ok=True, input=None):
        """As a service of the machine, with systemd's properties."""
        options = [f"--property={each}" for each in properties]
        return self.enter("systemd-run", "--quiet", "--pipe", "--wait", "--collect", *options, "--", *command, ok=ok,
                          input=input)

    def status_of(self, unit):
        """Result and exit status of a unit, as systemd has them."""
        lines = self.systemctl("show", "--property=Result,ExecMainStatus,ActiveState,SubState,MainPID", unit).stdout
        return dict(line.split("=", 1) for line in lines.splitlines())

    def journal(self, *arguments):
        self.enter("journalctl", "--sync")
        return self.enter("journalctl", "--no-pager", "--output=cat", *arguments, ok=None).stdout

    def cursor(self):
        """Where the journal ends now: what comes later is after it."""
        return self.journal("--lines=1", "--show-cursor").rsplit("-- cursor: ", 1)[1].strip()

    # Files

    def path(self, inside):
        return self.root / str(inside).lstrip("/")

    def write(self, inside, text, mode=0o644):
        """A file in the machine, as root in it would write it."""
        data = text if isinstance(text, str) else text.decode()
        self.enter("/bin/sh", "-c", 'mkdir -p "$(dirname "$1")" && cat > "$1" && chmod "$2" "$1"', "sh", inside,
                   format(mode, "o"), input=data)

    def read(self, inside):
        return self.enter("cat", inside).stdout

    def exists(self, inside):
        return self.enter("test", "-e", inside, ok=None).returncode == 0

    def install(self, file, inside, mode=0o755):
        """From here into the machine."""
        target = self.path(inside)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        target.chmod(mode)

    def wait(self, condition, what, seconds=60):
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(OSError, IndexError):
                if condition():
                    return
            if time.monotonic() > end:
                raise AssertionError(f"waited {seconds} s: {what}\n{self.console_text()}")
            time.sleep(0.02)

    def console_text(self):
        with contextlib.suppress(OSError):
            return (self.directory / "console").read_text(errors="replace")[-3000:]
        return ""

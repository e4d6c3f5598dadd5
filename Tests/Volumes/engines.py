"""Real engines, each private to a test: Docker's daemon, and Podman."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

PATH = "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"


def image(load):
    """Gives an engine the image `busybox`: from the host's static busybox, because there is no registry."""
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        root.chmod(0o755)
        for name in ("bin", "etc", "run", "tmp"):
            (root / name).mkdir()
        shutil.copy("/bin/busybox", root / "bin/busybox")
        for applet in ("sh", "cat", "ls", "sleep", "id", "true", "touch", "env", "mount", "stat", "echo"):
            os.symlink("busybox", root / "bin" / applet)
        (root / "etc/passwd").write_text("root:x:0:0::/:/bin/sh\napp:x:1000:1000::/:/bin/sh\n")
        archive = subprocess.run(["tar", "-C", directory, "-c", "."], check=True, capture_output=True).stdout
        load(archive)


class Engine:
    """What is the same for both: a command line."""

    def run(self, *arguments, ok=True, input=None):
        done = subprocess.run([*self.command, *map(str, arguments)], env=self.environment, input=input,
                              capture_output=True, timeout=120)
        assert (done.returncode == 0) == ok, (arguments, done)
        return (done.stdout if ok else done.stdout + done.stderr).decode()

    def container(self, volume, *arguments, options=(), ok=True):
        """What a container prints that has a volume at /run/secrets."""
        return self.run("run", *self.run_options, "--rm", *options, "--mount",
                        f"type=volume,src={volume},dst=/run/secrets,{self.read_only}", "busybox", *arguments, ok=ok)

    def background(self, name, volume, *options):
        """A container that stays until it is stopped."""
        return self.run("run", *self.run_options, "--detach", "--name", name, *options, "--mount",
                        f"type=volume,src={volume},dst=/run/secrets,{self.read_only}", "busybox", "sh", "-c",
                        "trap 'exit 0' TERM; while :; do sleep 0.1; done").strip()


class Docker(Engine):
    read_only = "readonly"
    run_options = ["--network", "none"]

    def __init__(self, directory):
        self.path = pathlib.Path(directory)
        self.path.mkdir()
        self.command = ["docker"]
        self.environment = {"PATH": PATH, "DOCKER_HOST": f"unix://{self.path}/docker.sock", "HOME": str(self.path)}
        self.process = self.containerd = None

    def start(self):
        # Apart from the engine, as on a host: it outlives the engine, and so do the containers.
        if not self.containerd:
            self.containerd = subprocess.Popen(
                ["containerd", "--root", f"{self.path}/containerd", "--state", f"{self.path}/containerd-run", "--address",
                 f"{self.path}/containerd.sock"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": PATH},
                start_new_session=True)
        self.log = open(self.path / "log", "a")
        self.process = subprocess.Popen(
            ["dockerd", "--containerd", f"{self.path}/containerd.sock", "--host", f"unix://{self.path}/docker.sock", "--pidfile", f"{self.path}/pid", "--data-root",
             f"{self.path}/data", "--exec-root", f"{self.path}/exec", "--storage-driver", "vfs", "--bridge", "none",
             "--iptables=false", "--ip6tables=false"], stdout=self.log, stderr=self.log, env={"PATH": PATH},
            start_new_session=True)
        end = time.monotonic() + 60
        while subprocess.run(["docker", "info"], env=self.environment, capture_output=True).returncode:
            assert self.process.poll() is None and time.monotonic() < end, (self.path / "log").read_text()[-2000:]
            time.sleep(0.2)

    def load(self):
        image(lambda archive: self.run("import", "-", "busybox", input=archive))

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.log.close()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log.close()

    def clean_up(self):
        if self.process and self.process.poll() is None:
            for container in self.run("ps", "--quiet", "--all").split():
                with contextlib.suppress(AssertionError, subprocess.TimeoutExpired):
                    self.run("rm", "--force", container)
            self.stop()
        if self.containerd:
            self.containerd.terminate()
            self.containerd.wait(30)
        # What a killed engine has left mounted.
        for line in reversed(open("/proc/self/mountinfo").readlines()):
            if line.split()[4].startswith(f"{self.path}/"):
                subprocess.run(["umount", "--lazy", line.split()[4]], check=True)


class Podman(Engine):
    read_only = "ro"
    run_options = ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000", "--network", "none"]

    def __init__(self, directory, socket):
        self.path = pathlib.Path(directory)
        self.path.mkdir()
        (self.path / "containers.conf").write_text(f'[engine.volume_plugins]\nejson = "{socket}"\n')
        self.command = ["podman", "--runtime", "runc", "--cgroup-manager", "cgroupfs", "--root", f"{self.path}/root", "--runroot",
                        f"{self.path}/run", "--storage-driver", "vfs"]
        self.environment = {"PATH": PATH, "CONTAINERS_CONF": f"{self.path}/containers.conf", "HOME": str(self.path),
                            "XDG_RUNTIME_DIR": str(self.path)}

    def load(self):
        image(lambda archive: self.run("import", "-", "busybox", input=archive))

    def clean_up(self):
        with contextlib.suppress(AssertionError, subprocess.TimeoutExpired):
            self.run("rm", "--all", "--force", "--time", "1")

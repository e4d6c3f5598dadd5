"""A command that pauses after one of its system calls, so that others can look or act."""

import contextlib
import os
import signal
import subprocess
import time

from command import PATIENCE, Result


class Paused:
    def __init__(self, tracer, pid):
        self.tracer = tracer
        self.pid = pid
        self.result = None

    def resume(self):
        os.kill(self.pid, signal.SIGCONT)
        output, error = self.tracer.communicate(timeout=PATIENCE)
        self.result = Result(self.tracer.returncode, output, error)
        return self.result


@contextlib.contextmanager
def paused(command, arguments, call, *, directory, when=1, environment=None):
    """After its system call `call`, of a name and perhaps with others (strace's syntax), for the time `when`."""
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    through = ["strace", "--quiet=all", "--output", f"/proc/self/fd/{writer}", "--trace", call]
    through += ["--inject", f"{call}:signal=STOP:when={when}"]
    tracer = subprocess.Popen(
        [*through, command.path, *arguments], cwd=directory, env=command.environment("keys") | (environment or {}),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=[writer],
    )  # fmt: skip
    os.close(writer)
    log = b""
    while b"stopped by SIGSTOP" not in log:
        part = os.read(reader, 65_536)
        assert part, f"{arguments}: no {call} number {when}: {log} {tracer.communicate()}"
        log += part
    pid = child_of(tracer.pid)
    process = Paused(tracer, pid)
    try:
        yield process
    finally:
        if process.result is None:
            # A stopped process that is traced dies all the same.
            os.kill(pid, signal.SIGKILL)
            tracer.communicate(timeout=PATIENCE)
        os.close(reader)


def child_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return int(file.read().split()[0])


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.002)

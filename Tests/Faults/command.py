"""Runs the real binary, with a timeout for every wait."""

import dataclasses
import os
import subprocess

PATIENCE = 60


@dataclasses.dataclass
class Result:
    status: int
    output: bytes
    error: bytes

    @property
    def is_killed(self):
        return self.status is not None and self.status < 0


class Command:
    def __init__(self, path):
        self.path = path

    def run(self, arguments, *, directory, through=(), keys="keys", environment=None, prepare=None, path=None, **streams):
        """Runs it and waits. `through` is what it is run by (strace, gdb); `prepare` runs in the child before it.
        A process that does not end is killed, and has the status None."""
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
        process = subprocess.Popen(
            [*through, path or self.path, *arguments],
            cwd=directory, env=self.environment(keys) | (environment or {}), preexec_fn=prepare, **streams,
        )  # fmt: skip
        try:
            output, error = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            output, error = process.communicate()
            return Result(None, output or b"", error or b"")
        return Result(process.returncode, output or b"", error or b"")

    def start(self, arguments, *, directory, keys="keys", environment=None, **options):
        return subprocess.Popen(
            [self.path, *arguments], cwd=directory, env=self.environment(keys) | (environment or {}), **options
        )

    @staticmethod
    def environment(keys):
        return {"PATH": os.environ["PATH"], "EJSON_KEYDIR": keys, "LC_ALL": "C"}

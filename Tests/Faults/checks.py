"""Counts checks, and shows the details of a failed one."""

import contextlib
import threading
import time
import traceback


class Checks:
    shown_at_most = 10

    def __init__(self):
        self.count = 0
        self.failures = 0
        self._shown = 0
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def group(self, name):
        count, failures, started = self.count, self.failures, time.monotonic()
        self._shown = 0
        try:
            yield
        except Exception:
            self(False, "the checks themselves ran", traceback.format_exc())
        broken = self.failures - failures
        verdict = f"{broken} BROKEN" if broken else "ok"
        seconds = time.monotonic() - started
        print(f"{name:22} {self.count - count:6} checks  {seconds:5.1f} s  {verdict}", flush=True)

    def __call__(self, condition, promise, *seen):
        with self._lock:
            self.count += 1
            if condition:
                return
            self.failures += 1
            self._shown += 1
            if self._shown <= self.shown_at_most:
                print(f"BROKEN: {promise}", *(f"    {line!s:.2000}" for line in seen), sep="\n", flush=True)

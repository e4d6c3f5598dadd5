"""A shell of the machine at a pseudo-terminal."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[PX^_].*?\x1b\\|[()][0-9A-B]|[=>78])", re.DOTALL)


class Terminal:
    def __init__(self, machine, *command):
        self.shown = ""
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.execvp("nsenter", ["nsenter", f"--target={machine.leader}", "--all", "--", "/usr/bin/env", "-i",
                                  "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8", "TERM=xterm",
                                  *command])
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 150, 0, 0))

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def wait(self, text, seconds=30):
        """Waits until it is shown, and forgets what was shown."""
        end = time.monotonic() + seconds
        while text not in ESCAPES.sub("", self.shown):
            if select.select([self.descriptor], [], [], 0.05)[0]:
                part = os.read(self.descriptor, 65_536).decode(errors="replace")
                # fish asks what the terminal is, and waits for the answer.
                if "\x1b[c" in part or "\x1b[0c" in part:
                    self.type("\x1b[?62;c")
                self.shown += part
            assert time.monotonic() < end, f"{text!r} is not shown: {ESCAPES.sub('', self.shown)[-1500:]!r}"
        self.shown = ""

    def close(self):
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.descriptor)

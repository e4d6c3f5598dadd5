"""Runs a shell script on a pseudo-terminal and prints what is then on its screen.

usage: type.py SCRIPT ACTION…

Each ACTION waits for the next prompt of `ejson set`. It is the name of a signal, for the process whose number is in the
file `pid`; else what to type, with Python's escapes.
"""

import os
import pty
import signal
import sys


def read():
    try:
        return os.read(master, 65536)
    except OSError:  # Linux' way to say that the other side is closed.
        return b""


pid, master = pty.fork()
if pid == 0:
    os.execv("/bin/sh", ["sh", "-c", sys.argv[1]])

screen = b""
for prompts, action in enumerate(sys.argv[2:], start=1):
    while screen.count(b"(not shown): ") < prompts:
        piece = read()
        if not piece:
            break
        screen += piece
    if action.startswith("SIG"):
        with open("pid") as file:
            os.kill(int(file.read()), getattr(signal, action))
    else:
        typed = action.encode().decode("unicode_escape").encode("latin-1")
        while typed:
            typed = typed[os.write(master, typed):]
while piece := read():
    screen += piece
sys.stdout.buffer.write(screen.replace(b"\r\n", b"\n"))

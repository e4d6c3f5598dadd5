"""Writes that take only a part of what they are given, as signals and full disks make them: every write of the command
is cut by a debugger before the kernel sees it, so that the kernel really writes no more. And limits on the size of
files, where a short write comes before the error."""

import fcntl
import os
import platform
import resource
import signal
import struct
import termios
import time

import documents
from scenarios import ALL, WRITERS, Audited, remove
from scratch import fresh, write

# Where a system call has its third argument.
COUNT_REGISTER = {"x86_64": "$rdx", "aarch64": "$x2"}[platform.machine()]

SCRIPT = """
set pagination off
set confirm off
set style enabled off
set exec-wrapper sh -c 'exec "$0" "$@" > output 2> error'
handle all nostop noprint pass
catch syscall write pwrite64
commands
silent
if {count} > {most}
set {count} = {most}
end
continue
end
run
quit $_exitcode
"""


def run(checks, command, directory, randomness):
    for kind in ALL:
        for most in [1, 7, 64]:
            cut_writes(checks, kind(command), directory, most)
    for kind in WRITERS:
        for limit in [0, 1, 2, 3, 60, 100, 300, 700, 1_000_000]:
            for ignores_signal in [False, True]:
                limit_files(checks, kind(command), directory, limit, ignores_signal)
    interrupt_pipe(checks, command, directory)


def cut_writes(checks, scenario, directory, most):
    place = scenario.prepare(directory, "cut")
    script = os.path.join(directory, "script")
    write(script, SCRIPT.format(count=COUNT_REGISTER, most=most).encode())
    through = ["gdb", "--quiet", "--batch", "--nx", "--command", script, "--args"]
    result = scenario.command.run(scenario.arguments, directory=place, through=through)
    for stream in ["output", "error"]:
        path = os.path.join(place, stream)
        with open(path, "rb") as file:
            setattr(result, stream, file.read())
        os.unlink(path)
    # A line of an audit log is written in one piece, that lines do not mix; else nothing is delivered.
    expected = 1 if isinstance(scenario, Audited) else 0
    checks(result.status == expected, f"{scenario.name}: writes of at most {most} bytes: status {expected}", result)
    scenario.judge(checks, place, result, f"writes of at most {most} bytes", may_leave=False)
    remove(place)


def limit_files(checks, scenario, directory, limit, ignores_signal):
    def prepare():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN if ignores_signal else signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    place = scenario.prepare(directory, "limited")
    result = scenario.command.run(scenario.arguments, directory=place, prepare=prepare)
    circumstances = f"files of at most {limit} bytes, the signal {'ignored' if ignores_signal else 'at its default'}"
    scenario.judge(checks, place, result, circumstances, may_leave=result.is_killed)
    remove(place)


def interrupt_pipe(checks, command, directory):
    """A process that is stopped while it waits for a pipe has written a part when it goes on."""
    place = fresh(directory, "pipe")
    plaintext = documents.plain(count=1, length=1_000_000)
    documents.seal(command, place, plaintext)
    process = command.start(["decrypt", "secrets.ejson"], directory=place, stdout=-1)
    output = b""
    while True:
        wait_until_full(process)
        process.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGCONT)
        part = os.read(process.stdout.fileno(), 70_001)
        if not part:
            break
        output += part
    checks(process.wait() == 0 and output == plaintext, "a pipe whose writer is stopped gets every byte", len(output))


def wait_until_full(process):
    """Until nothing more fits into the pipe, or the process is over."""
    while process.poll() is None and bytes_in(process.stdout) < 65_536:
        time.sleep(0.001)


def bytes_in(pipe):
    return struct.unpack("i", fcntl.ioctl(pipe.fileno(), termios.FIONREAD, b"\0\0\0\0"))[0]

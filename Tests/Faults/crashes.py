"""A crash prints no memory: Swift's runtime, told so by SWIFT_BACKTRACE, starts a program that prints registers and what
they lead to."""

import os
import signal

import documents
from scenarios import remove
from scratch import fresh, read, write
from short_writes import wait_until_full

CRASHES = ["SIGSEGV", "SIGBUS", "SIGILL", "SIGTRAP", "SIGFPE", "SIGABRT", "SIGQUIT"]
COMMANDS = [["decrypt", "secrets.ejson"], ["env", "secrets.ejson"], ["encrypt", "-"]]

# It gets the crashed process's memory, so starting it is enough.
BACKTRACER = "#!/bin/sh\necho started >> {}\n"


def run(checks, command, directory, randomness):
    plaintext = documents.plain(count=4, length=100_000)
    for arguments in COMMANDS:
        for name in CRASHES:
            place = fresh(directory, "crash")
            documents.seal(command, place, plaintext)
            write(os.path.join(place, "plain"), plaintext)
            backtracer, started = os.path.join(place, "swift-backtrace"), os.path.join(place, "started")
            write(backtracer, BACKTRACER.format(started).encode(), mode=0o755)
            setting = f"enable=yes,registers=all,threads=all,output-to=stderr,swift-backtrace={backtracer}"
            process = command.start(
                arguments, directory=place, stdout=-1, stderr=-1, stdin=open(os.path.join(place, "plain")),
                environment={"SWIFT_BACKTRACE": setting},
            )  # fmt: skip
            wait_until_full(process)
            process.send_signal(signal.Signals[name])
            process.stdout.close()
            error = process.stderr.read()
            status = process.wait()
            what = f"{' '.join(arguments)}: {name}"
            checks(status == -signal.Signals[name], f"{what} ends it at once", status, error)
            checks(read(started) is None, f"{what} starts no backtracer", error)
            checks(not error, f"{what} prints nothing", error)
            remove(place)

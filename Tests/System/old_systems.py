"""The static file and the daemon where the kernel is ten years old, and where there is nothing else: what a kernel does not
have is what systemd's filter answers with ENOSYS."""

import pathlib
import shutil
import subprocess
import tempfile

import services

# Since Linux 4.9, which is of 2016.
NEWER = ("statx io_pgetevents rseq pidfd_send_signal io_uring_setup open_tree move_mount fsopen fsconfig fsmount fspick "
         "pidfd_open clone3 close_range openat2 pidfd_getfd faccessat2 process_madvise epoll_pwait2 mount_setattr "
         "landlock_create_ruleset landlock_add_rule landlock_restrict_self memfd_secret process_mrelease futex_waitv "
         "set_mempolicy_home_node cachestat")
# And some that filters of containers take away.
FILTERED = "renameat2 memfd_create getrandom mlock mlock2 copy_file_range"

SMALL = "/opt/small"
TINY = "/opt/tiny"
MUSL = "/opt/musl"

# A program of another C library, which no other one can load.
PROGRAM = """#include <stdio.h>
#include <stdlib.h>
int main(void) { printf("got=%s\\n", getenv("PASSWORD")); }
"""


def set_up(machine, state):
    state["public_key"] = services.set_up(machine)
    machine.systemctl("enable", "--now", "ejson-agent.socket", "ejson-agent-credentials.socket")
    for root in (SMALL, TINY, MUSL):
        machine.install(machine.path("/usr/local/bin/ejson"), f"{root}/ejson")
        machine.enter("mkdir", "-p", f"{root}/keys", f"{root}/work")
        machine.enter("chmod", "0700", f"{root}/keys", f"{root}/work")
    shutil.copyfile(shutil.which("busybox"), machine.path(f"{SMALL}/busybox"))
    machine.path(f"{SMALL}/busybox").chmod(0o755)


def work(call):
    """A document's life."""
    call("init", "--keydir", "/keys", "/work/secrets.ejson")
    call("set", "/work/secrets.ejson", "environment.PASSWORD", "--stdin", input="correct horse")
    assert call("get", "--keydir", "/keys", "/work/secrets.ejson", "environment.PASSWORD").stdout == "correct horse"
    call("decrypt", "--keydir", "/keys", "-o", "/work/plain", "/work/secrets.ejson")
    call("rotate", "--keydir", "/keys", "/work/secrets.ejson")
    call("check", "--open", "--keydir", "/keys", "/work/secrets.ejson")


def a_root_that_holds_the_file_and_nothing_else(machine, state):
    # No /proc, no /dev, no /etc.
    work(lambda *arguments, **options: machine.enter("chroot", TINY, "/ejson", *arguments, **options))


def a_root_of_busybox(machine, state):
    def call(*arguments, **options):
        return machine.enter("chroot", SMALL, "/ejson", *arguments, **options)

    work(call)
    shown = call("run", "--keydir", "/keys", "/work/secrets.ejson", "--", "/busybox", "sh", "-c", "echo got=$PASSWORD").stdout
    assert shown == "got=correct horse\n", shown


def a_root_of_musl(machine, state):
    with tempfile.TemporaryDirectory() as directory:
        source = pathlib.Path(directory) / "program.c"
        source.write_text(PROGRAM)
        subprocess.run(["musl-gcc", "-o", source.with_suffix(""), source], check=True)
        machine.install(source.with_suffix(""), f"{MUSL}/program")
        headers = subprocess.run(["readelf", "--program-headers", source.with_suffix("")], check=True, capture_output=True,
                                 text=True).stdout
    loader = headers.split("interpreter: ", 1)[1].split("]", 1)[0]
    assert "ld-musl" in loader, headers
    machine.install(pathlib.Path(loader).resolve(), f"{MUSL}{loader}")

    def call(*arguments, **options):
        return machine.enter("chroot", MUSL, "/ejson", *arguments, **options)

    work(call)
    shown = call("run", "--keydir", "/keys", "/work/secrets.ejson", "--", "/program").stdout
    assert shown == "got=correct horse\n", shown


def filtered(machine, calls, *command, ok=True, input=None):
    return machine.run(*command, properties=[f"SystemCallFilter=~{calls}", "SystemCallErrorNumber=ENOSYS",
                                             "LimitMEMLOCK=infinity"], ok=ok, input=input)


def a_kernel_of_ten_years_ago(machine, state):
    # The filter is one.
    seen = filtered(machine, NEWER, "python3", "-c", "import os; os.pidfd_open(os.getpid())", ok=False).stderr
    assert "Function not implemented" in seen, seen
    for number, calls in enumerate([NEWER, f"{NEWER} {FILTERED}", *FILTERED.split()]):
        machine.enter("rm", "-rf", "/keys", "/work")
        machine.enter("mkdir", "-m", "0700", "/keys", "/work")
        try:
            work(lambda *arguments, **options: filtered(machine, calls, "ejson", *arguments, **options))
            shown = filtered(machine, calls, "ejson", "run", "--keydir", "/keys", "/work/secrets.ejson", "--", "/bin/sh", "-c",
                             "echo got=$PASSWORD").stdout
            assert shown == "got=correct horse\n", shown
        except AssertionError as error:
            raise AssertionError(f"without {calls}: {error}")


def the_daemon_on_such_a_kernel(machine, state):
    # A filter cannot take the pidfd of a peer away, which came later than what it is asked with.
    calls = f"{NEWER} {FILTERED}".replace("pidfd_send_signal ", "")
    machine.write("/etc/systemd/system/ejson-agent.service.d/old.conf",
                  f"[Service]\nSystemCallFilter=~{calls}\nSystemCallErrorNumber=ENOSYS\n")
    machine.systemctl("daemon-reload")
    machine.systemctl("stop", "ejson-agent.service")
    services.starts(machine, "shop.service")
    record = services.records(machine)[-1]
    assert record["result"] == "answered", record


TESTS = [
    set_up,
    a_root_that_holds_the_file_and_nothing_else,
    a_root_of_busybox,
    a_root_of_musl,
    a_kernel_of_ten_years_ago,
    the_daemon_on_such_a_kernel,
]

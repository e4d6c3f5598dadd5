"""What fails around the agent while it serves: processes, disks, clocks, keys, descriptors."""
import contextlib, json, os, pathlib, shutil, signal, socket, subprocess, tempfile, threading, time

import client
from host import Host, host, test


class Load:
    """Clients that ask until they are stopped, each on a connection of its own."""

    def __init__(self, h, clients, stop_at_refusal=False):
        self.request, self.keys = h.request()
        self.path, self.stopped, self.stop_at_refusal = h.socket, threading.Event(), stop_at_refusal
        self.answered = self.refused = 0
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.ask) for _ in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.wait()

    def wait(self):
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive(), "a client waits for ever"

    def ask(self):
        with contextlib.suppress(OSError, EOFError), client.connect(self.path) as connection:
            while not self.stopped.is_set():
                connection.sendall(self.request)
                try:
                    client.answer(connection, self.keys)
                    with self.lock:
                        self.answered += 1
                except client.Refused as refused:
                    with self.lock:
                        self.refused += 1
                    if self.stop_at_refusal:
                        assert refused.status == 8, refused
                        return


def whole_records(h):
    """The record, whose last line may be half of one only where the agent was killed while it wrote."""
    lines = h.audit.read_bytes().split(b"\n")
    return [json.loads(line) for line in lines[:-1]]


@test
def no_answer_is_without_its_record_when_the_agent_is_killed():
    for number in (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT):
        with host(rate=1_000_000) as h:
            with Load(h, 8) as load:
                deadline = time.monotonic() + 20
                while load.answered < 200 and time.monotonic() < deadline:
                    time.sleep(0.01)
                h.process.send_signal(number)
                assert h.process.wait(10) == -number
                load.wait()
            recorded = sum(record["result"] == "answered" for record in whole_records(h))
            assert 200 <= load.answered <= recorded, (load.answered, recorded)
            assert not list(h.path.glob("core*")), "it left a core dump"
            h.start_again()
            assert h.open() == ["correct horse"]


@test
def no_answer_is_without_its_record_on_a_full_disk_under_load():
    if os.getuid() != 0:
        print("  (not as root: no small disk)")
        return
    with tempfile.TemporaryDirectory(prefix="ejson-agent-") as directory:
        h = Host(directory, rate=1_000_000)
        disk = h.path / "log-disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k,mode=0700", "tmpfs", disk], check=True)
        try:
            h.audit = disk / "audit.log"
            h.start()
            with Load(h, 16, stop_at_refusal=True) as load:
                load.wait()
            assert h.audit.read_bytes().endswith(b"}\n"), "half a line"
            assert load.answered == len(h.records()), (load.answered, len(h.records()))
            h.audit.write_bytes(b"")
            assert h.open() == ["correct horse"]
            assert h.records()[-1]["unrecorded"] >= load.refused, h.records()[-1]
        finally:
            with contextlib.suppress(AttributeError):
                h.stop()
            subprocess.run(["umount", disk], check=True)


@test
def a_record_that_does_not_reach_the_disk_is_none():
    if os.getuid() != 0:
        print("  (not as root: nothing is traced that may not be)")
        return
    assert shutil.which("strace"), "strace is not installed"
    # The agent keeps its process id: strace is another process.
    through = ["strace", "-D", "-f", "--quiet=all", "--output", "/dev/null", "--trace", "fdatasync",
               "--inject", "fdatasync:error=EIO"]
    with host(start={"through": through}) as h:
        for number in (1, 2):
            h.refused("not recorded")
            assert h.records()[-1].get("unrecorded", 0) == number - 1, h.records()


@test
def a_clock_that_is_set_changes_no_rate_and_no_timeout():
    library = next(iter(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
    assert library, "libfaketime is not installed"
    with tempfile.TemporaryDirectory(prefix="ejson-agent-") as directory:
        h = Host(directory, rate=5)
        offset = h.path / "offset"
        offset.write_text("+0")
        h.start(environment={"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(offset), "FAKETIME_NO_CACHE": "1",
                             "DONT_FAKE_MONOTONIC": "1"})
        try:
            for _ in range(5):
                assert h.open() == ["correct horse"]
            h.refused("too many requests")
            before = h.records()[-1]["time"]
            for jump in ("+10d", "-20d"):
                with client.connect(h.socket) as silent:
                    began = time.monotonic()
                    offset.write_text(jump)
                    # A day has passed on the clock, and not a second.
                    h.refused("too many requests")
                    assert silent.recv(1) == b""
                    assert 4 < time.monotonic() - began < 8, time.monotonic() - began
            time.sleep(4)
            assert h.open() == ["correct horse"]
            # What is recorded is what the clock says: with a time before that of the record above.
            assert h.records()[-1]["time"] < before, (h.records()[-1]["time"], before)
        finally:
            h.stop()


@test
def a_key_directory_that_becomes_unreadable_is_refused_and_comes_back():
    if os.getuid() != 0:
        print("  (not as root: no other user)")
        return
    with tempfile.TemporaryDirectory(prefix="ejson-agent-") as directory:
        h = Host(directory)
        os.chmod(h.path, 0o755)
        for path in [h.path, *h.path.rglob("*")]:
            os.chown(path, 65534, 65534)
        h.start(user=65534, group=65534, extra_groups=[])
        try:
            assert h.open() == ["correct horse"]
            for path, good, bad in ((h.path / "keys", 0o700, 0), (h.path / "keys" / h.public_key, 0o600, 0)):
                path.chmod(bad)
                h.refused("no private key")
                path.chmod(good)
                assert h.open() == ["correct horse"]
            key = (h.path / "keys" / h.public_key).read_bytes()
            for wrong in (b"", b"no key", b"0" * 64, key[:32]):
                (h.path / "keys" / h.public_key).write_bytes(wrong)
                h.refused("no private key")
            (h.path / "keys" / h.public_key).write_bytes(key)
            assert h.open() == ["correct horse"]
        finally:
            h.stop()


@test
def a_grant_that_is_half_written_stays_as_it_was():
    with host(rate=1000) as h:
        file = h.path / "grants/shop.json"
        whole = json.dumps({"documents": [str(h.document)], "public_keys": [h.public_key]})
        for length in (0, 1, len(whole) // 2, len(whole) - 1):
            file.write_text(whole[:length])
            h.reload()
            assert h.open() == ["correct horse"], length
        # By public key an old box opens, so the new grant counts when it is whole.
        old = h.path / "old.ejson"
        old.write_bytes(h.document.read_bytes())
        h.write({"environment": {"PASSWORD": "new"}})
        assert "same version" in h.ejson("decrypt", "--agent", h.socket, old, ok=False)
        file.write_text(whole)
        h.reload()
        assert "correct horse" in h.ejson("decrypt", "--agent", h.socket, old)


@test
def a_flood_on_one_grant_leaves_the_others_served():
    with host(rate=1_000_000) as h:
        h.grant("other", documents=[str(h.document)])
        h.reload()
        times = []
        with Load(h, 32) as load:
            other = str(h.path / "run/other.sock")
            for _ in range(100):
                began = time.monotonic()
                assert client.open_document(other, str(h.document)) == [b"correct horse"]
                times.append(time.monotonic() - began)
        times.sort()
        print(f"  beside a flood of {load.answered} requests: median {times[50] * 1000:.1f} ms, slowest {times[-1] * 1000:.1f} ms")
        assert load.refused == 0 and load.answered > 100, (load.answered, load.refused)

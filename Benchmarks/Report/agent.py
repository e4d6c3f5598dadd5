"""The agent's part: `ejson run` with an agent beside a key directory, openings beside their floor, and memory."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from table import digits, duration, median, megabytes

TESTS = pathlib.Path(__file__).parent.parent.parent / "Tests/Agent"

HEAD = ["work", "with", "median", "99th percentile", "openings a second", "÷ floor"]


class Agent:
    """A document, its grant and the daemon, with a record in `log`."""

    def __init__(self, agent, ejson, directory, log):
        self.directory = pathlib.Path(directory)
        for name in ("keys", "grants", "run"):
            os.makedirs(self.directory / name, mode=0o700, exist_ok=True)
        self.document = self.directory / "secrets.ejson"
        if not self.document.exists():
            key = subprocess.run([ejson, "--keydir", self.directory / "keys", "keygen", "-w"], check=True, text=True,
                                 stdout=subprocess.PIPE).stdout.strip()
            self.document.write_text(json.dumps({"_public_key": key, "environment": {"PASSWORD": "correct horse"}}))
            subprocess.run([ejson, "encrypt", self.document], check=True, stdout=subprocess.DEVNULL)
            grant = self.directory / "grants/bench.json"
            grant.write_text(json.dumps({"documents": [str(self.document)], "rate": 1_000_000}))
            grant.chmod(0o600)
        self.socket = str(self.directory / "run/bench.sock")
        self.process = subprocess.Popen(
            [agent, "serve", "--grants", self.directory / "grants", "--runtime", self.directory / "run", "--keydir",
             self.directory / "keys", "--audit", log], stderr=subprocess.DEVNULL)
        for _ in range(200):
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
                connection.connect(self.socket)
                return
            time.sleep(0.05)
        raise SystemExit("the agent does not listen")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


class Openings:
    def __init__(self, scratch, quick):
        self.scratch, self.seconds = pathlib.Path(scratch), 0.2 if quick else 3
        here = pathlib.Path(__file__).parent
        compiler = shutil.which("cc") or "clang"
        for name, libraries in (("clients", ["-lsodium"]), ("spawn", []), ("nothing", None)):
            options = ["-nostdlib", "-static"] if libraries is None else ["-O2"]
            subprocess.run([compiler, *options, "-o", self.scratch / name, here / f"{name}.c", *(libraries or [])], check=True)

    def ask(self, path, clients):
        """Openings a second, and the median and the 99th percentile of their times."""
        output = subprocess.run([self.scratch / "clients", "ask", path, self.scratch / "request", str(clients), str(self.seconds)],
                                check=True, text=True, stdout=subprocess.PIPE).stdout
        count, nanoseconds, middle, late = map(int, output.split())
        return 1e9 * count / nanoseconds, middle, late

    @contextlib.contextmanager
    def floor(self, record):
        path = str(self.scratch / "floor.sock")
        process = subprocess.Popen([self.scratch / "clients", "answer", path, record], stdout=subprocess.PIPE)
        process.stdout.readline()
        try:
            yield path
        finally:
            process.kill()
            process.wait()

    def rows(self, agent, words, record):
        sys.path.insert(0, str(TESTS))
        import client

        document = json.loads(agent.document.read_text())
        keys = [key for key, _, _ in client.boxed_values(document)]
        (self.scratch / "request").write_bytes(client.request(bytes.fromhex(document["_public_key"]), keys, b"secrets.ejson"))
        with self.floor(record) as path:
            for clients in (1, 8, 64):
                # By turns, so that both meet the same load.
                rounds = [(self.ask(agent.socket, clients), self.ask(path, clients)) for _ in range(1 if self.seconds < 1 else 3)]
                ours, floors = zip(*rounds)
                name = f"{clients} client{'s' if clients > 1 else ''}"
                for work, with_what, results in ((f"open, {words}", name, ours), ("floor of open", name, floors)):
                    rate, middle, late = (median([result[index] for result in results]) for index in range(3))
                    ratio = "" if results is floors else digits(median([a[1] / b[1] for a, b in rounds]))
                    yield [work, with_what, duration(middle), duration(late), digits(rate), ratio]

    def sync(self, record, count):
        """How long it takes to append a line to a record, and to synchronize it: the least that a record costs."""
        output = subprocess.run([self.scratch / "clients", "sync", record, str(count)], check=True, text=True, stdout=subprocess.PIPE).stdout
        return [int(line) for line in output.splitlines()]

    def starts(self, agent, ejson, words, record):
        """`ejson run` with a key directory and with the agent, and a bare record, by turns."""
        nothing = self.scratch / "nothing"
        os.environ["EJSON_KEYDIR"] = str(agent.directory / "keys")
        commands = [["1", "-", "-", ejson, "run", agent.document, "--", nothing],
                    ["1", "-", "-", ejson, "run", "--agent", agent.socket, agent.document, "--", nothing]]
        blocks, rounds = (1, 3) if self.seconds < 1 else (20, 25)
        times, ratios = [[], [], []], []
        for _ in range(blocks):
            output = subprocess.run([self.scratch / "spawn", str(rounds), *commands[0], ":::", *commands[1]], check=True, text=True,
                                    stdout=subprocess.PIPE).stdout
            block = [[], [], self.sync(record, rounds)]
            for line in output.splitlines():
                index, nanoseconds, _ = map(int, line.split())
                block[index].append(nanoseconds)
            keys, asking, bare = map(median, block)
            ratios.append(asking / (keys + bare))
            times = [all_of_them + some for all_of_them, some in zip(times, block)]
        names = [("run", "a key directory"), ("run --agent", words), ("floor of a record", "one line, synchronized")]
        for (name, with_what), own in zip(names, times):
            ordered = sorted(own)
            ratio = digits(median(ratios)) if own is times[1] else ""
            yield [name, with_what, duration(median(own)), duration(ordered[len(ordered) * 99 // 100]), "", ratio]


def rows(agent, ejson, quick, scratch):
    agent, ejson = str(agent.resolve()), str(ejson.resolve())
    openings = Openings(scratch, quick)
    # On a disk an opening waits until its record is there; in memory it does not wait.
    with tempfile.TemporaryDirectory(prefix="ejson-bench-", dir="/var/tmp") as disk:
        for words, log in (("record in memory", f"{scratch}/audit.log"), ("record on a disk", f"{disk}/audit.log")):
            running = Agent(agent, ejson, scratch, log)
            try:
                bare = f"{log}.bare"
                yield from openings.starts(running, ejson, words, bare)
                yield from openings.rows(running, words, bare)
            finally:
                running.stop()
    output = subprocess.run([TESTS / "memory", agent, ejson], check=True, text=True, stdout=subprocess.PIPE).stdout
    rest, connection = [int(word.replace(",", "")) for word in output.split() if word[0].isdigit()]
    yield ["memory", "at rest", megabytes(rest), "", "", ""]
    yield ["memory", "for each connection", f"{connection / 1000:.1f} kB", "", "", ""]
    yield ["file", "as it is released, stripped", megabytes(stripped_size(agent, scratch)), "", "", ""]


def stripped_size(program, scratch):
    stripped = f"{scratch}/stripped"
    subprocess.run(["strip", "-o", stripped, program], check=True)
    return os.path.getsize(stripped)

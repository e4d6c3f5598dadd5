#!/usr/bin/env python3
"""A fleet, simulated with the real command: what its secrets take in git, and what it costs when hosts come and go.

    Benchmarks/Fleet/fleet.py PATH-TO-EJSON [--hosts 10000] [--groups 20] [--documents 1000]

Each group is a document whose recipients are its hosts; each application's document lists one group, and the key of those who
administer. Prints a Markdown table. Takes some minutes.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import tempfile
import time


class Fleet:
    def __init__(self, ejson, directory, hosts, groups, documents):
        self.ejson, self.root = ejson, pathlib.Path(directory)
        self.repository = self.root / "repository"
        self.hosts, self.groups, self.documents = hosts, groups, documents
        self.environment = {"PATH": os.environ["PATH"], "HOME": directory, "EJSON_KEYDIR": str(self.root / "admin")}
        for name in ("admin", "host", "repository", "repository/groups", "repository/apps"):
            (self.root / name).mkdir(mode=0o700)

    def run(self, *arguments, **environment):
        return subprocess.run(
            [self.ejson, *map(str, arguments)], cwd=self.repository, env={**self.environment, **environment}, check=True,
            capture_output=True, text=True).stdout

    def git(self, *arguments):
        identity = ["-c", "user.name=Fleet", "-c", "user.email=fleet@example.org", "-c", "gc.auto=0"]
        return subprocess.run(
            ["git", *identity, *arguments], cwd=self.repository, env=self.environment, check=True, capture_output=True,
            text=True).stdout

    def key(self):
        """A key pair: its public and its private key."""
        lines = self.run("keygen").split("\n")
        return lines[1], lines[3]

    # MARK: The fleet

    def make(self):
        self.admin, private = self.key()
        self.store(self.root / "admin" / self.admin, private)
        self.members = [[] for _ in range(self.groups)]
        for number in range(self.hosts):
            public, private = self.key()
            if number == 0:
                self.store(self.root / "host" / public, private)
            self.members[number % self.groups].append((f"host{number:05}", public))
        for group in range(self.groups):
            self.run("init", "-q", "--recipient", f"admin={self.admin}", self.group(group))
            self.set_group(group)
        self.git("init", "-q")
        for number in range(self.documents):
            group = number % self.groups
            app = f"apps/app{number:04}.ejson"
            (self.repository / f"apps/{group:02}.recipients").write_text(
                f"group{group:02} ../{self.group(group)}\nadmin {self.admin}\n")
            key = self.public_key(self.group(group))
            self.run("init", "-q", "--recipient", f"admin={self.admin}", "--recipient", f"group{group:02}={key}", app)
            for name in ("DATABASE_URL", "SESSION_SECRET", "API_TOKEN"):
                self.run("set", app, f"environment.{name}", "--value", f"{name.lower()}-{number}-0123456789abcdef")

    def store(self, file, private):
        file.write_text(private + "\n")
        file.chmod(0o400)

    def group(self, number):
        return f"groups/group{number:02}.ejson"

    def set_group(self, number):
        lines = [f"{name} {key}" for name, key in self.members[number]] + [f"admin {self.admin}"]
        (self.repository / f"groups/{number:02}.recipients").write_text("\n".join(lines) + "\n")
        return self.run("recipients", "set", "--from", f"groups/{number:02}.recipients", self.group(number))

    def public_key(self, document):
        return (self.repository / document).read_text().split('"_public_key": "')[1][:64]

    # MARK: Measuring

    def size(self):
        """Bytes in git, packed."""
        self.git("repack", "-qad")
        return sum(file.stat().st_size for file in (self.repository / ".git/objects").rglob("*.pack"))

    def commit(self, message):
        """The number of files that a change touches, and the bytes that it adds to the packed history."""
        before = self.size()
        self.git("add", "--all")
        files = [name for name in self.git("diff", "--cached", "--name-only").split("\n") if name.endswith(".ejson")]
        self.git("commit", "-qm", message)
        return len(files), self.size() - before

    def opening(self, runs=100):
        """Milliseconds on a host: through its group, and with the document's own key."""
        host = self.root / "host"
        (host / "group00.ejson").write_bytes((self.repository / self.group(0)).read_bytes())
        self.run("init", "-q", "--keydir", host, "apps/own.ejson")
        self.run("set", "apps/own.ejson", "environment.A", "--value", "x")
        times = {"apps/app0000.ejson": [], "apps/own.ejson": []}
        for _ in range(runs):
            for app, measured in times.items():
                started = time.perf_counter()
                self.run("decrypt", app, EJSON_KEYDIR=str(host))
                measured.append(time.perf_counter() - started)
        (self.repository / "apps/own.ejson").unlink()
        return [statistics.median(measured) * 1_000 for measured in times.values()]


def timed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ejson")
    parser.add_argument("--hosts", type=int, default=10_000)
    parser.add_argument("--groups", type=int, default=20)
    parser.add_argument("--documents", type=int, default=1_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ejson-fleet-") as directory:
        fleet = Fleet(os.path.realpath(options.ejson), directory, options.hosts, options.groups, options.documents)
        measure(fleet)


def measure(fleet):
    fleet.make()
    fleet.git("add", "--all")
    fleet.git("commit", "-qm", "the fleet")
    groups = sum(file.stat().st_size for file in fleet.repository.glob("groups/*.ejson"))
    apps = sum(file.stat().st_size for file in fleet.repository.glob("apps/*.ejson"))
    print(f"{fleet.hosts:,} hosts in {fleet.groups} groups, {fleet.documents:,} documents\n")
    print("| | |\n|---|---|")
    print(f"| the {fleet.groups} groups' documents | {groups / 1e6:.2f} MB |")
    print(f"| the {fleet.documents:,} applications' documents | {apps / 1e6:.2f} MB |")
    entries = fleet.documents * fleet.hosts // fleet.groups
    print(f"| the same without groups, by the size of an entry | {groups / fleet.hosts * entries / 1e6:,.0f} MB |")
    print(f"| all of it in git, packed | {fleet.size() / 1e6:.2f} MB |")
    through, own = fleet.opening()
    print(f"| a document opens on a host, through its group | {through:.1f} ms; with the document's own key {own:.1f} ms |")

    print("\n| what happens | time | documents that change | bytes more in git |\n|---|---:|---:|---:|")

    def row(what, seconds):
        files, size = fleet.commit(what)
        print(f"| {what} | {seconds:.2f} s | {files} | {size:,} |")

    public, _ = fleet.key()
    row("a host joins", timed(lambda: fleet.run("recipients", "add", "-q", fleet.group(0), "newcomer", public)))

    def update(group):
        apps = [f"apps/app{number:04}.ejson" for number in range(group, fleet.documents, fleet.groups)]
        fleet.run("recipients", "set", "-q", *apps, "--from", f"apps/{group:02}.recipients")

    def leave():
        fleet.run("recipients", "remove", "-q", fleet.group(1), fleet.members[1].pop()[0])
        update(1)

    row("a host leaves", timed(leave))

    def leak():
        fleet.run("rotate", "-q", fleet.group(2))
        update(2)

    row("a group's key leaks", timed(leak))
    again = timed(lambda: update(2))
    print(f"| the same again: nothing is to be done | {again:.2f} s | 0 | 0 |")


main()

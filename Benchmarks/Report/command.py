"""The command's part: whole processes, from before their start to after their end, and the instructions of a start."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

from table import digits, duration, median, megabytes

HEAD = ["command", "document", "time", "minimum", "two processors", "peak memory", "instructions"]
REFERENCE_HEAD = ["times as fast as the reference", "two processors", "its memory"]


class Case:
    """A command line, run on the file that is copied from `source` first when it changes it."""

    def __init__(self, name, document, arguments, source=None, floor=None, in_reference=True, is_start=False, last=()):
        self.name, self.document, self.arguments = name, document, arguments
        # What comes after the copied file.
        self.last = last
        self.source, self.floor, self.in_reference, self.is_start = source, floor, in_reference, is_start


class Commands:
    def __init__(self, ejson, with_symbols, reference, scratch, quick):
        self.ejson, self.with_symbols, self.reference = ejson, with_symbols, reference
        self.scratch, self.quick = pathlib.Path(scratch), quick
        here = pathlib.Path(__file__).parent
        # Swift's own compiler serves where there is no other.
        compiler = shutil.which("cc") or "clang"
        for name, options in (("spawn", ["-O2", "-static"]), ("bare", ["-static"]), ("nothing", ["-nostdlib", "-static"])):
            subprocess.run([compiler, *options, "-o", self.path(name), here / f"{name}.c"], check=True)
        if with_symbols:
            subprocess.run(["strip", "-g", "-o", self.path("symbols"), with_symbols], check=True)
        os.environ["EJSON_KEYDIR"] = self.path("keys")

    def path(self, name):
        return str(self.scratch / name)

    def rows(self):
        for case in [*self.starts(), *self.documents()]:
            # A row takes seconds; the table comes when all are there.
            if sys.stderr.isatty():
                print(case.name, case.document, file=sys.stderr)
            yield self.row(case)

    def starts(self):
        """Commands whose time is that of their start."""
        [key] = os.listdir(self.path("keys"))
        plain = pathlib.Path(self.path("start.plain"))
        plain.write_text('{"_public_key": "%s", "environment": {"PASSWORD": "correct horse battery staple"}}\n' % key)
        sealed = shutil.copy(plain, self.path("start.sealed"))
        subprocess.run([self.ejson, "encrypt", sealed], check=True, stdout=subprocess.DEVNULL)
        nothing = self.path("nothing")

        def start(name, arguments, **options):
            return Case(name, "one secret" if sealed in arguments or "source" in options else "", arguments,
                        is_start=True, **options)

        # The program that `run` becomes must be in reach of another user.
        os.chmod(self.scratch, 0o755)
        cases = [
            start("a static program that does nothing", [], floor=nothing),
            start("the same, with a C library", [], floor=self.path("bare")),
            start("--version", ["--version"]),
            start("keygen", ["keygen"]),
            start("encrypt", ["encrypt"], source=str(plain)),
            start("decrypt", ["decrypt", sealed]),
            start("run", ["run", sealed, "--", nothing], in_reference=False),
        ]
        if os.geteuid() == 0:
            cases.append(start("run --user", ["run", sealed, "--user", "65534:65534", "--", nothing], in_reference=False))
        return [*cases, *self.recipients(sealed, start)]

    def recipients(self, sealed, start):
        """The same document, opened by one of its recipients: by an ssh key, and by a key in a key directory."""
        ssh = pathlib.Path(__file__).parent.parent.parent / "testdata/recipients/ssh"
        identity = shutil.copy(ssh / "ed25519", self.path("identity"))
        os.chmod(identity, 0o600)
        shutil.copy(ssh / "ed25519.pub", self.path("identity.pub"))
        for name in ("no-keys", "host-keys"):
            os.makedirs(self.path(name), mode=0o700, exist_ok=True)
        host = self.ejson_output("keygen", "--keydir", self.path("host-keys"), "-w").strip()
        own = [f"laptop {(ssh / 'ed25519.pub').read_text().strip()}", f"web1 {host}"]
        cases = []
        for count in (2, 500):
            others = [f"r{index} {self.ejson_output('keygen').split()[2]}" for index in range(count - 2)]
            listed = shutil.copy(sealed, self.path(f"listed-{count}.sealed"))
            pathlib.Path(self.path("list")).write_text("\n".join([own[0], *others, own[1]]) + "\n")
            self.ejson_output("recipients", "set", listed, "--from", self.path("list"))
            document = f"one secret, {count} recipients"
            works = [("decrypt", ["decrypt", listed]),
                     ("decrypt, by an ssh key", ["decrypt", "-k", self.path("no-keys"), "--identity", identity, listed]),
                     ("decrypt, by a key file", ["decrypt", "-k", self.path("host-keys"), listed])]
            cases += [Case(name, document, arguments, in_reference=False, is_start=True) for name, arguments in works]
            cases.append(Case("recipients add", document, ["recipients", "add", "-q"], source=listed, in_reference=False,
                              last=["new", host]))
            cases.append(Case("recipients remove", document, ["recipients", "remove", "-q"], source=listed,
                              in_reference=False, last=["web1", "--below", self.path("no-keys")]))
        return cases

    def ejson_output(self, *arguments):
        return subprocess.run([self.ejson, *arguments], check=True, text=True, stdout=subprocess.PIPE).stdout

    def documents(self):
        shapes = ["short-1000"]
        if not self.quick:
            shapes += ["short-10000", "short-100000", "short-550000", "pem-100", "megabytes-100"]
        works = [("encrypt", "plain"), ("decrypt", "sealed"), ("decrypt", "own-keys"), ("encrypt", "one-new")]
        for work, state in works:
            for shape in shapes:
                file = self.scratch / f"{shape}.{state}"
                if not file.exists():
                    continue
                document = shape.replace("-", " ") + {"own-keys": ", own keys", "one-new": ", one new"}.get(state, "")
                if work == "encrypt":
                    yield Case(work, document, [work], source=str(file))
                else:
                    yield Case(work, document, [work, str(file)])

    def row(self, case):
        groups = [(1, case.floor or self.ejson), (2, case.floor or self.ejson)]
        has_reference = self.reference and case.in_reference and not case.floor
        if has_reference:
            # On both processors beside each of ours: it has no way to use one.
            groups.append((2, self.reference))
        one, two, *reference = self.measure(case, groups)
        cells = [
            case.name, case.document, duration(median(one.times)), duration(min(one.times)), duration(median(two.times)),
            megabytes(median(two.peaks)), f"{self.instructions(case):,}" if case.is_start else "",
        ]
        if has_reference:
            [reference] = reference
            cells += [reference.over(one), reference.over(two), f"{median(two.peaks) / median(reference.peaks):.2f}"]
        elif self.reference:
            cells += ["", "", ""]
        return cells

    def measure(self, case, groups):
        """By turns, so that all meet the same load."""
        arguments = []
        for index, (processors, program) in enumerate(groups):
            copied = [case.source, self.path(f"work-{index}.ejson")] if case.source else ["-", "-"]
            arguments += [":::"] if arguments else []
            arguments += [str(processors), *copied, program, *case.arguments, *(copied[1:] if case.source else []), *case.last]
        first = self.spawn(1, arguments, len(groups))
        seconds = sum(times.times[0] for times in first) / 1e9
        rounds = 3 if self.quick else 500 if case.is_start else int(min(max(4 / seconds, 5), 200))
        return self.spawn(rounds, arguments, len(groups))

    def spawn(self, rounds, arguments, count):
        output = subprocess.run([self.path("spawn"), str(rounds), *arguments], check=True, text=True, stdout=subprocess.PIPE)
        results = [Runs() for _ in range(count)]
        for line in output.stdout.splitlines():
            index, nanoseconds, kilobytes = map(int, line.split())
            results[index].times.append(nanoseconds)
            results[index].peaks.append(1024 * kilobytes)
        return results

    def instructions(self, case):
        """Up to the end, or until `run` becomes another program. They do not depend on the load of the machine."""
        arguments = case.arguments
        if case.source:
            arguments = [*arguments, shutil.copy(case.source, self.path("work.ejson"))]
        profiles = self.scratch / "profiles"
        profiles.mkdir()
        # When `run --user` is about to become the program, it has become that user.
        profiles.chmod(0o777)
        subprocess.run(
            ["valgrind", "--quiet", "--vgdb=no", "--tool=callgrind", f"--callgrind-out-file={profiles}/profile",
             "--dump-before=execve", case.floor or self.path("symbols"), *arguments],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            # Variables are read at a start, so the count depends on them.
            env={"EJSON_KEYDIR": os.environ["EJSON_KEYDIR"], "PATH": os.environ["PATH"]})
        totals = [re.findall(r"^totals: (\d+)", file.read_text(), re.MULTILINE) for file in profiles.iterdir()]
        shutil.rmtree(profiles)
        return sum(int(number) for numbers in totals for number in numbers)


class Runs:
    def __init__(self):
        self.times, self.peaks = [], []

    def over(self, other):
        """The median of the ratios of a round."""
        return digits(median([mine / theirs for mine, theirs in zip(self.times, other.times)]))

"""A host with the agent on it: what the tests of Tests/Agent start, ask and stop."""
import contextlib, json, os, pathlib, signal, socket, subprocess, sys, tempfile

import client

AGENT, EJSON = (os.path.realpath(path) for path in sys.argv[1:3])
TESTS = []

# What a build with a sanitizer is told; others do not look at it.
SANITIZER = {name: os.environ[name] for name in ("TSAN_OPTIONS",) if name in os.environ}


def test(function):
    TESTS.append(function)
    return function


class Host:
    """A key directory, a document, a grant and the daemon."""

    def __init__(self, directory, **grant):
        self.path = pathlib.Path(directory)
        for name in ("keys", "grants", "run"):
            (self.path / name).mkdir(mode=0o700)
        self.document = self.path / "secrets.ejson"
        self.public_key = self.ejson("--keydir", self.path / "keys", "keygen", "-w").strip()
        self.write({"environment": {"PASSWORD": "correct horse", "_USER": "app"}})
        self.grant("shop", documents=[str(self.document)], **grant)
        self.socket = str(self.path / "run/shop.sock")
        self.audit = self.path / "audit.log"
        self.process = None

    def ejson(self, *arguments, ok=True, environment={}):
        done = subprocess.run([EJSON, *map(str, arguments)], env={"PATH": "/usr/bin:/bin", **environment},
                              capture_output=True, text=True)
        assert (done.returncode == 0) == ok, done
        return done.stdout if ok else done.stderr

    def write(self, members):
        staged = self.path / "staged"
        staged.write_text(json.dumps({"_public_key": self.public_key, **members}))
        self.ejson("encrypt", staged)
        staged.rename(self.document)

    def grant(self, name, **members):
        file = self.path / "grants" / f"{name}.json"
        file.write_text(json.dumps(members))
        file.chmod(0o600)
        return file

    def start(self, *options, through=(), environment={}, notify=None, **process):
        """`through` is what the agent is run by: prlimit, for example."""
        self.log = open(self.path / "log", "w+")
        notify = notify or str(self.path / "notify")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(notify)
        self.ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.ready.bind(notify.replace("@", "\0", 1) if notify.startswith("@") else notify)
        self.ready.settimeout(20)
        if not notify.startswith("@"):
            # For an agent of another user too.
            os.chmod(notify, 0o666)
        self.process = subprocess.Popen(
            [*through, AGENT, "serve", "--grants", self.path / "grants", "--runtime", self.path / "run", "--keydir",
             self.path / "keys", "--audit", self.audit, *options],
            env={"PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": notify, **SANITIZER, **environment}, stderr=self.log, **process)
        try:
            self.wait_ready()
        except BaseException:
            self.process.kill()
            raise
        return self

    def start_again(self, **options):
        """After its end, whatever that was."""
        self.log.close()
        self.ready.close()
        return self.start(**options)

    def wait_ready(self):
        while b"READY=1" not in self.ready.recv(4096):
            pass

    def reload(self):
        self.process.send_signal(signal.SIGHUP)
        self.wait_ready()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(10) == 0, self.process.returncode
        self.log.close()
        self.ready.close()

    def open(self):
        return [value.decode() for value in client.open_document(self.socket, str(self.document))]

    def request(self):
        """A whole request for the document as it is now, and how many keys it is for."""
        keys = list(dict.fromkeys(key for key, _, _ in client.boxed_values(json.loads(self.document.read_text()))))
        return client.request(bytes.fromhex(self.public_key), keys), len(keys)

    def records(self):
        return [json.loads(line) for line in self.audit.read_text().splitlines()]

    def refused(self, reason):
        try:
            self.open()
        except client.Refused as refused:
            assert str(refused) == reason, refused
        else:
            raise AssertionError("it was answered")


@contextlib.contextmanager
def host(*options, start={}, **grant):
    with tempfile.TemporaryDirectory(prefix="ejson-agent-") as directory:
        host = Host(directory, **grant)
        host.start(*options, **start)
        try:
            yield host
        except BaseException:
            print((host.path / "log").read_text(), file=sys.stderr)
            raise
        finally:
            host.stop()

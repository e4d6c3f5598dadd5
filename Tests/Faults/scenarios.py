"""What each command that writes must leave, whatever happens to it: the old bytes or the complete new ones, and a
status that tells which."""

import glob
import os
import re
import shutil
import tempfile

import documents
from scratch import fresh, is_harmless, leftovers, read, write

PLAIN = documents.plain()


class Scenario:
    """A command in a directory of its own. `new` says whether what it was to write is there, complete; `old` whether
    all is as it was."""

    name = ""
    arguments = []
    expected = ["keys", "secrets.ejson"]
    # Names that are only there afterwards.
    results = []
    # What the memory is searched for besides.
    secrets = []

    def environment(self, directory):
        return {}

    def __init__(self, command, plaintext=PLAIN):
        self.command = command
        self.plaintext = plaintext
        self.sealed = None

    def prepare(self, parent, name):
        """The directory before the command runs; sealing is done once."""
        directory = fresh(parent, name)
        if self.sealed is None:
            self.sealed = documents.seal(self.command, directory, self.plaintext)
        self.fill(directory)
        return directory

    def fill(self, directory):
        write(os.path.join(directory, "secrets.ejson"), self.sealed)

    def judge(self, checks, directory, result, circumstances, may_leave=True, can_speak=True):
        what = f"{self.name}: {circumstances}"
        seen = (f"status {result.status}", f"standard error: {result.error.decode(errors='replace')}")
        checks(result.status is not None, f"{what}: it ends", *seen)
        shown = documents.secrets_in(result.error)
        checks(not shown, f"{what}: messages show no secret", *seen, *shown)
        is_old, is_new = self.is_old(directory, result), self.is_new(directory, result)
        checks(is_old or is_new, f"{what}: the old bytes or the complete new ones", *seen, *self.evidence(directory))
        if not result.is_killed:
            checks(is_new == (result.status == 0), f"{what}: the status tells which", f"new: {is_new}", *seen)
            says_what_to_do = result.status == 0 or b"\nHint: " in result.error or not can_speak
            checks(says_what_to_do, f"{what}: the message says what to do next", *seen)
        left = leftovers(directory, [*self.expected, *self.results])
        paths = [os.path.join(directory, name) for name in left]
        checks(all(map(is_harmless, paths)), f"{what}: what is left is named so, and closed to others", left, *seen)
        checks(may_leave or not left, f"{what}: nothing is left", left, *seen)
        return is_new

    def evidence(self, directory):
        for name in sorted(os.listdir(directory)):
            content = read(os.path.join(directory, name)) if os.path.isfile(os.path.join(directory, name)) else None
            yield f"{name}: {content if content is None else content[:300]}"


class Encrypt(Scenario):
    name = "encrypt FILE"
    arguments = ["encrypt", "secrets.ejson"]

    def fill(self, directory):
        write(os.path.join(directory, "secrets.ejson"), self.plaintext, mode=0o640)

    def is_old(self, directory, _):
        return read(os.path.join(directory, "secrets.ejson")) == self.plaintext

    def is_new(self, directory, _):
        path = os.path.join(directory, "secrets.ejson")
        is_mode_kept = os.path.exists(path) and os.stat(path).st_mode & 0o7777 == 0o640
        return is_mode_kept and documents.is_sealed(self.command, directory, read(path), self.plaintext)


class Rotate(Scenario):
    """The document opens with a key of the key directory, whatever happens."""

    name = "rotate FILE"
    arguments = ["rotate", "secrets.ejson"]

    def is_old(self, directory, _):
        return read(os.path.join(directory, "secrets.ejson")) == self.sealed

    def is_new(self, directory, _):
        text = read(os.path.join(directory, "secrets.ejson")) or b""
        key = re.search(rb'"_public_key": "([0-9a-f]{64})"', text)
        if not key or key[1] == documents.PUBLIC_KEY.encode():
            return False
        plaintext = self.plaintext.replace(documents.PUBLIC_KEY.encode(), key[1])
        return documents.is_sealed(self.command, directory, text, plaintext)


class RecipientsSet(Scenario):
    """A recipient more, or with one less a new key pair: the document opens, whatever happens."""

    name = "recipients set FILE"
    arguments = ["recipients", "set", "secrets.ejson", "--from", "list"]
    expected = ["keys", "secrets.ejson", "list"]
    hosts = {"web1": "86d563f518e5bb38a6a136abfda2adc313a395165efab05d820de6f352478f11",
             "web2": "f9747c1565ff462cc0ca4e3b57644a7ba0cb384641551fbf75a96d8cc76a2f2d"}
    before = ["web1"]
    after = ["web1", "web2"]

    def prepare(self, parent, name):
        is_first = self.sealed is None
        directory = super().prepare(parent, name)
        if is_first and self.before:
            self.write_list(directory, self.before)
            result = self.command.run(self.arguments, directory=directory)
            assert result.status == 0, result
            self.sealed = read(os.path.join(directory, "secrets.ejson"))
            self.fill(directory)
        return directory

    def fill(self, directory):
        super().fill(directory)
        self.write_list(directory, self.after)

    def write_list(self, directory, names):
        write(os.path.join(directory, "list"), "".join(f"{name} {self.hosts[name]}\n" for name in names).encode())

    def is_old(self, directory, _):
        return read(os.path.join(directory, "secrets.ejson")) == self.sealed

    def is_new(self, directory, _):
        text = read(os.path.join(directory, "secrets.ejson")) or b""
        if documents.secrets_in(text) or documents.recipients(text) != self.after:
            return False
        return documents.opens_to(self.command, directory, "secrets.ejson", self.plaintext)


class RecipientsReplaced(RecipientsSet):
    """The same with a new key pair."""

    name = "recipients set FILE, one removed"
    before = ["web1", "web2"]
    after = ["web1"]


class Edit(Scenario):
    """What was typed is saved, or is kept in memory."""

    name = "edit FILE"
    arguments = ["edit", "secrets.ejson"]
    results = ["edited"]
    editor = "#!/bin/sh\nsed -i 's/staple/pony/' \"$1\"; touch edited\n"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.memory = tempfile.mkdtemp(prefix="ejson-faults-", dir="/dev/shm")
        self.expected = [*self.expected, "editor"]

    def environment(self, directory):
        return {"EDITOR": os.path.join(directory, "editor"), "XDG_RUNTIME_DIR": self.memory}

    def fill(self, directory):
        super().fill(directory)
        write(os.path.join(directory, "editor"), self.editor.encode(), mode=0o755)

    def judge(self, checks, directory, result, circumstances, may_leave=True, can_speak=True):
        is_new = super().judge(checks, directory, result, circumstances, may_leave, can_speak)
        texts = glob.glob(os.path.join(self.memory, "*", "secrets.json"))
        is_kept = any(b"pony" in read(text) for text in texts)
        if os.path.exists(os.path.join(directory, "edited")):
            checks(is_new or is_kept, f"{self.name}: {circumstances}: what was typed is saved or kept", result)
        remove(self.memory)
        return is_new

    def is_old(self, directory, _):
        return read(os.path.join(directory, "secrets.ejson")) == self.sealed

    def is_new(self, directory, _):
        text = read(os.path.join(directory, "secrets.ejson"))
        plaintext = self.plaintext.replace(b"staple", b"pony")
        return documents.is_sealed(self.command, directory, text, plaintext)


class DecryptToNew(Scenario):
    name = "decrypt -o NEW FILE"
    arguments = ["decrypt", "-o", "out.json", "secrets.ejson"]
    results = ["out.json"]

    def is_old(self, directory, _):
        return not os.path.exists(os.path.join(directory, "out.json"))

    def is_new(self, directory, _):
        path = os.path.join(directory, "out.json")
        return read(path) == self.plaintext and os.stat(path).st_mode & 0o7777 == 0o600


class DecryptToExisting(DecryptToNew):
    name = "decrypt -o EXISTING FILE"

    def fill(self, directory):
        super().fill(directory)
        write(os.path.join(directory, "out.json"), b"old", mode=0o600)

    def is_old(self, directory, _):
        return read(os.path.join(directory, "out.json")) == b"old"


class DecryptByIdentity(DecryptToNew):
    """By an ssh key that is a recipient."""

    name = "decrypt --identity ID -o NEW FILE"
    arguments = ["decrypt", "-k", "none", "--identity", "id", "-o", "out.json", "secrets.ejson"]
    expected = ["keys", "secrets.ejson", "id", "id.pub"]

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.secrets = documents.ssh_secrets()

    def prepare(self, parent, name):
        is_first = self.sealed is None
        directory = super().prepare(parent, name)
        if is_first:
            result = self.command.run(["recipients", "add", "secrets.ejson", "host", "id.pub"], directory=directory)
            assert result.status == 0, result
            self.sealed = read(os.path.join(directory, "secrets.ejson"))
        return directory

    def fill(self, directory):
        super().fill(directory)
        write(os.path.join(directory, "id"), read(documents.SSH_KEY), mode=0o600)
        write(os.path.join(directory, "id.pub"), read(documents.SSH_KEY + ".pub"))


class Keygen(Scenario):
    name = "keygen -w"
    arguments = ["keygen", "-w"]
    expected = ["secrets.ejson", "keys", documents.PUBLIC_KEY]

    def judge(self, checks, directory, result, circumstances, may_leave=True, can_speak=True):
        # What is left beside a key is in the key directory.
        return super().judge(checks, os.path.join(directory, "keys"), result, circumstances, may_leave, can_speak)

    def is_old(self, keys, _):
        return self.new_files(keys) == []

    def is_new(self, keys, result):
        names = self.new_files(keys)
        if len(names) != 1:
            return False
        self.results = names
        content = read(os.path.join(keys, names[0]))
        is_told = result.is_killed or result.output.decode() == names[0] + "\n"
        return is_told and re.fullmatch(rb"[0-9a-f]{64}\n", content) and self.opens(keys, names[0])

    def opens(self, keys, public_key):
        plaintext = self.plaintext.replace(documents.PUBLIC_KEY.encode(), public_key.encode())
        sealed = self.command.run(["encrypt", "-"], directory=keys, stdin=self.pipe(plaintext)).output
        opened = self.command.run(["decrypt", "-"], directory=keys, keys=keys, stdin=self.pipe(sealed))
        return opened.output == plaintext

    @staticmethod
    def pipe(content):
        reader, writer = os.pipe()
        os.write(writer, content)
        os.close(writer)
        return os.fdopen(reader)

    @staticmethod
    def new_files(keys):
        return sorted(name for name in os.listdir(keys) if name != documents.PUBLIC_KEY and name[0] != ".")

    def evidence(self, keys):
        return [sorted(os.listdir(keys))]


class Audited(Scenario):
    """Nothing is delivered without a complete line about it."""

    results = ["audit", "delivered"]

    def is_old(self, directory, result):
        return not self.delivered(directory, result)

    def is_new(self, directory, result):
        line = read(os.path.join(directory, "audit")) or b""
        is_recorded = re.fullmatch(rb'\{"time": .*"outcome": "delivered".*\}\n', line) is not None
        return self.delivered(directory, result) == self.expected_delivery() and is_recorded


class DecryptAudited(Audited):
    name = "decrypt --audit LOG FILE"
    arguments = ["decrypt", "--audit", "audit", "secrets.ejson"]

    def delivered(self, _, result):
        return result.output

    def expected_delivery(self):
        return self.plaintext


class RunAudited(Audited):
    name = "run --audit LOG FILE -- COMMAND"
    arguments = ["run", "--audit", "audit", "--", "/bin/sh", "-c", 'printf %s "$KEY0" > delivered']

    def delivered(self, directory, _):
        return read(os.path.join(directory, "delivered"))

    def expected_delivery(self):
        return documents.SECRET


WRITERS = [Encrypt, DecryptToNew, DecryptToExisting, Keygen, Rotate, RecipientsSet, RecipientsReplaced]
ALL = [*WRITERS, DecryptAudited, RunAudited]


def remove(directory):
    shutil.rmtree(directory, ignore_errors=True)

"""A document, its key, and the secrets that must not appear elsewhere."""

import base64
import hashlib
import json
import os
import re

_testdata = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "testdata")
_keys = os.path.join(_testdata, "interop/keys")
SSH_KEY = os.path.join(_testdata, "recipients/ssh/ed25519")
PUBLIC_KEY = "bccbe49f68fdb7a2318a798508ed4f519244302d4b6f73113bc3df618ad4d40c"
PRIVATE_KEY = open(os.path.join(_keys, PUBLIC_KEY), "rb").read().strip()

SECRET = b"correct-horse-battery-staple"


def plain(count=3, length=len(SECRET)):
    """A document with `count` values of `length` bytes, in all of which the secret is repeated."""
    value = (SECRET * (length // len(SECRET) + 1))[:length].decode()
    members = {f"KEY{index}": value for index in range(count)}
    document = {"_public_key": PUBLIC_KEY, "environment": members}
    document["kubernetes_secrets"] = {"app": {"_type": "Opaque", "data": {"KEY": value}}}
    return json.dumps(document, indent=1).encode()


def secrets_in(text):
    """Which secrets a message or a memory image shows."""
    key = bytes.fromhex(PRIVATE_KEY.decode())
    # Parts count too: half a key, a few words.
    forms = {
        "the private key in hex": PRIVATE_KEY.lower()[8:40],
        "the private key in upper-case hex": PRIVATE_KEY.upper()[8:40],
        "the private key": key[4:20],
        "a plaintext": SECRET,
    }
    return [name for name, form in forms.items() if form in text]


def is_sealed(command, directory, text, plaintext):
    """Whether `text` shows no secret and opens to `plaintext`."""
    if text is None or secrets_in(text):
        return False
    candidate = os.path.join(directory, "candidate~")
    with open(candidate, "wb") as file:
        file.write(text)
    try:
        opened = command.run(["decrypt", "candidate~"], directory=directory)
    finally:
        os.unlink(candidate)
    return opened.status == 0 and opened.output == plaintext


def seal(command, directory, plaintext, name="secrets.ejson"):
    """Writes a sealed document and returns its text."""
    path = os.path.join(directory, name)
    with open(path, "wb") as file:
        file.write(plaintext)
    os.chmod(path, 0o644)
    result = command.run(["encrypt", name], directory=directory)
    assert result.status == 0, result
    return open(path, "rb").read()


def recipients(text):
    """The names of the recipients in a document's text."""
    entries = re.search(rb'"_recipients": \[([^\]]*)\]', text)
    return [name.decode() for name in re.findall(rb'"(\S+) ', entries[1])] if entries else []


def opens_to(command, directory, name, plaintext):
    """Whether a document opens to a plaintext, its key pair and its recipients aside."""

    def without(text):
        text = re.sub(rb'"_public_key": "[0-9a-f]{64}"', b"", text)
        return re.sub(rb',\s*"_recipients": \[[^\]]*\]', b"", text)

    opened = command.run(["decrypt", name], directory=directory)
    return opened.status == 0 and without(opened.output) == without(plaintext)


def ssh_secrets():
    """What must not be seen of the ssh key: its seed, the scalar that is made of it, and a part of its text."""
    body = "".join(open(SSH_KEY).read().split("\n")[1:-2])
    blob = base64.b64decode(body)
    public = base64.b64decode(open(SSH_KEY + ".pub").read().split()[1])[-32:]
    start = blob.rindex(public) - 32
    seed = blob[start : start + 32]
    # A piece of the text that is not broken by a line's end.
    piece = start * 4 // 3 + 4
    piece = piece if piece % 70 <= 70 - 24 else (piece // 70 + 1) * 70
    return [seed, hashlib.sha512(seed).digest()[:32], body[piece : piece + 24].encode()]

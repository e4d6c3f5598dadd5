#!/usr/bin/env python3
"""Another implementation of recipients, written from Docs/format.md alone, on PyNaCl.

    peer.py open DOCUMENT IDENTITY          prints the document's private key in hex
    peer.py verify DOCUMENT PRIVATE_KEY     prints a line for each entry: NAME verified | NAME forged
    peer.py entry PRIVATE_KEY NAME KEY...   prints an entry for a recipient
    peer.py vectors DIRECTORY               makes the vectors in testdata/recipients

IDENTITY is a file with 64 hex digits or an OpenSSH ed25519 key; PRIVATE_KEY and KEY are as they stand in files and entries.
"""
import base64, hashlib, json, re, struct, sys

from nacl.bindings import (crypto_box_NONCEBYTES, crypto_box_afternm, crypto_box_beforenm, crypto_box_open_afternm,
                           crypto_scalarmult_base, crypto_sign_ed25519_pk_to_curve25519,
                           crypto_sign_ed25519_sk_to_curve25519, crypto_sign_seed_keypair)
from nacl.exceptions import CryptoError
from nacl.utils import random

NAME = re.compile(r"[A-Za-z0-9._@-]{1,64}")


def ssh_string(blob, at):
    (count,) = struct.unpack_from(">I", blob, at)
    return blob[at + 4 : at + 4 + count], at + 4 + count


def public_key(words):
    """The X25519 key of the key field of an entry."""
    if len(words) == 1:
        return bytes.fromhex(words[0])
    assert words[0] == "ssh-ed25519", words
    kind, at = ssh_string(base64.b64decode(words[1], validate=True), 0)
    point, _ = ssh_string(base64.b64decode(words[1], validate=True), at)
    assert kind == b"ssh-ed25519" and len(point) == 32
    return crypto_sign_ed25519_pk_to_curve25519(point)


def entries(document):
    for line in json.load(open(document))["_recipients"]:
        name, *key, box = line.split(" ")
        assert NAME.fullmatch(name), name
        yield name, public_key(key), base64.b64decode(box, validate=True)


def seal(document_key, name, recipient, nonce):
    shared = crypto_box_beforenm(recipient, document_key)
    return nonce + crypto_box_afternm(document_key + name.encode(), nonce, shared)


def opened(box, public, private):
    nonce = box[:crypto_box_NONCEBYTES]
    return crypto_box_open_afternm(box[crypto_box_NONCEBYTES:], nonce, crypto_box_beforenm(public, private))


def identity(path):
    """The X25519 private key in a file."""
    text = open(path).read()
    if "OPENSSH" not in text:
        return bytes.fromhex(text.strip())
    blob = base64.b64decode("".join(text.split("\n")[1:-2]))
    assert blob.startswith(b"openssh-key-v1\0")
    at = 15
    cipher, at = ssh_string(blob, at)
    _, at = ssh_string(blob, at)
    _, at = ssh_string(blob, at)
    assert cipher == b"none" and blob[at : at + 4] == b"\0\0\0\1"
    _, at = ssh_string(blob, at + 4)
    private, _ = ssh_string(blob, at)
    kind, at = ssh_string(private, 8)
    _, at = ssh_string(private, at)
    pair, _ = ssh_string(private, at)
    assert kind == b"ssh-ed25519" and len(pair) == 64
    return crypto_sign_ed25519_sk_to_curve25519(pair)


def document_key(document, private):
    public = bytes.fromhex(json.load(open(document))["_public_key"])
    own = crypto_scalarmult_base(private)
    for name, key, box in entries(document):
        if key == own:
            plaintext = opened(box, public, private)
            assert plaintext[32:] == name.encode() and crypto_scalarmult_base(plaintext[:32]) == public
            return plaintext[:32]
    sys.exit("not a recipient")


def verify(document, private):
    for name, key, box in entries(document):
        try:
            genuine = opened(box, key, private) == private + name.encode()
        except CryptoError:
            genuine = False
        print(name, "verified" if genuine else "forged")


def ssh_public(point):
    blob = b"".join(struct.pack(">I", len(part)) + part for part in (b"ssh-ed25519", point))
    return "ssh-ed25519 " + base64.b64encode(blob).decode()


def vectors(directory):
    """All from fixed bytes, so that they come out the same each time."""
    def bytes_of(text):
        return hashlib.sha256(text.encode()).digest()

    document = bytes_of("ejson-swift vector: document")
    key_file = bytes_of("ejson-swift vector: key file")
    point, secret = crypto_sign_seed_keypair(bytes_of("ejson-swift vector: ssh"))
    rows = []
    for name, key in (("web1", crypto_scalarmult_base(key_file).hex()), ("deploy@laptop", ssh_public(point)),
                      ("a", crypto_scalarmult_base(key_file).hex()), ("n" * 64, ssh_public(point))):
        recipient = public_key(key.split(" "))
        nonce = bytes_of("ejson-swift vector: nonce " + name)[:crypto_box_NONCEBYTES]
        box = seal(document, name, recipient, nonce)
        rows.append({"name": name, "key": key, "recipient_x25519": recipient.hex(), "nonce": nonce.hex(),
                     "entry": f"{name} {key} {base64.b64encode(box).decode()}"})
    text = {"document_private_key": document.hex(), "document_public_key": crypto_scalarmult_base(document).hex(),
            "identities": {"key_file": key_file.hex(), "ssh_seed": secret[:32].hex(),
                           "ssh_x25519": crypto_sign_ed25519_sk_to_curve25519(secret).hex()},
            "entries": rows}
    with open(f"{directory}/vectors.json", "w") as file:
        json.dump(text, file, indent=2)
        file.write("\n")


def main():
    command, *arguments = sys.argv[1:]
    if command == "open":
        print(document_key(arguments[0], identity(arguments[1])).hex())
    elif command == "verify":
        verify(arguments[0], bytes.fromhex(arguments[1]))
    elif command == "entry":
        private, name, *key = arguments
        box = seal(bytes.fromhex(private), name, public_key(key), random(crypto_box_NONCEBYTES))
        print(name, *key, base64.b64encode(box).decode())
    elif command == "vectors":
        vectors(arguments[0])
    else:
        sys.exit(__doc__)


main()

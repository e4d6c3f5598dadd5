#!/usr/bin/env python3
"""Another client of the agent, written from Docs/agent.md and Docs/format.md alone, on libsodium through ctypes.

    client.py open SOCKET DOCUMENT      prints the document's opened values, one a line, in document order
    client.py ask SOCKET HEX            sends these bytes and prints the answer in hex, until the agent closes or one second is over
    client.py vectors                   prints testdata/agent/vectors.txt
"""
import base64, contextlib, ctypes, ctypes.util, hashlib, json, re, socket, struct, sys

SODIUM = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
assert SODIUM.sodium_init() >= 0

STATUSES = {1: "unsupported version", 2: "malformed request", 3: "not granted", 4: "not in file", 5: "no private key",
            6: "weak ephemeral key", 7: "too many requests", 8: "not recorded", 9: "unreadable file", 10: "busy", 11: "client ended"}
BOXED = re.compile(r"EJ\[1:([A-Za-z0-9+/=]{44}):([A-Za-z0-9+/=]{32}):([A-Za-z0-9+/=]+)\]")


class Refused(Exception):
    def __init__(self, status):
        super().__init__(STATUSES.get(status, f"status {status}"))
        self.status = status


def request(document, keys, name=b"", version=1, kind=1, count=None):
    count = len(keys) if count is None else count
    return struct.pack(">4sBBH", b"EJSA", version, kind, count) + document + bytes([len(name)]) + name + b"".join(keys)


def receive(connection, count):
    received = b""
    while len(received) < count:
        part = connection.recv(count - len(received))
        if not part:
            raise EOFError(f"closed after {len(received)} of {count} bytes")
        received += part
    return received


def answer(connection, count):
    """The shared keys of an answer."""
    magic, version, status, n = struct.unpack(">4sBBH", receive(connection, 8))
    assert magic == b"EJSA", magic
    if status:
        assert n == 0, n
        raise Refused(status)
    assert (version, n) == (1, count), (version, n)
    keys = receive(connection, 32 * n)
    return [keys[i : i + 32] for i in range(0, 32 * n, 32)]


def connect(path, timeout=10):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(timeout)
    connection.connect(path)
    return connection


def shared_keys(path, document, ephemeral_keys, name=b""):
    """By ephemeral key, in batches of 256 on one connection."""
    shared = {}
    with connect(path) as connection:
        for start in range(0, len(ephemeral_keys), 256):
            batch = ephemeral_keys[start : start + 256]
            # An agent that refuses the connection has closed it, and its answer is there.
            with contextlib.suppress(BrokenPipeError):
                connection.sendall(request(document, batch, name))
            shared.update(zip(batch, answer(connection, len(batch))))
    return shared


def opened(box, nonce, shared):
    message = ctypes.create_string_buffer(max(len(box) - 16, 1))
    if SODIUM.crypto_box_open_easy_afternm(message, box, ctypes.c_ulonglong(len(box)), nonce, shared):
        raise ValueError("a box does not open")
    return message.raw[: len(box) - 16]


def boxed_values(value):
    if isinstance(value, dict):
        for key, member in value.items():
            # An underscore holds for the member's own strings alone.
            yield from boxed_values(member)
    elif isinstance(value, list):
        for element in value:
            yield from boxed_values(element)
    elif isinstance(value, str) and BOXED.fullmatch(value):
        yield tuple(base64.b64decode(part, validate=True) for part in BOXED.fullmatch(value).groups())


def open_document(path, file):
    document = json.load(open(file, encoding="utf-8"))
    values = list(boxed_values(document))
    ephemeral_keys = list(dict.fromkeys(key for key, _, _ in values))
    shared = shared_keys(path, bytes.fromhex(document["_public_key"]), ephemeral_keys, file.encode()[-255:])
    return [opened(box, nonce, shared[key]) for key, nonce, box in values]


def ask(path, data):
    with connect(path, timeout=1) as connection:
        connection.sendall(data)
        received = b""
        try:
            while part := connection.recv(65536):
                received += part
            return received, True
        except TimeoutError:
            return received, False


def public_half(private):
    public = ctypes.create_string_buffer(32)
    assert SODIUM.crypto_scalarmult_base(public, private) == 0
    return public.raw


def beforenm(public, private):
    shared = ctypes.create_string_buffer(32)
    assert SODIUM.crypto_box_beforenm(shared, public, private) == 0
    return shared.raw


def vectors():
    def line(name, data):
        print(f"{name:<14}  {data.hex()}")

    secret = [hashlib.sha256(f"ejson-agent vector {i}".encode()).digest() for i in range(3)]
    private, public = secret[0], public_half(secret[0])
    ephemeral = [public_half(secret[1]), public_half(secret[2])]
    answered = struct.pack(">4sBBH", b"EJSA", 1, 0, 2) + b"".join(beforenm(key, private) for key in ephemeral)
    print("# Messages of the agent's protocol: see Docs/agent.md. Made by Tests/Agent/client.py. A line is a name and bytes in hex.")
    line("private", private)
    line("public", public)
    line("name", "/run/secrets.ejson".encode())
    line("ephemeral", ephemeral[0])
    line("ephemeral", ephemeral[1])
    line("request", request(public, ephemeral, b"/run/secrets.ejson"))
    line("answer", answered)
    line("refused 1", request(public, ephemeral, version=2))
    line("refused 2", b"HTTP")
    line("refused 2", request(public, ephemeral, kind=2))
    line("refused 2", request(public, [], count=0))
    line("refused 2", request(public, ephemeral[:1], count=257)[:8])
    line("refused 2", request(public, ephemeral, b"a\nb"))
    line("refused 2", request(public, ephemeral, b"\xff"))
    line("refused 2", request(bytes(32), ephemeral))
    line("refused 6", request(public, [ephemeral[0], bytes(32)]))
    line("refused 6", request(public, [ephemeral[0][:31] + bytes([ephemeral[0][31] | 0x80])]))
    for status in STATUSES:
        line(f"refusal {status}", struct.pack(">4sBBH", b"EJSA", 1, status, 0))
    line("not an answer", struct.pack(">4sBBH", b"EJSB", 1, 0, 2))
    line("not an answer", struct.pack(">4sBBH", b"EJSA", 2, 0, 2))
    line("not an answer", struct.pack(">4sBBH", b"EJSA", 1, 0, 1))
    line("not an answer", struct.pack(">4sBBH", b"EJSA", 1, 0, 0))
    line("not an answer", struct.pack(">4sBBH", b"EJSA", 1, 3, 2))
    line("not an answer", struct.pack(">4sBBH", b"EJSA", 1, 99, 0))


def main():
    if sys.argv[1:2] == ["vectors"]:
        vectors()
    elif sys.argv[1:2] == ["open"]:
        for value in open_document(sys.argv[2], sys.argv[3]):
            print(value.decode())
    elif sys.argv[1:2] == ["ask"]:
        received, is_closed = ask(sys.argv[2], bytes.fromhex(sys.argv[3]))
        print(received.hex(), "closed" if is_closed else "open")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit(f"refused: {refused}")

"""The key that a document's values are sealed with, from the private key: what the command computes, in another way."""

import base64
import re
import struct

PRIME = 2**255 - 19


def shared_keys(private_key, sealed):
    """Of each ephemeral key in a document: what the scalar multiplication gives (RFC 7748), and the key of the box that
    HSalsa20 makes of it (NaCl, crypto_box_beforenm)."""
    for message in set(re.findall(rb"EJ\[1:([^:]+):", sealed)):
        product = x25519(private_key, base64.b64decode(message))
        yield product
        yield hsalsa20(product)


def x25519(scalar, point):
    k = int.from_bytes(scalar, "little") & ((1 << 254) - 8) | 1 << 254
    x1 = int.from_bytes(point, "little") & ((1 << 255) - 1)
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for bit in reversed(range(255)):
        now = k >> bit & 1
        if swap != now:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = now
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % PRIME, b * b % PRIME, d * a % PRIME, c * b % PRIME
        x3, z3 = (da + cb) ** 2 % PRIME, x1 * (da - cb) ** 2 % PRIME
        e = aa - bb
        x2, z2 = aa * bb % PRIME, e * (aa + 121665 * e) % PRIME
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, PRIME - 2, PRIME) % PRIME).to_bytes(32, "little")


def hsalsa20(key):
    """With an input of zeros."""
    s, k = struct.unpack("<4I", b"expand 32-byte k"), struct.unpack("<8I", key)
    x = [s[0], *k[:4], s[1], 0, 0, 0, 0, s[2], *k[4:], s[3]]
    columns = [(0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11)]
    rows = [(0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14)]
    for quarters in [columns, rows] * 10:
        for a, b, c, d in quarters:
            for target, first, second, bits in [(b, a, d, 7), (c, b, a, 9), (d, c, b, 13), (a, d, c, 18)]:
                total = x[first] + x[second] & 0xFFFFFFFF
                x[target] ^= (total << bits | total >> 32 - bits) & 0xFFFFFFFF
    return struct.pack("<8I", *(x[index] for index in (0, 5, 10, 15, 6, 7, 8, 9)))

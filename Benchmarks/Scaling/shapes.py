"""Documents that grow with n, in shapes that are hard for a reader. Each is a function of n and of a tag that is in the
values, so that two documents differ in all of them; it returns the members of the object `environment`, as JSON."""

import json

PUBLIC_KEY = "bccbe49f68fdb7a2318a798508ed4f519244302d4b6f73113bc3df618ad4d40c"

# Deeper than this is refused.
GREATEST_DEPTH = 9_000


def document(members):
    return f'{{"_public_key": "{PUBLIC_KEY}",\n"environment": {{{members}}}}}\n'


def wide(n, tag):
    return ",\n".join(f'"KEY{index}": "{tag}{index}"' for index in range(n))


def one_line(n, tag):
    return ",".join(f'"KEY{index}":"{tag}{index}"' for index in range(n))


def deep_and_wide(n, tag):
    depth = min(n // 10, GREATEST_DEPTH)
    return '"a": {' * depth + wide(n, tag) + "}" * depth


def deep_arrays(n, tag):
    depth = min(n // 10, GREATEST_DEPTH)
    return '"a": ' + "[" * depth + ",".join(f'"{tag}{index}"' for index in range(n)) + "]" * depth


def comb(n, tag):
    """A value at every level, many times."""
    depth = min(n // 10, GREATEST_DEPTH)
    tooth = "".join(f'"k": "{tag}{index}", "a": {{' for index in range(depth)) + "}" * depth
    return ",".join(f'"b{index}": {{{tooth}}}' for index in range(max(1, n // depth)))


def below_a_long_key(n, tag):
    return f'"{"k" * 10 * n}": {{{wide(n, tag)}}}'


def long_keys(n, tag):
    return ",".join(f'"{"k" * 1000}{index}": "{tag}"' for index in range(n // 20))


def one_key(n, tag):
    return ",".join(f'"KEY": "{tag}{index}"' for index in range(n))


def one_value(n, tag):
    return ",".join(f'"KEY{index}": "{tag}"' for index in range(n))


def objects(n, tag):
    return ",".join(f'"KEY{index}": {{"a": "{tag}"}}' for index in range(n))


def objects_in_lines(n, tag):
    return ",\n".join(f'"KEY{index}": {{\n  "a": "{tag}"\n}}' for index in range(n))


def escapes(n, tag):
    return f'"KEY": "{tag}' + "\\n\\u00e9\\\\" * 10 * n + '"'


def one_string(n, tag):
    return f'"KEY": "{tag}' + "x" * 100 * n + '"'


def malformed(n, tag):
    box = "EJ[1:" + "A" * 44 + ":" + "B" * 32 + ":"
    return ",\n".join(f'"KEY{index}": "{box}{tag}{index}]"' for index in range(n))


def numbers(n, tag):
    return f'"KEY": [{",".join("1" for _ in range(10 * n))}]'


SHAPES = {
    "wide": wide,
    "in one line": one_line,
    "deep and wide": deep_and_wide,
    "deep arrays": deep_arrays,
    "a value at every level": comb,
    "below a long key": below_a_long_key,
    "long keys": long_keys,
    "one key for all": one_key,
    "one value for all": one_value,
    "many objects": objects,
    "many objects, in lines": objects_in_lines,
    "many escapes": escapes,
    "one long string": one_string,
    "malformed boxed messages": malformed,
    "an array of numbers": numbers,
}

"""The memory of another process."""

import re

import documents


def mappings(pid):
    """Address, length, description and flags of each part of a process's memory."""
    with open(f"/proc/{pid}/smaps") as file:
        text = file.read()
    pattern = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (r\S+) .*?((?:\S+)?)$(.*?)^VmFlags:(.*?)$", re.M | re.S)
    for start, end, _, name, _, flags in pattern.findall(text):
        yield int(start, 16), int(end, 16) - int(start, 16), name, flags.split()


def sightings(pid, shared_keys=()):
    """The secrets that were found: (what, the mapping's name, whether it is left out of core dumps)."""
    found = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for start, length, name, flags in mappings(pid):
            if name in ("[vvar]", "[vsyscall]", "[vvar_vclock]"):
                continue
            memory.seek(start)
            image = memory.read(length)
            whats = documents.secrets_in(image) + ["a shared key" for key in shared_keys if key[8:24] in image]
            found += [(what, name, "dd" in flags) for what in whats]
    return found

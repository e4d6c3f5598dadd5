"""NAME_VERSION_ARCH.deb, for Debian and what comes from it."""

import hashlib
import os
import pathlib
import re
import tempfile

import tree as trees
from tree import PACKAGING, PROJECT, TIME, VERSION, compressed, materials, output

ZSH = "vendor-completions"


def architecture():
    return output("dpkg", "--print-architecture").strip()


def make(ejson, agent, destination):
    with tempfile.TemporaryDirectory() as directory:
        tree = trees.command(directory, ejson, ZSH)
        document(tree, "ejson")
        yield package(tree, "ejson", destination)
    with tempfile.TemporaryDirectory() as directory:
        tree = trees.agent(directory, agent, ZSH)
        document(tree, "ejson-agent")
        yield package(tree, "ejson-agent", destination, DEPENDS=dependencies(tree.path / "usr/bin/ejson-agent"))


def document(tree, package):
    place = f"usr/share/doc/{package}"
    tree.write(copyright_text(package), f"{place}/copyright")
    tree.write(compressed(changelog(package).encode()), f"{place}/changelog.gz")
    tree.licenses(package, f"{place}/licenses")
    overrides = PACKAGING / f"debian/{package}/lintian-overrides"
    if overrides.exists():
        tree.copy(overrides, f"usr/share/lintian/overrides/{package}")


def changelog(package):
    date = output("date", "--utc", f"--date=@{TIME}", "+%a, %d %b %Y %H:%M:%S +0000", env={**os.environ, "LC_ALL": "C"})
    return (f"{package} ({VERSION}) unstable; urgency=medium\n\n  * {VERSION}: see the CHANGELOG of ejson-swift.\n\n"
            f" -- The ejson-swift authors <ejson-swift@users.noreply.github.com>  {date.strip()}\n")


def copyright_text(program):
    """In Debian's form; what the licences of the parts say is in files beside it."""
    text = ("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
            "Upstream-Name: ejson-swift\n"
            "Comment: What is linked into the program has the licences below, as their authors wrote them, in licenses/.\n"
            " The source of the program, from which it can be linked again with other versions of them, is at\n"
            " the place where this package comes from: `make packages`.\n\n"
            "Files: *\nCopyright: 2026 The ejson-swift authors\nLicense: Expat\n\n")
    for entry, _, programs in materials.parts():
        if program in programs:
            text += (f"Files: licenses/{entry['name']}\nCopyright: the authors of {entry['name']} {entry['version']}\n"
                     f"License: {short_name(entry)}\n\n")
    licence = (PROJECT / "LICENSE").read_text().split("\n\n", 2)[2]
    text += "License: Expat\n" + indented(licence)
    names = {short_name(entry) for entry, _, programs in materials.parts() if program in programs}
    common = {"Apache-2.0": "Apache-2.0", "LGPL": "LGPL-2.1", "GPL": "GPL-3"}
    for name in sorted(names):
        base = next((file for prefix, file in common.items() if name.startswith(prefix)), None)
        where = f"The text is in /usr/share/common-licenses/{base} on Debian systems, and in licenses/." if base else \
            "The text is in licenses/."
        text += f"\nLicense: {name}\n {where}\n"
    return text


def short_name(entry):
    return entry["licenses"][0]["expression"].replace(" WITH ", "-with-").replace("-or-later", "+")


def indented(text):
    return "".join(f" {line}\n" if line.strip() else " .\n" for line in text.strip().split("\n"))


def dependencies(program):
    """The packages whose libraries a program loads."""
    with tempfile.TemporaryDirectory() as directory:
        (pathlib.Path(directory) / "debian").mkdir()
        (pathlib.Path(directory) / "debian/control").write_text("Source: ejson-swift\n\nPackage: ejson-agent\nArchitecture: any\n")
        line = output("dpkg-shlibdeps", "-O", program, cwd=directory)
    return line.split("=", 1)[1].strip()


def package(tree, name, destination, **fields):
    source = PACKAGING / "debian" / name
    size = sum(-(-(tree.path / file).lstat().st_size // 1024) for file in tree.files())
    values = {"VERSION": VERSION, "ARCH": architecture(), "SIZE": str(size), **fields}
    control = re.sub(r"@(\w+)@", lambda match: values[match[1]], (source / "control").read_text())
    sums = "".join(f"{hashlib.md5((tree.path / file).read_bytes()).hexdigest()}  {file}\n" for file in tree.files()
                   if not (tree.path / file).is_symlink() and file.parts[0] != "etc")
    tree.write(control, "DEBIAN/control")
    tree.write(sums, "DEBIAN/md5sums")
    for script in ("postinst", "prerm", "postrm", "conffiles"):
        if (source / script).exists():
            tree.copy(source / script, f"DEBIAN/{script}", 0o644 if script == "conffiles" else 0o755)
    tree.settle()
    file = destination / f"{name}_{VERSION}_{architecture()}.deb"
    output("dpkg-deb", "--root-owner-group", "-Zxz", "--threads-max=1", "--build", tree.path, file,
           env={**os.environ, "SOURCE_DATE_EPOCH": TIME})
    return file

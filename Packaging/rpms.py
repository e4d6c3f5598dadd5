"""NAME-VERSION-1.ARCH.rpm, for Fedora, RHEL, SUSE and what comes from them; made by Debian's rpmbuild."""

import os
import pathlib
import shutil
import tempfile

import tree as trees
from tree import PACKAGING, TIME, VERSION, output

ZSH = "site-functions"

# What rpmbuild would take from the machine and the moment, or do to files that are as they are to be.
MACROS = {
    "_buildhost": "localhost",
    "_build_id_links": "none",
    "__os_install_post": "%{nil}",
    "source_date_epoch_from_changelog": "0",
    "use_source_date_epoch_as_buildtime": "1",
    "clamp_mtime_to_source_date_epoch": "1",
    "_binary_payload": "w12.zstdio",
}


def make(ejson, agent, destination):
    for name, tree, program in (("ejson", trees.command, ejson), ("ejson-agent", trees.agent, agent)):
        with tempfile.TemporaryDirectory() as directory:
            tree = tree(directory, program, ZSH)
            tree.licenses(name, f"usr/share/licenses/{name}")
            yield package(tree, name, destination)


def package(tree, name, destination, version=VERSION):
    tree.settle()
    with tempfile.TemporaryDirectory() as directory:
        work = pathlib.Path(directory)
        macros = {**MACROS, "_topdir": work, "_rpmdir": work, "_rpmfilename": "%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm",
                  "tree": tree.path, "release_version": version}
        definitions = [word for macro, value in macros.items() for word in ("--define", f"{macro} {value}")]
        output("rpmbuild", "-bb", "--quiet", *definitions, PACKAGING / f"rpm/{name}.spec",
               env={**os.environ, "SOURCE_DATE_EPOCH": TIME, "LC_ALL": "C"})
        made = next(work.glob("*.rpm"))
        return pathlib.Path(shutil.copy(made, destination / made.name))

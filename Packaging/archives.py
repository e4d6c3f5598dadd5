"""The static command for systems without packages of ours, and the source that everything is made from."""

import io
import pathlib
import tarfile
import tempfile

from tree import PROJECT, TIME, VERSION, Tree, completions, compressed, output, pages


def command(ejson, architecture, destination):
    """Laid out as below a prefix."""
    name = f"ejson-{VERSION}-linux-{architecture}"
    with tempfile.TemporaryDirectory() as directory:
        tree = Tree(directory)
        tree.program(ejson, "bin/ejson")
        tree.link("ejson", "bin/ejson2env")
        for page in pages("ejson"):
            tree.copy(page, f"share/man/man1/{page.name}")
        completions(tree, "ejson", ejson, "share", "site-functions")
        tree.copy(PROJECT / "LICENSE", "LICENSE")
        tree.licenses("ejson", "licenses")
        tree.settle()
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for path in [tree.path, *sorted(tree.path.rglob("*"))]:
                entry = tar.gettarinfo(path, arcname=str(pathlib.Path(name) / path.relative_to(tree.path)))
                entry.uid = entry.gid = 0
                entry.uname = entry.gname = "root"
                entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
                entry.mtime = int(TIME)
                if entry.isfile():
                    with open(path, "rb") as file:
                        tar.addfile(entry, file)
                else:
                    tar.addfile(entry)
    file = destination / f"{name}.tar.gz"
    file.write_bytes(compressed(data.getvalue()))
    return file


def source(destination):
    """The last commit: what the formula for Homebrew builds, and what the static command can be linked from again."""
    name = f"ejson-swift-{VERSION}"
    tar = destination / f"{name}.tar"
    output("git", "-C", PROJECT, "-c", "tar.umask=0022", "archive", f"--prefix={name}/", f"--output={tar}", "HEAD")
    file = destination / f"{name}.tar.gz"
    file.write_bytes(compressed(tar.read_bytes()))
    tar.unlink()
    return file

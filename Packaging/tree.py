"""What a package installs: a directory that looks like the root it goes to. The same programs give the same bytes."""

import gzip
import importlib.machinery
import importlib.util
import os
import pathlib
import subprocess
import sys

PACKAGING = pathlib.Path(__file__).resolve().parent
PROJECT = PACKAGING.parent

sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("materials", str(PACKAGING / "bill-of-materials"))
materials = importlib.util.module_from_spec(importlib.util.spec_from_loader("materials", loader))
loader.exec_module(materials)

VERSION = materials.version()


def output(*command, **options):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, **options).stdout


# That of the last commit, in seconds: what every file bears.
TIME = os.environ.get("SOURCE_DATE_EPOCH") or output("git", "-C", PROJECT, "log", "-1", "--format=%ct").strip()


class Tree:
    def __init__(self, directory):
        self.path = pathlib.Path(directory)
        # A temporary directory is for its owner only; what is installed is for all.
        self.path.chmod(0o755)

    def write(self, data, place, mode=0o644):
        target = self.path / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode())
        target.chmod(mode)

    def copy(self, source, place, mode=0o644):
        self.write(pathlib.Path(source).read_bytes(), place, mode)

    def program(self, source, place):
        target = self.path / place
        target.parent.mkdir(parents=True, exist_ok=True)
        # LLVM's, because the tool of binutils forgets RELRO when it takes a section out.
        subprocess.run(["llvm-objcopy", "--strip-all", "--remove-section", ".swift_modhash", "--remove-section", ".comment",
                        source, target], check=True)
        target.chmod(0o755)

    def link(self, target, place):
        (self.path / place).parent.mkdir(parents=True, exist_ok=True)
        (self.path / place).symlink_to(target)

    def licenses(self, program, place):
        """Those of what is linked into a program."""
        materials.copy_licenses(program, self.path / place)
        for file in (self.path / place).iterdir():
            file.chmod(0o644)

    def files(self):
        """Files and links, in order, as paths below the root."""
        return sorted(file.relative_to(self.path) for file in self.path.rglob("*") if file.is_symlink() or file.is_file())

    def settle(self):
        """Every file and directory gets the time of the commit, and modes that do not depend on who builds."""
        for directory, _, files in os.walk(self.path, topdown=False):
            for name in files:
                os.utime(os.path.join(directory, name), (int(TIME), int(TIME)), follow_symlinks=False)
            os.chmod(directory, 0o755)
            os.utime(directory, (int(TIME), int(TIME)))


def compressed(data):
    return gzip.compress(data, 9, mtime=0)


def pages(program):
    """The man pages of a program."""
    return sorted(page for page in (PROJECT / "Docs/man").glob("*.1")
                  if page.name.startswith("ejson-agent") == (program == "ejson-agent"))


def completions(tree, program, runnable, share, zsh):
    # zsh loads a function from a file of its name.
    arguments = {"ejson": ["--generate-completion-script"], "ejson-agent": ["generate", "completions"]}[program]
    for shell, place in (("bash", f"bash-completion/completions/{program}"),
                         ("zsh", f"zsh/{zsh}/_{program.replace('-', '_')}"),
                         ("fish", f"fish/vendor_completions.d/{program}.fish")):
        tree.write(output(runnable, *arguments, shell), f"{share}/{place}")
    if program == "ejson":
        # bash looks for a file of the command's name.
        tree.link("ejson", f"{share}/bash-completion/completions/ejson2env")


def command(directory, ejson, zsh):
    """What the command's packages have in common; `zsh` is the directory of its completions below /usr/share/zsh."""
    tree = Tree(directory)
    tree.program(ejson, "usr/bin/ejson")
    tree.link("ejson", "usr/bin/ejson2env")
    for page in pages("ejson"):
        tree.write(compressed(page.read_bytes()), f"usr/share/man/man1/{page.name}.gz")
    tree.link("ejson-env.1.gz", "usr/share/man/man1/ejson2env.1.gz")
    completions(tree, "ejson", ejson, "usr/share", zsh)
    return tree


def agent(directory, agent, zsh):
    """The same for the daemon."""
    tree = Tree(directory)
    tree.program(agent, "usr/bin/ejson-agent")
    for page in pages("ejson-agent"):
        tree.write(compressed(page.read_bytes()), f"usr/share/man/man1/{page.name}.gz")
    for unit in sorted((PACKAGING / "systemd").iterdir()):
        # A package's programs are in /usr/bin.
        tree.write(unit.read_text().replace("/usr/local/bin/", "/usr/bin/"), f"usr/lib/systemd/system/{unit.name}")
    tree.copy(PACKAGING / "sysusers.d/ejson-agent.conf", "usr/lib/sysusers.d/ejson-agent.conf")
    tree.copy(PACKAGING / "tmpfiles.d/ejson-agent.conf", "usr/lib/tmpfiles.d/ejson-agent.conf")
    tree.copy(PACKAGING / "system-preset/50-ejson-agent.preset", "usr/lib/systemd/system-preset/50-ejson-agent.preset")
    tree.copy(PACKAGING / "default/ejson-agent", "etc/default/ejson-agent")
    completions(tree, "ejson-agent", agent, "usr/share", zsh)
    tree.write(compressed((PROJECT / "Docs/agent.md").read_bytes()), "usr/share/doc/ejson-agent/agent.md.gz")
    return tree

"""The same life for the rpms. The system is Debian, with its rpm: what a package needs is named as Debian does not name it."""

import pathlib
import subprocess
import sys
import tarfile
import tempfile

import packages

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent.parent / "Packaging"))
import rpms


def rpm(machine, *arguments):
    return machine.enter("rpm", "--nodeps", *arguments)


def older(package, name, directory):
    """The same package, of a version before it."""
    with tempfile.TemporaryDirectory() as work:
        copy = pathlib.Path(work) / "package.rpm"
        copy.write_bytes(package.read_bytes())
        subprocess.run(["rpm2archive", copy], check=True)
        tree = rpms.trees.Tree(tempfile.mkdtemp(dir=work))
        with tarfile.open(f"{copy}.tgz") as tar:
            tar.extractall(tree.path, filter="tar")
        settings = tree.path / packages.SETTINGS.lstrip("/")
        if settings.exists():
            settings.write_text(f"{packages.OLDER_LINE}\n{settings.read_text()}")
        return rpms.package(tree, name, pathlib.Path(directory), version="0.0.9")


def they_install_and_start_nothing(machine, state):
    state["before"] = packages.files(machine)
    with tempfile.TemporaryDirectory() as directory:
        for name in ("ejson", "ejson-agent"):
            package = next(pathlib.Path(state["packages"]).glob(f"{name}-[0-9]*.rpm"))
            machine.install(package, f"/root/new/{package.name}", 0o644)
            old = older(package, name, directory)
            machine.install(old, f"/root/old/{old.name}", 0o644)
    rpm(machine, "--install", *packages.machine_files(machine, "/root/old"))
    assert machine.enter("rpm", "--verify", "--nodeps", "ejson", "ejson-agent").stdout == ""
    packages.installing_started_nothing(machine)


def an_upgrade_keeps_the_configuration_and_runs_the_new_version(machine, state):
    packages.upgrade(machine, lambda: rpm(machine, "--upgrade", *packages.machine_files(machine, "/root/new")))
    assert packages.OLDER_LINE not in machine.read(f"{packages.SETTINGS}.rpmnew")


def removing_stops_it_and_leaves_keys_documents_and_the_configuration(machine, state):
    packages.remove(machine, lambda: machine.enter("rpm", "--erase", "ejson-agent", "ejson"))
    keys = "/opt/ejson/keys"
    kept = {"/opt/ejson", keys, f"{keys}/{state['public_key']}", "/srv/shop", packages.services.DOCUMENT,
            "/etc/systemd/system/shop.service", f"{packages.SETTINGS}.rpmnew", f"{packages.SETTINGS}.rpmsave",
            "/var/log/ejson", "/var/log/ejson/audit.log",
            # Where there is rpm, another package has these.
            "/usr/share/licenses", "/usr/share/zsh/site-functions"}
    after = packages.files(machine)
    left = {path for path in after - state["before"] - kept if not f"{path}/".startswith("/etc/ejson/")}
    assert not left, sorted(left)
    assert kept <= after, kept - after
    assert not state["before"] - after, state["before"] - after


TESTS = [
    they_install_and_start_nothing,
    packages.the_manual_is_there,
    packages.a_first_document_becomes_a_service_s_secret,
    an_upgrade_keeps_the_configuration_and_runs_the_new_version,
    removing_stops_it_and_leaves_keys_documents_and_the_configuration,
]

"""Debian's packages as a stranger installs, upgrades, removes and purges them."""

import json
import pathlib
import subprocess
import tempfile

import services
from terminal import Terminal

# What dpkg, apt and systemd keep of their own; a system user stays, so that its number is no other's.
KEPT = ("/var/lib/dpkg/", "/var/lib/apt/", "/var/lib/systemd/", "/var/log/", "/var/cache/", "/var/lib/private/", "/var/tmp/",
        "/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow", "/etc/.pwd.lock", "/root/")


SETTINGS = "/etc/default/ejson-agent"

# What an older version's configuration says.
OLDER_LINE = "# Of an older version."


def files(machine):
    """Everything that is on the disk, by its path."""
    found = machine.enter("find", "/etc", "/usr", "/opt", "/var", "/srv", "/root", "/home", "-xdev").stdout.splitlines()
    return {path for path in found if not path.startswith(KEPT)} | {
        path for path in found if path.startswith("/var/log/ejson")}


def older(package, directory):
    """The same package, of a version before it."""
    tree = pathlib.Path(directory) / "tree"
    subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True)
    control = tree / "DEBIAN/control"
    lines = ["Version: 0.0.9" if line.startswith("Version:") else line for line in control.read_text().splitlines()]
    control.write_text("\n".join(lines) + "\n")
    settings = tree / "etc/default/ejson-agent"
    if settings.exists():
        settings.write_text(f"{OLDER_LINE}\n{settings.read_text()}")
    file = pathlib.Path(directory) / package.name.replace("_", "_0.0.9-", 1)
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, file], check=True, capture_output=True)
    return file


def apt(machine, *arguments):
    return machine.enter("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--yes", "--quiet", "-o",
                         "APT::Sandbox::User=root", *arguments)


def installing_started_nothing(machine):
    for unit in ("ejson-agent.service", "ejson-agent.socket", "ejson-agent-credentials.socket",
                 "ejson-agent-volumes.socket", "ejson-agent-csi.service"):
        assert machine.systemctl("is-enabled", unit, ok=None).stdout.strip() == "disabled", unit
        assert machine.status_of(unit)["ActiveState"] == "inactive", unit
        machine.systemctl("preset", unit)
        assert machine.systemctl("is-enabled", unit, ok=None).stdout.strip() == "disabled", unit
    version = machine.enter("ejson", "--version").stdout.split()[-1]
    assert machine.enter("ejson-agent", "--version").stdout == f"ejson-agent version {version}\n"
    assert machine.enter("stat", "--format=%a %U", "/opt/ejson/keys").stdout == "700 root\n"


def they_install_without_a_network_and_start_nothing(machine, state):
    # systemd makes this one when the first unit is enabled, and leaves it empty.
    machine.enter("mkdir", "-p", "/etc/systemd/system/sockets.target.wants")
    state["before"] = files(machine)
    packages = pathlib.Path(state["packages"])
    with tempfile.TemporaryDirectory() as directory:
        for package in packages.glob("*.deb"):
            machine.install(package, f"/root/new/{package.name}", 0o644)
            machine.install(older(package, f"{directory}"), f"/root/old/{package.name}", 0o644)
            subprocess.run(["rm", "-r", f"{directory}/tree"], check=True)
    apt(machine, "install", *machine_files(machine, "/root/old"))
    installing_started_nothing(machine)


def machine_files(machine, directory):
    return [f"{directory}/{name}" for name in machine.enter("ls", directory).stdout.split()]


def the_manual_is_there(machine, state):
    for page, text in {"ejson": "Keep secrets in git", "ejson-decrypt": "plaintext", "ejson2env": "environment",
                       "ejson-agent": "Open documents for containers", "ejson-agent-serve": "SIGTERM"}.items():
        shown = machine.enter("man", "--pager=cat", page).stdout
        assert text.lower() in shown.lower(), shown[:500]


def the_key_completes_in_three_shells(machine, state):
    for shell, ready in {"bash": ["bash", "--norc", "-i"], "zsh": ["zsh", "-f", "-i"], "fish": ["fish", "-i"]}.items():
        terminal = Terminal(machine, *ready)
        try:
            start = {"bash": ". /usr/share/bash-completion/bash_completion; PS1='$ '",
                     "zsh": "autoload -Uz compinit; compinit -u -D", "fish": "true"}[shell]
            # What is typed is shown too: the quotes tell the answer from it.
            terminal.type(f"{start}\r")
            terminal.type("echo rea''dy\r")
            terminal.wait("ready")
            terminal.type("ejson decr\t")
            terminal.wait("ejson decrypt")
            terminal.type("\x15ejson-agent check\t")
            terminal.wait("ejson-agent check-grants")
            terminal.type("\x15ejson2env --trim-under\t")
            terminal.wait("--trim-underscore")
        except AssertionError as error:
            raise AssertionError(f"{shell}: {error}")
        finally:
            terminal.close()


def a_first_document_becomes_a_service_s_secret(machine, state):
    machine.enter("mkdir", "-p", "/srv/shop")
    machine.enter("ejson", "init", services.DOCUMENT)
    state["public_key"] = json.loads(machine.read(services.DOCUMENT))["_public_key"]
    machine.enter("ejson", "set", services.DOCUMENT, "environment.DATABASE_URL", "--stdin", input=services.DATABASE_URL)
    machine.enter("ejson", "check", services.DOCUMENT)
    machine.write("/etc/ejson/grants/default.json", json.dumps({"documents": [services.DOCUMENT]}), 0o600)
    machine.write("/etc/ejson/credentials/shop.service.json",
                  json.dumps({"document": services.DOCUMENT, "agent": "/run/ejson/default.sock"}))
    machine.write("/etc/systemd/system/shop.service", services.CONSUMER)
    machine.systemctl("daemon-reload")
    machine.enter("ejson-agent", "check-grants")
    machine.systemctl("enable", "--now", "ejson-agent.socket", "ejson-agent-credentials.socket")
    services.starts(machine, "shop.service")


def an_upgrade_brings_the_new_configuration_when_nobody_changed_it(machine, state):
    assert OLDER_LINE in machine.read(SETTINGS)
    apt(machine, "install", *machine_files(machine, "/root/new"))
    assert OLDER_LINE not in machine.read(SETTINGS)
    apt(machine, "install", "--allow-downgrades", *machine_files(machine, "/root/old"))
    services.starts(machine, "shop.service")


def an_upgrade_keeps_the_configuration_and_runs_the_new_version(machine, state):
    # Both have changed it: dpkg asks, and this is the answer of those who are not there to be asked.
    upgrade(machine, lambda: apt(machine, "install", "-o", "Dpkg::Options::=--force-confold",
                                 *machine_files(machine, "/root/new")))
    assert OLDER_LINE in machine.read(SETTINGS)
    assert OLDER_LINE not in machine.read(f"{SETTINGS}.dpkg-dist")


def upgrade(machine, install):
    """Changes the configuration, and installs a newer version."""
    machine.enter("sed", "-i", "s/#SERVE_OPTIONS=/SERVE_OPTIONS=--audit journal/", SETTINGS)
    grant = machine.read("/etc/ejson/grants/default.json")
    before = machine.status_of("ejson-agent.service")["MainPID"]
    install()
    assert "\nSERVE_OPTIONS=--audit journal\n" in machine.read(SETTINGS)
    assert machine.read("/etc/ejson/grants/default.json") == grant
    after = machine.status_of("ejson-agent.service")
    assert after["ActiveState"] == "active" and after["MainPID"] not in ("0", before), (before, after)
    services.starts(machine, "shop.service")
    assert '"grant":"default"' in machine.journal("--identifier=ejson-agent-audit").replace(" ", "")


def all_works_after_a_reboot(machine, state):
    machine.reboot()
    services.starts(machine, "shop.service")


def removing_stops_it_and_keeps_the_configuration(machine, state):
    remove(machine, lambda: apt(machine, "remove", "ejson-agent", "ejson"))
    assert machine.exists(SETTINGS)


def remove(machine, take_away):
    machine.systemctl("stop", "ejson-agent.service")
    machine.write("/etc/ejson/grants/web.json", json.dumps({"documents": [services.DOCUMENT]}), 0o600)
    machine.systemctl("enable", "--now", "ejson-agent@web.socket")
    services.ask(machine, "/run/ejson/web.sock")
    take_away()
    for unit in ("ejson-agent.service", "ejson-agent.socket", "ejson-agent@web.socket", "ejson-agent-credentials.socket",
                 "ejson-agent-credentials.service"):
        assert machine.status_of(unit)["ActiveState"] == "inactive", unit
    assert not machine.exists("/usr/bin/ejson-agent") and not machine.exists("/run/ejson")
    assert machine.exists("/etc/ejson/grants/default.json")
    # A unit that needs a secret fails, and does not start without it.
    services.refused(machine, "shop.service")


def purging_leaves_keys_and_documents_and_nothing_else(machine, state):
    apt(machine, "purge", "ejson-agent", "ejson")
    kept = {"/opt/ejson", "/opt/ejson/keys", f"/opt/ejson/keys/{state['public_key']}", "/srv/shop", services.DOCUMENT,
            "/etc/systemd/system/shop.service"}
    after = files(machine)
    left = after - state["before"] - kept
    assert not left, sorted(left)
    assert kept <= after, kept - after
    assert not state["before"] - after, state["before"] - after


TESTS = [
    they_install_without_a_network_and_start_nothing,
    the_manual_is_there,
    the_key_completes_in_three_shells,
    a_first_document_becomes_a_service_s_secret,
    an_upgrade_brings_the_new_configuration_when_nobody_changed_it,
    an_upgrade_keeps_the_configuration_and_runs_the_new_version,
    all_works_after_a_reboot,
    removing_stops_it_and_keeps_the_configuration,
    purging_leaves_keys_and_documents_and_nothing_else,
]

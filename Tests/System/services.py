"""The daemon and its units, as Packaging/systemd has them, in a booted system."""

import json
import time

DATABASE_URL = "postgres://app:correct horse@db/shop"
DOCUMENT = "/srv/shop/secrets.ejson"

# A service that shows what it got, whoever it runs as.
CONSUMER = """[Service]
Type=oneshot
DynamicUser=yes
LoadCredential=DATABASE_URL:/run/ejson/credentials.sock
ExecStart=/bin/sh -c 'id --user >&2; printf "got=%%s\\n" "$(cat "$CREDENTIALS_DIRECTORY/DATABASE_URL")"'
"""


def set_up(machine):
    """A key, a document, the grant of the host's own services, and a unit that needs a value of it."""
    # The directories are there since the boot: tmpfiles.d.
    machine.enter("mkdir", "-p", "/srv/shop")
    public_key = machine.enter("ejson", "keygen", "-w").stdout.strip()
    seal(machine, public_key, DATABASE_URL)
    machine.write("/etc/ejson/grants/default.json", json.dumps({"documents": [DOCUMENT]}), 0o600)
    machine.write("/etc/ejson/credentials/shop.service.json",
                  json.dumps({"document": DOCUMENT, "agent": "/run/ejson/default.sock"}))
    machine.write("/etc/systemd/system/shop.service", CONSUMER)
    machine.systemctl("daemon-reload")
    return public_key


def seal(machine, public_key, value):
    text = json.dumps({"_public_key": public_key, "environment": {"DATABASE_URL": value}})
    machine.write(f"{DOCUMENT}.new", machine.enter("ejson", "encrypt", "-", input=text).stdout)
    machine.enter("mv", f"{DOCUMENT}.new", DOCUMENT)


def starts(machine, unit, value=DATABASE_URL):
    before = machine.cursor()
    machine.systemctl("start", unit)
    seen = machine.journal(f"--after-cursor={before}", f"--unit={unit}")
    assert f"got={value}" in seen, seen
    return seen


def refused(machine, unit):
    """The unit fails before its program starts: with no credential, or an empty one, it never runs."""
    before = machine.cursor()
    machine.systemctl("start", unit, ok=False)
    status = machine.status_of(unit)
    assert (status["Result"], status["ExecMainStatus"]) == ("exit-code", "243"), status
    seen = machine.journal(f"--after-cursor={before}", f"--unit={unit}")
    assert "got=" not in seen, seen
    machine.systemctl("reset-failed", unit)


def ask(machine, socket="/run/ejson/default.sock", ok=True):
    return machine.enter("ejson", "get", "--agent", socket, DOCUMENT, "environment.DATABASE_URL", ok=ok)


def records(machine):
    return [json.loads(line) for line in machine.read("/var/log/ejson/audit.log").splitlines()]


def agent(machine):
    return machine.status_of("ejson-agent.service")


# Tests: each gets the machine as the last one left it, in this order.


def a_service_gets_its_secret_by_socket_activation(machine, state):
    state["public_key"] = set_up(machine)
    machine.systemctl("enable", "--now", "ejson-agent.socket", "ejson-agent-credentials.socket")
    assert agent(machine)["ActiveState"] == "inactive", "it runs before anybody asks"
    seen = starts(machine, "shop.service")
    assert "\n0\n" not in f"\n{seen}", "it ran as root"
    assert agent(machine)["ActiveState"] == "active", agent(machine)
    record = records(machine)[-1]
    assert (record["result"], record["grant"], record["document"]) == ("answered", "default", DOCUMENT), record
    assert record["executable"].endswith("/ejson-agent"), record


def a_program_with_the_socket_opens_the_document(machine, state):
    assert ask(machine).stdout == DATABASE_URL
    record = records(machine)[-1]
    assert record["uid"] == 0 and record["executable"].endswith("/bin/ejson"), record
    # In a unit of its own, whose control group the record names.
    machine.run("ejson", "get", "--agent", "/run/ejson/default.sock", DOCUMENT, "environment.DATABASE_URL")
    assert "/run-" in records(machine)[-1]["cgroup"] and ".service" in records(machine)[-1]["cgroup"], records(machine)[-1]
    shown = machine.enter("ejson-agent", "log", "--grant", "default").stdout.splitlines()
    assert len(shown) == len(records(machine)) and DOCUMENT in shown[-1], shown


def other_users_cannot_ask(machine, state):
    done = machine.run("ejson", "get", "--agent", "/run/ejson/default.sock", DOCUMENT, "environment.DATABASE_URL",
                       properties=["User=nobody"], ok=False)
    assert done.stdout == "", done


def a_credential_that_is_not_there_fails_the_unit(machine, state):
    for name, line in {
        "wrong-name": "LoadCredential=NOBODY:/run/ejson/credentials.sock",
        "not-listed": "LoadCredential=DATABASE_URL:/run/ejson/credentials.sock",
    }.items():
        if name == "wrong-name":
            machine.write(f"/etc/ejson/credentials/{name}.service.json",
                          json.dumps({"document": DOCUMENT, "agent": "/run/ejson/default.sock"}))
        machine.write(f"/etc/systemd/system/{name}.service",
                      f"[Service]\nType=oneshot\nDynamicUser=yes\n{line}\nExecStart=/bin/echo got=nothing\n")
        machine.systemctl("daemon-reload")
        refused(machine, f"{name}.service")
    assert "refused" in machine.journal("--unit=ejson-agent-credentials.service")


def a_reload_reads_grants_again(machine, state):
    before = agent(machine)["MainPID"]
    machine.write("/etc/ejson/grants/second.json", json.dumps({"documents": [DOCUMENT], "rate": 5}), 0o600)
    machine.systemctl("reload", "ejson-agent.service")
    machine.wait(lambda: machine.exists("/run/ejson/second.sock"), "the second grant is served")
    assert ask(machine, "/run/ejson/second.sock").stdout == DATABASE_URL
    assert agent(machine)["MainPID"] == before, "it was started anew"
    machine.enter("rm", "/etc/ejson/grants/second.json")
    machine.systemctl("reload", "ejson-agent.service")
    machine.wait(lambda: not machine.exists("/run/ejson/second.sock"), "its socket is gone")


def a_removed_grant_ends_at_once_and_comes_back(machine, state):
    machine.enter("mv", "/etc/ejson/grants/default.json", "/root/default.json")
    machine.systemctl("reload", "ejson-agent.service")
    # systemd's socket is still there: who asks is refused, on record, and does not wait.
    began = time.monotonic()
    machine.wait(lambda: "does not include" in ask(machine, ok=None).stderr, "the grant has ended", 5)
    assert time.monotonic() - began < 5
    assert records(machine)[-1]["reason"] == "notGranted", records(machine)[-1]
    refused(machine, "shop.service")
    machine.enter("mv", "/root/default.json", "/etc/ejson/grants/default.json")
    machine.systemctl("reload", "ejson-agent.service")
    machine.wait(lambda: ask(machine, ok=None).stdout == DATABASE_URL, "the grant is back", 5)


def the_socket_outlives_the_agent(machine, state):
    number = machine.enter("stat", "--format=%i", "/run/ejson/default.sock").stdout
    machine.systemctl("restart", "ejson-agent.service")
    assert machine.enter("stat", "--format=%i", "/run/ejson/default.sock").stdout == number
    assert ask(machine).stdout == DATABASE_URL
    machine.systemctl("kill", "--signal=KILL", "ejson-agent.service")
    assert ask(machine).stdout == DATABASE_URL, "nobody answers after a crash"


def each_grant_has_a_socket_unit(machine, state):
    machine.write("/etc/ejson/grants/third.json", json.dumps({"documents": [DOCUMENT]}), 0o600)
    machine.systemctl("stop", "ejson-agent.service")
    machine.systemctl("enable", "--now", "ejson-agent@third.socket")
    assert ask(machine, "/run/ejson/third.sock").stdout == DATABASE_URL
    assert ask(machine).stdout == DATABASE_URL
    assert [record["grant"] for record in records(machine)[-2:]] == ["third", "default"]
    status = machine.systemctl("show", "--property=StatusText", "--value", "ejson-agent.service").stdout.strip()
    assert status == "2 grants", status


def the_record_goes_to_the_journal_too(machine, state):
    count = len(records(machine))
    machine.write("/etc/systemd/system/ejson-agent.service.d/journal.conf",
                  "[Service]\nExecStart=\nExecStart=/usr/local/bin/ejson-agent serve --audit journal\n")
    machine.systemctl("daemon-reload")
    machine.systemctl("restart", "ejson-agent.service")
    assert ask(machine).stdout == DATABASE_URL
    lines = machine.journal("--identifier=ejson-agent-audit").splitlines()
    record = json.loads(lines[-1])
    assert (record["result"], record["grant"]) == ("answered", "default"), record
    assert len(records(machine)) == count
    field = machine.enter("journalctl", "--no-pager", "--output=cat", "EJSON_GRANT=default").stdout.splitlines()
    assert field[-1] == lines[-1], field
    done = machine.enter("ejson-agent", "log", "-", input="\n".join(lines) + "\n")
    assert DOCUMENT in done.stdout, done
    machine.enter("rm", "-r", "/etc/systemd/system/ejson-agent.service.d")
    machine.systemctl("daemon-reload")
    machine.systemctl("restart", "ejson-agent.service")
    ask(machine)
    assert len(records(machine)) == count + 1


def the_units_are_hardened(machine, state):
    for unit in ("ejson-agent.service", "ejson-agent-credentials.service"):
        assert machine.status_of(unit)["ActiveState"] == "active", unit
        lines = machine.enter("systemd-analyze", "security", "--no-pager", unit, ok=None).stdout.splitlines()
        score = float(lines[-1].split(":")[1].split()[0])
        print(f"  {unit}: {score}")
        assert score < 2.0, lines


def their_memory_is_locked(machine, state):
    seen = machine.journal("--boot", "--unit=ejson-agent.service", "--unit=ejson-agent-credentials.service")
    assert "cannot be locked" not in seen, seen


def process(machine, unit):
    """Lines of /proc/PID/status, by their names."""
    text = machine.read(f"/proc/{machine.status_of(unit)['MainPID']}/status")
    return {name: value.strip() for name, _, value in (line.partition(":") for line in text.splitlines())}


CAPABILITIES = {"chown": 1 << 0, "sys_ptrace": 1 << 19}


def the_running_daemon_has_these_capabilities_only(machine, state):
    expected = format(sum(CAPABILITIES.values()), "016x")
    status = process(machine, "ejson-agent.service")
    assert (status["CapEff"], status["CapPrm"], status["CapBnd"]) == (expected,) * 3, status
    assert status["CapAmb"] == "0" * 16 and status["NoNewPrivs"] == "1" and status["Seccomp"] == "2", status
    status = process(machine, "ejson-agent-credentials.service")
    assert all(int(status[each], 16) == 0 for each in ("CapEff", "CapPrm", "CapBnd", "CapAmb")), status


def without_capability(machine, name):
    others = " ".join(f"CAP_{each.upper()}" for each in CAPABILITIES if each != name)
    machine.write("/etc/systemd/system/ejson-agent.service.d/less.conf",
                  f"[Service]\nCapabilityBoundingSet=\nCapabilityBoundingSet={others}\n")
    machine.systemctl("daemon-reload")
    machine.systemctl("restart", "ejson-agent.service")


def each_capability_is_needed(machine, state):
    # A client of another user, in the group that the grant names.
    machine.write("/etc/ejson/grants/group.json",
                  json.dumps({"documents": [DOCUMENT], "mode": "0660", "owner": "root", "group": "games"}), 0o600)
    try:
        machine.systemctl("restart", "ejson-agent.service")
        asks = ["ejson", "get", "--agent", "/run/ejson/group.sock", DOCUMENT, "environment.DATABASE_URL"]
        machine.run(*asks, properties=["User=games"])
        assert records(machine)[-1]["executable"].endswith("/bin/ejson"), records(machine)[-1]

        # Without CAP_CHOWN the grant's socket gets no group, and is not served.
        without_capability(machine, "chown")
        machine.run(*asks, properties=["User=games"], ok=False)
        assert "a grant cannot be served" in machine.journal("--unit=ejson-agent.service", "--boot")

        # Without CAP_SYS_PTRACE the executable of another user's process cannot be read.
        without_capability(machine, "sys_ptrace")
        machine.run(*asks, properties=["User=games"])
        assert "executable" not in records(machine)[-1], records(machine)[-1]
    finally:
        machine.enter("rm", "-rf", "/etc/systemd/system/ejson-agent.service.d", "/etc/ejson/grants/group.json")
        machine.systemctl("daemon-reload")
        machine.systemctl("restart", "ejson-agent.service")


def the_daemon_has_no_network_and_no_disk_to_write_to(machine, state):
    pid = machine.status_of("ejson-agent.service")["MainPID"]
    links = machine.enter("nsenter", f"--target={pid}", "--net", "--", "cat", "/proc/net/dev").stdout.splitlines()[2:]
    assert [line.split(":")[0].strip() for line in links] == ["lo"], links
    inside = ["nsenter", f"--target={pid}", "--mount", "--"]
    assert "Read-only" in machine.enter(*inside, "touch", "/etc/ejson/grants/new", ok=False).stderr
    assert "Read-only" in machine.enter(*inside, "touch", "/opt/ejson/keys/new", ok=False).stderr
    machine.enter(*inside, "touch", "/var/log/ejson/new")
    machine.enter("rm", "/var/log/ejson/new")
    limits = machine.read(f"/proc/{pid}/limits")
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[-3:-1] == ["0", "0"], core


def all_works_after_a_reboot(machine, state):
    machine.reboot()
    assert agent(machine)["ActiveState"] == "inactive", "it runs before anybody asks"
    starts(machine, "shop.service")
    assert agent(machine)["ActiveState"] == "active"
    # A unit that starts at boot gets its credential then.
    machine.write("/etc/systemd/system/shop.service", CONSUMER + "RemainAfterExit=yes\n\n[Install]\nWantedBy=multi-user.target\n")
    machine.systemctl("daemon-reload")
    machine.systemctl("enable", "shop.service")
    machine.reboot()
    assert f"got={DATABASE_URL}" in machine.journal("--unit=shop.service", "--boot")
    assert machine.systemctl("is-system-running").stdout.strip() == "running"
    machine.systemctl("disable", "--now", "shop.service")
    machine.write("/etc/systemd/system/shop.service", CONSUMER)
    machine.systemctl("daemon-reload")


TESTS = [
    a_service_gets_its_secret_by_socket_activation,
    a_program_with_the_socket_opens_the_document,
    other_users_cannot_ask,
    a_credential_that_is_not_there_fails_the_unit,
    a_reload_reads_grants_again,
    a_removed_grant_ends_at_once_and_comes_back,
    the_socket_outlives_the_agent,
    each_grant_has_a_socket_unit,
    the_record_goes_to_the_journal_too,
    the_units_are_hardened,
    their_memory_is_locked,
    the_running_daemon_has_these_capabilities_only,
    each_capability_is_needed,
    the_daemon_has_no_network_and_no_disk_to_write_to,
    all_works_after_a_reboot,
]

"""Private keys that are systemd's credentials, sealed to the machine and to its TPM: swtpm stands for the chip."""

import contextlib
import json
import pathlib
import shutil
import subprocess
import tempfile
import time

import services

DEVICE = "swtpm:path=/tpm/socket"


@contextlib.contextmanager
def options():
    """A TPM, and what a machine needs to have it."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="ejson-tpm-"))
    (directory / "state").mkdir()
    socket = directory / "socket"
    process = subprocess.Popen(
        ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={directory}/state", "--server", f"type=unixio,path={socket}",
         "--ctrl", f"type=unixio,path={socket}.ctrl", "--flags", "startup-clear"], stderr=subprocess.DEVNULL)
    try:
        while not socket.exists():
            assert process.poll() is None, "swtpm has ended"
            time.sleep(0.02)
        yield [f"--bind={directory}:/tpm", f"--setenv=SYSTEMD_TPM2_DEVICE={DEVICE}"]
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(directory)


def key_is_sealed(machine, state, with_key):
    key = state["public_key"]
    machine.enter("systemd-creds", "encrypt", f"--with-key={with_key}", *(["--tpm2-device=" + DEVICE] if "tpm" in with_key else []),
                  f"--name={key}", f"/root/keys/{key}", "/etc/ejson/key.cred")
    sealed = pathlib.Path(machine.path("/etc/ejson/key.cred")).read_text()
    assert machine.read(f"/root/keys/{key}").strip() not in sealed
    machine.write("/etc/systemd/system/ejson-agent.service.d/keys.conf",
                  f"[Service]\nLoadCredentialEncrypted={key}:/etc/ejson/key.cred\n")
    machine.systemctl("daemon-reload")
    machine.systemctl("stop", "ejson-agent.service")


def without_a_key_nothing_opens(machine, state):
    state["public_key"] = services.set_up(machine)
    machine.enter("mv", "/opt/ejson/keys", "/root/keys")
    machine.systemctl("enable", "--now", "ejson-agent.socket", "ejson-agent-credentials.socket")
    assert "no private key" in services.ask(machine, ok=False).stderr
    services.refused(machine, "shop.service")


def a_key_that_is_sealed_to_the_machine_opens(machine, state):
    key_is_sealed(machine, state, "host")
    services.starts(machine, "shop.service")


def a_key_that_is_sealed_to_the_tpm_opens(machine, state):
    key_is_sealed(machine, state, "host+tpm2")
    services.starts(machine, "shop.service")
    machine.enter("rm", "-r", "/root/keys")
    machine.reboot()
    services.starts(machine, "shop.service")


def another_machine_s_seal_does_not_open(machine, state):
    machine.enter("mv", "/var/lib/systemd/credential.secret", "/root/secret")
    machine.systemctl("stop", "ejson-agent.service")
    services.refused(machine, "shop.service")
    assert machine.status_of("ejson-agent.service")["ActiveState"] != "active"


TESTS = [
    without_a_key_nothing_opens,
    a_key_that_is_sealed_to_the_machine_opens,
    a_key_that_is_sealed_to_the_tpm_opens,
    another_machine_s_seal_does_not_open,
]

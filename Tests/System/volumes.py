"""The units of the volume plugin and of the driver for Kubernetes, with what systemd takes from them: they must still mount."""

import http.client
import json
import socket

import services

NAME, PLUGIN = "shop", "/run/docker/plugins/ejson.sock"


class Connection(http.client.HTTPConnection):
    """To a socket in the machine, from here: a minimal Debian has no HTTP client."""

    def __init__(self, path):
        super().__init__("plugin", timeout=20)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def call(machine, method, **arguments):
    connection = Connection(f"/proc/{machine.leader}/root{PLUGIN}")
    connection.request("POST", f"/{method}", json.dumps(arguments), {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    assert response.status == 200 and not answer.get("Err"), answer
    return answer


def plugin(machine):
    return machine.status_of("ejson-agent-volumes.service")


def value(machine, mountpoint):
    return machine.enter("cat", f"{mountpoint}/DATABASE_URL").stdout


def mounted(machine, mountpoint):
    return machine.enter("findmnt", "--noheadings", "--output=FSTYPE,OPTIONS", mountpoint, ok=None).stdout


# Tests: each gets the machine as the last one left it, in this order.


def an_engine_s_first_request_starts_the_plugin(machine, state):
    state["public_key"] = services.set_up(machine)
    machine.write("/etc/ejson/grants/volumes.json", json.dumps({"documents": [services.DOCUMENT]}), 0o600)
    machine.systemctl("enable", "--now", "ejson-agent-volumes.socket")
    assert plugin(machine)["ActiveState"] == "inactive", "it runs before anybody asks"
    assert call(machine, "Plugin.Activate") == {"Implements": ["VolumeDriver"]}
    assert plugin(machine)["ActiveState"] == "active", plugin(machine)


def a_volume_is_mounted_for_the_host_to_see(machine, state):
    call(machine, "VolumeDriver.Create", Name=NAME, Opts={"file": services.DOCUMENT, "uid": "1000"})
    state["mountpoint"] = call(machine, "VolumeDriver.Mount", Name=NAME, ID="first")["Mountpoint"]
    assert value(machine, state["mountpoint"]) == services.DATABASE_URL
    line = mounted(machine, state["mountpoint"])
    assert line.startswith("tmpfs") and all(each in line for each in ("nosuid", "nodev", "noexec")), line
    owner = machine.enter("stat", "--dereference", "--format=%u %a", f"{state['mountpoint']}/DATABASE_URL").stdout
    assert owner == "1000 400\n", owner


def a_new_value_reaches_it(machine, state):
    services.seal(machine, state["public_key"], "another")
    machine.wait(lambda: value(machine, state["mountpoint"]) == "another", "the new value is there", 10)


def it_outlives_the_plugin(machine, state):
    machine.systemctl("kill", "--signal=KILL", "ejson-agent-volumes.service")
    machine.wait(lambda: plugin(machine)["ActiveState"] != "active", "the plugin is gone")
    assert value(machine, state["mountpoint"]) == "another"
    services.seal(machine, state["public_key"], services.DATABASE_URL)
    call(machine, "VolumeDriver.Get", Name=NAME)
    machine.wait(lambda: value(machine, state["mountpoint"]) == services.DATABASE_URL, "the value is kept up to date", 10)


def it_is_unmounted_after_its_last_use(machine, state):
    call(machine, "VolumeDriver.Unmount", Name=NAME, ID="first")
    assert mounted(machine, state["mountpoint"]) == ""
    call(machine, "VolumeDriver.Remove", Name=NAME)


def its_definition_is_there_after_a_reboot(machine, state):
    call(machine, "VolumeDriver.Create", Name=NAME, Opts={"file": services.DOCUMENT})
    machine.reboot()
    mountpoint = call(machine, "VolumeDriver.Mount", Name=NAME, ID="second")["Mountpoint"]
    assert value(machine, mountpoint) == services.DATABASE_URL
    call(machine, "VolumeDriver.Unmount", Name=NAME, ID="second")


def the_driver_for_kubernetes_starts(machine, state):
    machine.enter("mkdir", "-p", "/var/lib/kubelet/pods", "/var/lib/kubelet/plugins", "/var/lib/kubelet/plugins_registry")
    machine.write("/etc/ejson/csi.json", json.dumps(
        {"agent": "/run/ejson/volumes.sock", "allow": [
            {"namespace": "shop", "service_accounts": ["server"], "public_keys": [state["public_key"]]}]}), 0o600)
    machine.systemctl("start", "ejson-agent-csi.service")
    assert machine.status_of("ejson-agent-csi.service")["ActiveState"] == "active"
    sockets = machine.enter("find", "/var/lib/kubelet", "-type", "s").stdout
    assert "plugins_registry" in sockets, sockets
    machine.systemctl("stop", "ejson-agent-csi.service")


def their_memory_is_locked(machine, state):
    seen = machine.journal("--boot", "--unit=ejson-agent-volumes.service", "--unit=ejson-agent-csi.service")
    assert "cannot be locked" not in seen, seen


TESTS = [
    an_engine_s_first_request_starts_the_plugin,
    a_volume_is_mounted_for_the_host_to_see,
    a_new_value_reaches_it,
    it_outlives_the_plugin,
    it_is_unmounted_after_its_last_use,
    its_definition_is_there_after_a_reboot,
    the_driver_for_kubernetes_starts,
    their_memory_is_locked,
]

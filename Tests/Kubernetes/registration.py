"""kubelet's plugin manager finds the driver, and finds it again."""

import os
import signal
import socket
import subprocess

import grpc
import registration_pb2 as registration
import registration_pb2_grpc

from checks import tests
from kubelet import PATIENCE
from node import Pod, node

TESTS, test = tests()


@test
def kubelet_finds_the_driver(*binaries):
    with node(*binaries) as here:
        info = here.kubelet.driver
        assert (info.type, info.name) == ("CSIPlugin", "ejson-swift.csi"), info
        assert list(info.supported_versions) == ["1.0.0"], info
        assert info.endpoint == f"{here.kubelet.root}/plugins/ejson-swift.csi/csi.sock", info
        for path in (info.endpoint, *here.kubelet.sockets()):
            assert os.stat(path).st_mode & 0o777 == 0o600, path


@test
def a_socket_of_the_specifications_variable(*binaries):
    with node(*binaries, with_driver=False) as here:
        path = f"{here.path}/run/own.sock"
        here.start_driver(environment={"CSI_ENDPOINT": f"unix://{path}"})
        assert here.kubelet.driver.endpoint == path


@test
def a_registration_that_fails_is_said(*binaries):
    with node(*binaries) as here:
        with grpc.insecure_channel(f"unix:{here.kubelet.sockets()[0]}") as channel:
            registration_pb2_grpc.RegistrationStub(channel).NotifyRegistrationStatus(
                registration.RegistrationStatus(plugin_registered=False, error="no such node\nforged line"),
                timeout=PATIENCE)
        log = here.logs[-1].read_text()
        assert "no such node" in log and "\nforged" not in log, log


@test
def an_end_takes_the_sockets_away(*binaries):
    with node(*binaries) as here:
        here.stop(here.driver)
        assert not here.kubelet.sockets()
        here.start_driver()
        here.kubelet.publish(pod := Pod(), {"document": here.sealed})
        here.kubelet.unpublish(pod)


@test
def sockets_that_a_crash_left_are_replaced(*binaries):
    with node(*binaries) as here:
        here.kill_driver()
        assert here.kubelet.sockets(), "a killed process leaves its socket"
        here.start_driver()


@test
def a_second_driver_does_not_start(*binaries):
    with node(*binaries) as here:
        second = subprocess.run(
            [here.agent_binary, "csi", "--policy", here.policy_file, "--kubelet", here.kubelet.root],
            capture_output=True, text=True, timeout=PATIENCE)
        assert second.returncode == 1 and "cannot listen" in second.stderr, second
        here.kubelet.register()


@test
def a_file_that_is_no_socket_stays(*binaries):
    with node(*binaries, with_driver=False) as here:
        path = f"{here.kubelet.root}/plugins_registry/ejson-swift.csi-reg.sock"
        open(path, "w").write("mine")
        second = subprocess.run(
            [here.agent_binary, "csi", "--policy", here.policy_file, "--kubelet", here.kubelet.root],
            capture_output=True, text=True, timeout=PATIENCE)
        assert second.returncode == 1, second
        assert open(path).read() == "mine"

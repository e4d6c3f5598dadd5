"""Wrong peers: garbage on the sockets, an agent that is silent, requests at the same time."""

import concurrent.futures
import os
import random
import socket
import threading
import time

import csi_pb2 as csi
import grpc

from checks import refused, tests
from kubelet import PATIENCE, Refused
from node import PASSWORD, Pod, files, node

TESTS, test = tests()


@test
def garbage(*binaries):
    with node(*binaries) as here:
        randomness = random.Random(23)
        paths = [here.kubelet.driver.endpoint, *here.kubelet.sockets()]
        preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        for number in range(60):
            with socket.socket(socket.AF_UNIX) as peer:
                peer.connect(paths[number % 2])
                peer.sendall((preface if number % 3 else b"") + randomness.randbytes(randomness.randrange(2_000)))
        for path in ("/csi.v1.Node/NodePublishVolume", "/csi.v1.Node/NodeUnpublishVolume", "/csi.v1.Identity/Probe"):
            for number in range(20):
                method = here.kubelet.channel.unary_unary(path)
                try:
                    method(randomness.randbytes(randomness.randrange(1, 300)), timeout=PATIENCE)
                except grpc.RpcError as error:
                    assert error.code() != grpc.StatusCode.DEADLINE_EXCEEDED, error
        try:
            here.kubelet.publish(Pod(), {"document": "x" * (5 << 20)})
        except Refused as error:
            assert error.code in ("RESOURCE_EXHAUSTED", "CANCELLED", "INTERNAL"), error
        here.kubelet.publish(pod := Pod(), {"document": here.sealed})
        here.kubelet.unpublish(pod)
        assert here.driver.poll() is None


@test
def no_agent(*binaries):
    with node(*binaries, with_agent=False) as here:
        pod = Pod()
        with refused("UNAVAILABLE", words="no agent answers"):
            here.kubelet.publish(pod, {"document": here.sealed})
        here.start_agent()
        here.kubelet.publish(pod, {"document": here.sealed})
        here.kubelet.unpublish(pod)


@test
def a_silent_agent(*binaries):
    """It takes the connection and never answers; kubelet is answered all the same, and may go on to another pod."""
    with node(*binaries, with_agent=False) as here:
        with socket.socket(socket.AF_UNIX) as silent:
            silent.bind(str(here.agent_socket))
            silent.listen(64)
            pods = [Pod() for _ in range(20)]
            started = time.monotonic()
            with concurrent.futures.ThreadPoolExecutor(len(pods)) as threads:
                def publish(pod):
                    with refused("UNAVAILABLE"):
                        here.kubelet.publish(pod, {"document": here.sealed})
                list(threads.map(publish, pods))
            took = time.monotonic() - started
            assert took < 3, f"{took} s"
            here.kubelet.slowest = 0
        os.unlink(here.agent_socket)
        here.start_agent()
        end = time.monotonic() + PATIENCE
        for pod in pods:
            while True:
                try:
                    here.kubelet.publish(pod, {"document": here.sealed})
                    break
                except Refused as error:
                    assert error.code in ("ABORTED", "UNAVAILABLE") and time.monotonic() < end, error
                    time.sleep(0.05)
            here.kubelet.unpublish(pod)


@test
def one_target_at_the_same_time(*binaries):
    with node(*binaries) as here:
        pod = Pod()
        barrier = threading.Barrier(16)

        def publish(_):
            barrier.wait()
            try:
                here.kubelet.publish(pod, {"document": here.sealed})
                return "OK"
            except Refused as error:
                return error.code

        with concurrent.futures.ThreadPoolExecutor(16) as threads:
            for _ in range(10):
                answers = list(threads.map(publish, range(16)))
                assert "OK" in answers and set(answers) <= {"OK", "ABORTED"}, answers
                target = here.kubelet.target(pod)
                assert len(here.mounts(target)) == 1 and files(target)["PASSWORD"] == PASSWORD
                here.kubelet.unpublish(pod)


@test
def publishing_against_unpublishing(*binaries):
    with node(*binaries) as here:
        pods = [Pod() for _ in range(4)]
        randomness = random.Random(7)
        plan = [(randomness.choice(pods), randomness.random() < 0.5) for _ in range(400)]

        def act(step):
            pod, is_publish = step
            try:
                if is_publish:
                    here.kubelet.publish(pod, {"document": here.sealed})
                else:
                    here.kubelet.call(
                        here.kubelet.node.NodeUnpublishVolume,
                        csi.NodeUnpublishVolumeRequest(
                            volume_id=pod.volume_id, target_path=here.kubelet.target(pod)))
                return "OK"
            except Refused as error:
                return error.code

        with concurrent.futures.ThreadPoolExecutor(8) as threads:
            answers = set(threads.map(act, plan))
        assert answers <= {"OK", "ABORTED"}, answers
        for pod in pods:
            assert len(here.mounts(here.kubelet.target(pod))) <= 1
            here.kubelet.unpublish(pod)

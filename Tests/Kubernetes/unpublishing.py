"""A pod that ends must not hang in Terminating, whatever is missing by then."""

import os
import subprocess

import csi_pb2 as csi

from checks import refused, tests
from node import Pod, files, node

TESTS, test = tests()


@test
def nothing_is_needed(*binaries):
    """No agent, key, policy, document, nor anything that the driver remembers."""
    with node(*binaries) as here:
        pods = [Pod() for _ in range(3)]
        for pod in pods:
            here.kubelet.publish(pod, {"file": str(here.document)})
        here.stop(here.agent)
        for file in (here.policy_file, here.document, *(here.path / "keys").iterdir()):
            file.unlink()
        here.kubelet.unpublish(pods[0])
        here.restart_driver()
        here.kubelet.unpublish(pods[1])
        here.stop(here.driver)
        here.start_driver()
        here.kubelet.unpublish(pods[2])
        here.kubelet.unpublish(pods[2])


@test
def what_never_was(*binaries):
    with node(*binaries) as here:
        here.kubelet.unpublish(Pod())
        pod = Pod()
        os.makedirs(os.path.dirname(here.kubelet.target(pod)))
        here.kubelet.unpublish(pod)
        os.mkdir(here.kubelet.target(pod))
        here.kubelet.unpublish(pod)


@test
def volumes_over_each_other(*binaries):
    """Two drivers that ran at once, for example."""
    with node(*binaries) as here:
        pod = Pod()
        target = here.kubelet.publish(pod, {"document": here.sealed})
        subprocess.run(["mount", "-t", "tmpfs", "ejson", target], check=True)
        here.kubelet.unpublish(pod)


@test
def a_volume_that_is_in_use(*binaries):
    with node(*binaries) as here:
        pod = Pod()
        target = here.kubelet.publish(pod, {"document": here.sealed})
        with open(f"{target}/PASSWORD"):
            here.kubelet.unpublish(pod)


@test
def what_others_mounted_stays(*binaries):
    with node(*binaries) as here:
        pod = Pod()
        target = here.kubelet.target(pod)
        os.makedirs(target)
        subprocess.run(["mount", "-t", "tmpfs", "somebody", target], check=True)
        open(f"{target}/mine", "w").close()
        with refused("FAILED_PRECONDITION", words="no volume"):
            here.kubelet.unpublish(pod)
        with refused("FAILED_PRECONDITION", words="no volume"):
            here.kubelet.publish(pod, {"document": here.sealed})
        assert os.path.exists(f"{target}/mine")
        subprocess.run(["umount", target], check=True)
        here.kubelet.unpublish(pod)


@test
def a_directory_with_files_stays(*binaries):
    with node(*binaries) as here:
        pod = Pod()
        target = here.kubelet.target(pod)
        os.makedirs(target)
        open(f"{target}/mine", "w").close()
        for request in (lambda: here.kubelet.publish(pod, {"document": here.sealed}), lambda: here.kubelet.unpublish(pod)):
            with refused("FAILED_PRECONDITION", "INTERNAL", words="mount"):
                request()
        os.unlink(f"{target}/mine")
        here.kubelet.unpublish(pod)


@test
def a_target_that_is_a_link(*binaries):
    with node(*binaries) as here:
        pod, elsewhere = Pod(), here.path / "elsewhere"
        elsewhere.mkdir()
        target = here.kubelet.target(pod)
        os.makedirs(os.path.dirname(target))
        os.symlink(elsewhere, target)
        for request in (lambda: here.kubelet.publish(pod, {"document": here.sealed}), lambda: here.kubelet.unpublish(pod)):
            with refused("FAILED_PRECONDITION", words="link"):
                request()
        assert not os.listdir(elsewhere)
        os.unlink(target)
        here.kubelet.unpublish(pod)


@test
def a_target_of_nobodys(*binaries):
    with node(*binaries) as here:
        pod = Pod()
        target = here.kubelet.publish(pod, {"document": here.sealed})
        for path in ("/", "/proc", str(here.path), here.kubelet.root, os.path.dirname(target), f"{target}/..",
                     f"{target}/../../kubernetes.io~csi/{pod.volume}/mount", f"{target}/", target[1:]):
            with refused("INVALID_ARGUMENT", words="target_path"):
                here.kubelet.call(
                    here.kubelet.node.NodeUnpublishVolume,
                    csi.NodeUnpublishVolumeRequest(volume_id=pod.volume_id, target_path=path))
            request = here.kubelet.request(pod, {"document": here.sealed})
            request.target_path = path
            with refused("INVALID_ARGUMENT", words="target_path"):
                here.kubelet.call(here.kubelet.node.NodePublishVolume, request)
        assert files(target)
        here.kubelet.unpublish(pod)

"""What the public suite csi-sanity looks at in the services Identity and Node, written from the specification."""

import re

import csi_pb2 as csi
import grpc

from checks import refused, tests
from kubelet import PATIENCE
from node import Pod, node

TESTS, test = tests()


@test
def the_identity(*binaries):
    with node(*binaries) as here:
        identity = here.kubelet.identity
        info = identity.GetPluginInfo(csi.GetPluginInfoRequest(), timeout=PATIENCE)
        assert len(info.name) <= 63 and re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", info.name), info
        assert info.vendor_version, info
        answer = identity.GetPluginCapabilities(csi.GetPluginCapabilitiesRequest(), timeout=PATIENCE)
        assert answer.SerializeToString() == b"", "it has no controller"
        assert identity.Probe(csi.ProbeRequest(), timeout=PATIENCE).ready.value


@test
def the_node(*binaries):
    with node(*binaries) as here:
        info = here.kubelet.node.NodeGetInfo(csi.NodeGetInfoRequest(), timeout=PATIENCE)
        assert info.node_id == "node-1" and len(info.node_id) <= 256
        capabilities = here.kubelet.node.NodeGetCapabilities(csi.NodeGetCapabilitiesRequest(), timeout=PATIENCE)
        assert [c.rpc.type for c in capabilities.capabilities] == [csi.NodeServiceCapability.RPC.VOLUME_MOUNT_GROUP]


@test
def required_fields(*binaries):
    with node(*binaries) as here:
        pod = Pod()
        good = here.kubelet.request(pod, {"document": here.sealed})

        def publish(**changes):
            request = csi.NodePublishVolumeRequest()
            request.CopyFrom(good)
            for name in changes:
                request.ClearField(name)
            with refused("INVALID_ARGUMENT", words=changes[next(iter(changes))]):
                here.kubelet.call(here.kubelet.node.NodePublishVolume, request)

        publish(volume_id="volume_id")
        publish(target_path="target_path")
        publish(volume_capability="volume_capability")
        publish(readonly="readOnly")
        for request in (csi.NodeUnpublishVolumeRequest(target_path=good.target_path),
                        csi.NodeUnpublishVolumeRequest(volume_id="csi-1")):
            with refused("INVALID_ARGUMENT"):
                here.kubelet.call(here.kubelet.node.NodeUnpublishVolume, request)


@test
def what_the_driver_does_not_serve(*binaries):
    with node(*binaries) as here:
        for path in ("/csi.v1.Node/NodeStageVolume", "/csi.v1.Node/NodeGetVolumeStats", "/csi.v1.Node/NodeExpandVolume",
                     "/csi.v1.Controller/CreateVolume", "/no.such.Service/Method"):
            method = here.kubelet.channel.unary_unary(path)
            try:
                method(b"", timeout=PATIENCE)
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.UNIMPLEMENTED, (path, error)
            else:
                raise AssertionError(f"{path} is served")


@test
def publishing_is_idempotent(*binaries):
    with node(*binaries) as here:
        pod = Pod()
        for _ in range(3):
            target = here.kubelet.publish(pod, {"document": here.sealed})
        assert len(here.mounts(target)) == 1
        for _ in range(3):
            here.kubelet.unpublish(pod)


@test
def a_published_volume_does_not_become_another(*binaries):
    """The specification's table of second requests: T1 = T2 and P1 != P2, then T1 != T2."""
    with node(*binaries) as here:
        pod = Pod()
        here.kubelet.publish(pod, {"document": here.sealed})
        with refused("ALREADY_EXISTS"):
            here.kubelet.publish(pod, {"document": here.sealed, "only": "TOKEN"})
        request = here.kubelet.request(Pod(uid=pod.uid, volume="other"), {"document": here.sealed})
        request.volume_id = pod.volume_id
        with refused("FAILED_PRECONDITION"):
            here.kubelet.call(here.kubelet.node.NodePublishVolume, request)
        here.kubelet.unpublish(pod)
        # It ended, so it may come again as it likes.
        here.kubelet.publish(pod, {"document": here.sealed, "only": "TOKEN"})
        here.kubelet.unpublish(pod)

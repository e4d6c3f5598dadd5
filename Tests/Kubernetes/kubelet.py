"""What kubelet does with a CSI driver, as its packages pkg/kubelet/pluginmanager and pkg/volume/csi do it: registration,
and the requests for ephemeral inline volumes of pods. Nothing of a cluster."""

import dataclasses
import hashlib
import json
import os
import time
import uuid

import grpc

import csi_pb2 as csi
import csi_pb2_grpc
import registration_pb2 as registration
import registration_pb2_grpc

PREFIX = "csi.storage.k8s.io/"

# kubelet waits two minutes; the driver promises two seconds. A loaded machine gets some more.
PATIENCE = 30
PROMISE = 2


class Refused(Exception):
    """A status that is not OK: it becomes an event of the pod."""

    def __init__(self, error):
        self.code = error.code().name
        self.sentence = error.details()
        super().__init__(f"{self.code}: {self.sentence}")


@dataclasses.dataclass
class Pod:
    namespace: str = "shop"
    account: str = "server"
    name: str = "server-0"
    uid: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))
    group: int | None = None
    volume: str = "secrets"

    @property
    def volume_id(self):
        return "csi-" + hashlib.sha256((self.volume + self.uid).encode()).hexdigest()


class Kubelet:
    """Everything below one directory, kubelet's --root-dir."""

    def __init__(self, root):
        self.root = root
        self.driver = None
        self.channel = None
        self.pod_info_on_mount = True
        self.events = []
        self.slowest = 0
        for name in ("plugins", "plugins/ejson-swift.csi", "plugins_registry", "pods"):
            os.makedirs(f"{root}/{name}", mode=0o750)

    # Registration

    def sockets(self):
        return [f"{self.root}/plugins_registry/{name}" for name in os.listdir(f"{self.root}/plugins_registry")
                if name.endswith(".sock")]

    def register(self):
        """Finds the driver's socket, asks what it is, and takes it in."""
        end = time.monotonic() + PATIENCE
        while not self.sockets():
            assert time.monotonic() < end, "no driver has made a socket in plugins_registry"
            time.sleep(0.02)
        with grpc.insecure_channel(f"unix:{self.sockets()[0]}") as channel:
            plugin = registration_pb2_grpc.RegistrationStub(channel)
            info = plugin.GetInfo(registration.InfoRequest(), timeout=PATIENCE)
            error = self.why_not(info)
            if not error:
                self.connect(info.endpoint)
                node = self.node.NodeGetInfo(csi.NodeGetInfoRequest(), timeout=PATIENCE)
                error = "" if node.node_id else "the driver does not say which node it is on"
            plugin.NotifyRegistrationStatus(
                registration.RegistrationStatus(plugin_registered=not error, error=error), timeout=PATIENCE)
        assert not error, error
        self.driver = info
        return info

    @staticmethod
    def why_not(info):
        if info.type != "CSIPlugin":
            return f"the type {info.type} is not served"
        if not any(version.startswith("1.") for version in info.supported_versions):
            return "none of its versions is served"
        return "" if info.name and info.endpoint else "it has no name, or no socket"

    def connect(self, socket):
        if self.channel:
            self.channel.close()
        # A process that was killed comes back soon.
        self.channel = grpc.insecure_channel(
            f"unix:{socket}", options=[("grpc.initial_reconnect_backoff_ms", 50), ("grpc.max_reconnect_backoff_ms", 50)])
        self.node = csi_pb2_grpc.NodeStub(self.channel)
        self.identity = csi_pb2_grpc.IdentityStub(self.channel)

    # Volumes

    def target(self, pod):
        return f"{self.root}/pods/{pod.uid}/volumes/kubernetes.io~csi/{pod.volume}/mount"

    def request(self, pod, attributes, read_only=True):
        context = dict(attributes)
        if self.pod_info_on_mount:
            # What kubelet says is put over what the pod says.
            context.update({
                PREFIX + "pod.name": pod.name, PREFIX + "pod.namespace": pod.namespace, PREFIX + "pod.uid": pod.uid,
                PREFIX + "serviceAccount.name": pod.account, PREFIX + "ephemeral": "true"})
        mount = csi.VolumeCapability.MountVolume()
        if pod.group is not None and self.can_set_group():
            mount.volume_mount_group = str(pod.group)
        return csi.NodePublishVolumeRequest(
            volume_id=pod.volume_id, target_path=self.target(pod), readonly=read_only, volume_context=context,
            volume_capability=csi.VolumeCapability(
                mount=mount, access_mode=csi.VolumeCapability.AccessMode(mode="SINGLE_NODE_WRITER")))

    def can_set_group(self):
        capabilities = self.node.NodeGetCapabilities(csi.NodeGetCapabilitiesRequest(), timeout=PATIENCE).capabilities
        return any(c.rpc.type == csi.NodeServiceCapability.RPC.VOLUME_MOUNT_GROUP for c in capabilities)

    def publish(self, pod, attributes, **options):
        """For a pod that starts, and again about once a minute (requiresRepublish). Returns the directory of its volume."""
        target = self.target(pod)
        parent = os.path.dirname(target)
        os.makedirs(parent, mode=0o750, exist_ok=True)
        with open(f"{parent}/vol_data.json", "w") as file:
            json.dump({"driverName": "ejson-swift.csi", "volumeHandle": pod.volume_id}, file)
        request = self.request(pod, attributes, **options)
        self.call(self.node.NodePublishVolume, request)
        return target

    def unpublish(self, pod):
        """For a pod that ends. The driver must have removed the directory; kubelet removes the rest."""
        target = self.target(pod)
        self.call(
            self.node.NodeUnpublishVolume, csi.NodeUnpublishVolumeRequest(volume_id=pod.volume_id, target_path=target))
        assert not os.path.lexists(target), f"{target} is still there"

    def call(self, method, request):
        started = time.monotonic()
        try:
            return method(request, timeout=PATIENCE)
        except grpc.RpcError as error:
            refused = Refused(error)
            self.events.append(str(refused))
            raise refused from None
        finally:
            self.slowest = max(self.slowest, time.monotonic() - started)

    def close(self):
        if self.channel:
            self.channel.close()

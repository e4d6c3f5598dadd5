"""Packaging/kubernetes and the blocks of Docs/kubernetes.md: valid for Kubernetes, and for the driver that they start."""

import json
import os
import re
import subprocess
import tempfile

import kubernetes_validate
import yaml

from checks import tests
from node import PASSWORD, Pod, files, node

TESTS, test = tests()
TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")


def manifests():
    directory = f"{TOP}/Packaging/kubernetes"
    for name in sorted(os.listdir(directory)):
        if name.endswith(".yaml"):
            yield name, list(yaml.safe_load_all(open(f"{directory}/{name}")))


def documented(language):
    text = open(f"{TOP}/Docs/kubernetes.md").read()
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def by_name(kind):
    return next(part for _, parts in manifests() for part in parts if part["kind"] == kind)


@test
def they_are_what_kubernetes_takes(*_):
    seen = []
    for name, parts in manifests():
        for part in parts:
            kubernetes_validate.validate(part, "1.37", strict=True)
            seen.append(part["kind"])
    assert set(seen) >= {"CSIDriver", "ConfigMap", "DaemonSet", "Namespace"}, seen
    blocks = [part for block in documented("yaml") for part in yaml.safe_load_all(block)]
    for part in blocks:
        kubernetes_validate.validate(part, "1.37", strict=True)
    assert "Pod" in {part["kind"] for part in blocks}


@test
def they_name_the_driver_as_it_is(agent, ejson):
    with node(agent, ejson) as here:
        name = here.kubelet.driver.name
        assert by_name("CSIDriver")["metadata"]["name"] == name
        spec = by_name("CSIDriver")["spec"]
        assert spec["podInfoOnMount"] and spec["requiresRepublish"] and not spec["attachRequired"]
        assert spec["volumeLifecycleModes"] == ["Ephemeral"]
        pods = by_name("DaemonSet")["spec"]["template"]["spec"]
        driver = next(container for container in pods["containers"] if container["name"] == "driver")
        mounts = {mount["mountPath"]: mount for mount in driver["volumeMounts"]}
        endpoint = here.kubelet.driver.endpoint.replace(here.kubelet.root, "/var/lib/kubelet")
        assert os.path.dirname(endpoint) in mounts
        assert "/var/lib/kubelet/plugins_registry" in mounts
        assert mounts["/var/lib/kubelet/pods"]["mountPropagation"] == "Bidirectional"
        # The driver has no keys; the agent, which has, may do nothing.
        assert "/opt/ejson/keys" not in mounts
        holder = next(container for container in pods["containers"] if container["name"] == "agent")
        assert "privileged" not in holder["securityContext"]
        for container in pods["containers"]:
            for mount in container["volumeMounts"]:
                assert any(volume["name"] == mount["name"] for volume in pods["volumes"]), mount
            done = subprocess.run([agent, container["args"][0], "--help"], capture_output=True, text=True)
            for option in [word for word in container["args"] if word.startswith("--")]:
                assert option in done.stdout, option


@test
def the_policy_and_the_grant_are_well_formed(agent, _):
    policies = [by_name("ConfigMap")["data"]["csi.json"], *documented("json")]
    with tempfile.TemporaryDirectory() as directory:
        for policy in policies:
            path = f"{directory}/csi.json"
            with open(path, "w") as file:
                file.write(policy)
            done = subprocess.run([agent, "csi", "--check-policy", "--policy", path], capture_output=True, text=True)
            assert done.returncode == 0 and "shop: server" in done.stdout, done
        os.unlink(path)
        with open(f"{directory}/csi.json", "w") as file:
            file.write(by_name("ConfigMap")["data"]["grant.json"])
        done = subprocess.run([agent, "check-grants", "--grants", directory], capture_output=True, text=True)
        assert done.returncode == 0, done
    policy = json.loads(by_name("ConfigMap")["data"]["csi.json"])
    grant = json.loads(by_name("ConfigMap")["data"]["grant.json"])
    assert {key for rule in policy["allow"] for key in rule["public_keys"]} == set(grant["public_keys"])


@test
def the_documented_pod_gets_its_secrets(*binaries):
    """The pod of the page, with a document that is sealed here."""
    with node(*binaries) as here:
        pod = next(part for block in documented("yaml") for part in yaml.safe_load_all(block) if part["kind"] == "Pod")
        (volume,) = [volume for volume in pod["spec"]["volumes"] if "csi" in volume]
        assert volume["csi"]["driver"] == here.kubelet.driver.name
        attributes = dict(volume["csi"]["volumeAttributes"], document=here.sealed)
        stand_in = Pod(namespace=pod["metadata"]["namespace"], account=pod["spec"]["serviceAccountName"],
                       group=pod["spec"]["securityContext"]["fsGroup"], volume=volume["name"])
        target = here.kubelet.publish(stand_in, attributes, read_only=volume["csi"]["readOnly"])
        assert files(target)["PASSWORD"] == PASSWORD
        here.kubelet.unpublish(stand_in)

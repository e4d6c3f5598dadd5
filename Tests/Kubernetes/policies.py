"""Who may open what. A sealed document is no secret, and can be copied into any pod."""

from checks import refused, tests
from kubelet import PREFIX
from node import PASSWORD, Pod, files, node

TESTS, test = tests()


@test
def a_document_that_was_copied_does_not_open(*binaries):
    with node(*binaries) as here:
        for namespace, account in (("bank", "server"), ("shop", "default"), ("shop2", "server"), ("", "server"),
                                   ("shop", "")):
            pod = Pod(namespace=namespace, account=account)
            for attributes in ({"document": here.sealed}, {"file": str(here.document)}):
                with refused("PERMISSION_DENIED", words="policy"):
                    here.kubelet.publish(pod, attributes)
            here.kubelet.unpublish(pod)


@test
def an_author_cannot_say_who_the_pod_is(*binaries):
    """Members of kubelet's name in volumeAttributes are written over; without podInfoOnMount they are not believed."""
    with node(*binaries) as here:
        pod = Pod(namespace="bank", account="teller")
        claims = {"document": here.sealed, PREFIX + "pod.namespace": "shop", PREFIX + "serviceAccount.name": "server",
                  PREFIX + "pod.name": "server-0", PREFIX + "ephemeral": "true"}
        with refused("PERMISSION_DENIED", words="bank"):
            here.kubelet.publish(pod, claims)
        here.kubelet.pod_info_on_mount = False
        for uid in ({}, {PREFIX + "pod.uid": "0"}):
            with refused("FAILED_PRECONDITION", words="podInfoOnMount"):
                here.kubelet.publish(pod, claims | uid)
        here.kubelet.unpublish(pod)


@test
def the_policy_is_read_for_each_request(*binaries):
    with node(*binaries) as here:
        pod = Pod(namespace="bank")
        with refused("PERMISSION_DENIED"):
            here.kubelet.publish(pod, {"document": here.sealed})
        here.write_policy(here.rule(), here.rule(namespace="bank", service_accounts=["*"]))
        assert files(here.kubelet.publish(pod, {"document": here.sealed}))["PASSWORD"] == PASSWORD
        here.kubelet.unpublish(pod)


@test
def a_rule_that_is_taken_back(*binaries):
    """kubelet asks again for a volume that is mounted: the pod gets the event, and keeps the values that it has."""
    with node(*binaries) as here:
        pod = Pod()
        target = here.kubelet.publish(pod, {"file": str(here.document)})
        here.write_policy(here.rule(namespace="other"))
        here.replace_document(here.seal({"environment": {"PASSWORD": "newer"}}))
        with refused("PERMISSION_DENIED"):
            here.kubelet.publish(pod, {"file": str(here.document)})
        assert files(target)["PASSWORD"] == PASSWORD
        here.kubelet.unpublish(pod)


@test
def a_policy_with_a_mistake(*binaries):
    with node(*binaries, with_driver=False) as here:
        here.write_policy(text='{\n  "alow": []}')
        here.start_driver()
        pod = Pod()
        with refused("FAILED_PRECONDITION", words="csi.json:2:3"):
            here.kubelet.publish(pod, {"document": here.sealed})
        here.kubelet.unpublish(pod)
        here.write_policy()
        here.policy_file.chmod(0o666)
        with refused("FAILED_PRECONDITION", words="changed by others"):
            here.kubelet.publish(pod, {"document": here.sealed})
        here.write_policy()
        here.kubelet.publish(pod, {"document": here.sealed})
        here.policy_file.unlink()
        here.kubelet.unpublish(pod)


@test
def the_agent_has_the_last_word(*binaries):
    """A rule names a key that the agent's grant does not."""
    with node(*binaries) as here:
        key = here.ejson("--keydir", here.path / "keys", "keygen", "-w").strip()
        here.write_policy(here.rule(public_keys=[here.public_key, key]))
        with refused("PERMISSION_DENIED", words="grant"):
            here.kubelet.publish(pod := Pod(), {"document": here.seal({"environment": {"A": "x"}}, key=key)})
        here.kubelet.unpublish(pod)

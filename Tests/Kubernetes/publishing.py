"""A pod gets its secrets."""

import os
import stat
import subprocess

from checks import refused, tests
from node import PASSWORD, TOKEN, Pod, files, node

TESTS, test = tests()


@test
def a_sealed_document_in_the_pod(*binaries):
    with node(*binaries) as here:
        pod = Pod()
        target = here.kubelet.publish(pod, {"document": here.sealed})
        assert files(target) == {"PASSWORD": PASSWORD, "TOKEN": TOKEN, "_USER": "app"}, files(target)
        for name in files(target):
            status = os.stat(f"{target}/{name}")
            assert (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid) == (0o400, 0, 0), (name, status)
        (line,) = here.mounts(target)
        options = line[5].split(",")
        assert line[line.index("-") + 1] == "tmpfs" and {"nosuid", "nodev", "noexec"} <= set(options), line
        assert here.kubelet.slowest < 2 or os.environ.get("CI"), here.kubelet.slowest
        here.kubelet.unpublish(pod)


@test
def a_document_on_the_node(*binaries):
    with node(*binaries) as here:
        pod = Pod()
        target = here.kubelet.publish(pod, {"file": str(here.document)})
        assert files(target)["PASSWORD"] == PASSWORD
        here.kubelet.unpublish(pod)


@test
def the_group_of_the_pod_can_read(*binaries):
    with node(*binaries) as here:
        pod = Pod(group=2000)
        target = here.kubelet.publish(pod, {"document": here.sealed})
        status = os.stat(f"{target}/PASSWORD")
        assert (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid) == (0o440, 0, 2000), status
        # kubelet's directories are root's alone; a container has the volume mounted elsewhere.
        seen = f"{here.path}/container"
        os.mkdir(seen)
        os.chmod(here.path, 0o755)
        subprocess.run(["mount", "--bind", target, seen], check=True)
        try:
            for group, readable in ((2000, True), (2001, False)):
                reader = subprocess.run(["cat", f"{seen}/PASSWORD"], capture_output=True, text=True, user=1000,
                                        group=group, extra_groups=[])
                assert (reader.returncode == 0) == readable, reader
        finally:
            subprocess.run(["umount", seen], check=True)
        here.kubelet.unpublish(pod)


@test
def a_part_of_the_document(*binaries):
    with node(*binaries) as here:
        sealed = here.seal({"db": {"main": {"USER": "app", "PASSWORD": PASSWORD}}, "environment": {}})
        pod = Pod()
        target = here.kubelet.publish(
            pod, {"document": sealed, "select": "db.main", "only": "PASSWORD", "mode": "0444"})
        assert files(target) == {"PASSWORD": PASSWORD}
        assert stat.S_IMODE(os.stat(f"{target}/PASSWORD").st_mode) == 0o444
        here.kubelet.unpublish(pod)


@test
def what_does_not_open_is_an_event(*binaries):
    """Each sentence says what is wrong; nothing is mounted, and the pod can end."""
    with node(*binaries) as here:
        foreign = here.ejson("keygen").split("\n")[1].strip()
        tampered = here.sealed.replace('"TOKEN": "EJ[1:', '"TOKEN": "EJ[1:AAAA', 1)
        plain = f'{{"_public_key": "{here.public_key}", "environment": {{"PASSWORD": "{PASSWORD}"}}}}'
        for attributes, words in [
            ({"document": here.seal({"environment": {"A": "x"}}, key=foreign)}, foreign),
            ({"document": "{"}, "line 1"),
            ({"document": "{}"}, "_public_key"),
            ({"document": plain}, "not encrypted"),
            ({"document": tampered}, "TOKEN"),
            ({"document": here.sealed, "select": "nowhere"}, "nowhere"),
            ({"document": here.sealed, "only": "MISSING"}, "MISSING"),
            ({"document": here.seal({"environment": {"a/b": "x"}})}, "a/b"),
            ({"file": "/etc/passwd"}, "configured directories"),
            ({"file": f"{here.document}.missing"}, "shop.ejson.missing"),
            ({"file": f"{here.path}/documents/../keys/{here.public_key}"}, "dots"),
        ]:
            pod = Pod()
            with refused("FAILED_PRECONDITION", "PERMISSION_DENIED", words=words):
                here.kubelet.publish(pod, attributes)
            assert not here.mounts(here.kubelet.target(pod)), attributes
            here.kubelet.unpublish(pod)


@test
def a_link_out_of_the_directories_is_refused(*binaries):
    with node(*binaries) as here:
        elsewhere = here.path / "elsewhere.ejson"
        elsewhere.write_text(here.sealed)
        (here.path / "documents" / "link.ejson").symlink_to(elsewhere)
        with refused("FAILED_PRECONDITION", words="link"):
            here.kubelet.publish(pod := Pod(), {"file": f"{here.path}/documents/link.ejson"})
        here.kubelet.unpublish(pod)
        (here.path / "documents" / "inside.ejson").symlink_to("shop.ejson")
        here.kubelet.publish(pod, {"file": f"{here.path}/documents/inside.ejson"})
        here.kubelet.unpublish(pod)

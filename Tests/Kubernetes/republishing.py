"""kubelet asks again about once a minute, and after each restart of its own or of the driver."""

import json
import os
import threading

from checks import refused, tests
from node import PASSWORD, Pod, files, node

TESTS, test = tests()


def asked(here):
    """How often the agent was asked."""
    return len((here.path / "audit.log").read_text().splitlines())


@test
def a_changed_file_reaches_the_pod(*binaries):
    with node(*binaries) as here:
        attributes, pod = {"file": str(here.document)}, Pod()
        target = here.kubelet.publish(pod, attributes)
        here.replace_document(here.seal({"environment": {"PASSWORD": "newer", "ADDED": "x"}}))
        here.kubelet.publish(pod, attributes)
        assert files(target) == {"PASSWORD": "newer", "ADDED": "x"}, files(target)
        assert len(here.mounts(target)) == 1
        here.kubelet.unpublish(pod)


@test
def a_reader_sees_all_old_or_all_new_values(*binaries):
    with node(*binaries) as here:
        attributes, pod = {"file": str(here.document)}, Pod()

        def replace(number):
            here.replace_document(here.seal({"environment": {"A": f"a{number}", "B": f"b{number}"}}))

        replace(0)
        target = here.kubelet.publish(pod, attributes)
        done, torn, seen = threading.Event(), [], set()

        def read():
            while not done.is_set():
                # As a careful program does: the directory once, then its files.
                try:
                    version = os.open(f"{target}/..data/", os.O_RDONLY)
                except FileNotFoundError:
                    torn.append("no directory")
                    continue
                try:
                    values = []
                    for name in ("A", "B"):
                        file = os.open(name, os.O_RDONLY, dir_fd=version)
                        values.append(os.read(file, 64).decode()[1:])
                        os.close(file)
                    seen.add(values[0])
                    if values[0] != values[1]:
                        torn.append(values)
                except FileNotFoundError:
                    pass  # The old version went meanwhile.
                finally:
                    os.close(version)

        reader = threading.Thread(target=read)
        reader.start()
        for number in range(1, 21):
            replace(number)
            here.kubelet.publish(pod, attributes)
            assert files(target) == {"A": f"a{number}", "B": f"b{number}"}
        done.set()
        reader.join()
        assert not torn, torn
        assert len(seen) > 1, seen
        here.kubelet.unpublish(pod)


@test
def what_did_not_change_costs_the_agent_nothing(*binaries):
    with node(*binaries) as here:
        pods = [(Pod(), {"document": here.sealed}), (Pod(), {"file": str(here.document)})]
        for pod, attributes in pods:
            here.kubelet.publish(pod, attributes)
        before = asked(here)
        for _ in range(5):
            for pod, attributes in pods:
                here.kubelet.publish(pod, attributes)
        assert asked(here) == before
        # A driver that has started anew asks once for each.
        here.restart_driver()
        for _ in range(3):
            for pod, attributes in pods:
                here.kubelet.publish(pod, attributes)
        assert asked(here) == before + len(pods)
        for pod, _ in pods:
            here.kubelet.unpublish(pod)


@test
def a_document_that_breaks_leaves_the_last_values(*binaries):
    with node(*binaries) as here:
        attributes, pod = {"file": str(here.document)}, Pod()
        target = here.kubelet.publish(pod, attributes)
        for text, words in (("{", "shop.ejson:1"), (here.sealed.replace('"EJ[1:', '"EJ[1:AAAA'), "shop.ejson")):
            here.replace_document(text)
            with refused("FAILED_PRECONDITION", words=words):
                here.kubelet.publish(pod, attributes)
            assert files(target)["PASSWORD"] == PASSWORD
        here.document.unlink()
        with refused("FAILED_PRECONDITION", words="shop.ejson"):
            here.kubelet.publish(pod, attributes)
        assert files(target)["PASSWORD"] == PASSWORD
        here.replace_document(here.seal({"environment": {"PASSWORD": "mended"}}))
        here.kubelet.publish(pod, attributes)
        assert files(target) == {"PASSWORD": "mended"}
        here.kubelet.unpublish(pod)


@test
def a_restart_of_the_driver_leaves_the_volumes(*binaries):
    with node(*binaries) as here:
        attributes, pod = {"file": str(here.document)}, Pod()
        target = here.kubelet.publish(pod, attributes)
        inode = os.stat(f"{target}/PASSWORD").st_ino
        here.kill_driver()
        assert files(target)["PASSWORD"] == PASSWORD
        here.start_driver()
        here.kubelet.publish(pod, attributes)
        assert os.stat(f"{target}/PASSWORD").st_ino == inode, "nothing had changed"
        here.kill_driver()
        here.replace_document(here.seal({"environment": {"PASSWORD": "newer"}}))
        here.start_driver()
        here.kubelet.publish(pod, attributes)
        assert files(target) == {"PASSWORD": "newer"}
        assert len(here.mounts(target)) == 1
        here.kubelet.unpublish(pod)


@test
def the_record_says_which_document(*binaries):
    with node(*binaries) as here:
        here.kubelet.publish(pod := Pod(), {"file": str(here.document)})
        record = json.loads((here.path / "audit.log").read_text().splitlines()[-1])
        assert record["result"] == "answered" and record["name"] == str(here.document), record
        here.kubelet.unpublish(pod)

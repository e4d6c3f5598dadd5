"""The blocks of Docs/volumes.md, run as they stand."""

import os
import pathlib
import re
import shutil
import subprocess

import docker as d
import host as h

TESTS = []


def guide():
    page = (pathlib.Path(__file__).parent / "../../Docs/volumes.md").read_text()
    blocks = re.findall(r"<!-- run: (\S+) -->\n```\w+\n(.*?)```", page, re.S)
    files = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", page, re.S))
    assert len(blocks) >= 3 and files, "the page has no blocks"
    with d.docker(plugin=False) as (node, engine):
        # The page's paths, as a mount namespace of our own lets us have them.
        for path in ("/etc/ejson", "/opt/ejson", "/srv", "/var/lib/ejson", "/var/log/ejson"):
            if not os.path.isdir(path):
                os.makedirs(path)
                made.append(path)
            subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", path], check=True)
        # systemd makes it: RuntimeDirectory= of the agent's unit.
        os.makedirs("/run/ejson", exist_ok=True)
        for path, text in files.items():
            os.makedirs(os.path.dirname(path), exist_ok=True)
            pathlib.Path(path).write_text(text)
            os.chmod(path, 0o600)
        programs = node.path / "bin"
        programs.mkdir()
        os.symlink(h.EJSON, programs / "ejson")
        os.symlink(h.AGENT, programs / "ejson-agent")
        # The engine has no network.
        (programs / "docker").write_text(
            '#!/bin/sh\ncase "$1" in run) shift; exec /usr/bin/docker run --network none "$@" ;; esac\nexec /usr/bin/docker "$@"\n')
        (programs / "docker").chmod(0o755)
        environment = engine.environment | {"PATH": f"{programs}:{engine.environment['PATH']}"}
        outputs = {}
        try:
            for name, text in blocks:
                done = subprocess.run(["sh", "-eu", "-c", text], cwd=node.path, env=environment, capture_output=True, text=True)
                assert done.returncode == 0, (name, done)
                outputs[name] = done.stdout
                if name == "document":
                    node.agent_of_page = node.launch([h.AGENT, "serve"])
                    node.plugin = node.launch([h.AGENT, "volumes", "--documents", "/srv"])
            assert "correct horse" in outputs["use"] and "battery staple" in outputs["change"], outputs
        finally:
            engine.clean_up()
            node.stop_plugin()
            if getattr(node, "agent_of_page", None):
                node.agent_of_page.terminate()
                node.agent_of_page.wait(20)


made = []
if d.TESTS:
    def the_guide_works():
        try:
            guide()
        finally:
            for path in ("/var/log/ejson", "/var/lib/ejson", "/srv", "/opt/ejson", "/etc/ejson"):
                subprocess.run(["umount", "-l", path], stderr=subprocess.DEVNULL)
            for path in made:
                os.rmdir(path)
    TESTS.append(the_guide_works)

"""What `ejson` and the administrator do with an agent that runs."""
import contextlib, json, os, re, signal, subprocess, tempfile, time

import client
from host import AGENT, EJSON, Host, host, test


@test
def differences_are_shown_through_the_agent():
    with host() as h:
        resealed = h.path / "resealed.ejson"
        resealed.write_text(json.dumps({"_public_key": h.public_key, "environment": {"PASSWORD": "correct horse", "_USER": "app"}}))
        h.ejson("encrypt", resealed)
        h.grant("both", documents=[str(h.document)], public_keys=[h.public_key])
        h.reload()
        env = {"EJSON_KEYDIR": "/nonexistent", "GIT_PAGER_IN_USE": "1"}
        agent = ["--agent", h.path / "run/both.sock"]
        # In plaintext they are the same; by their boxes they are not.
        assert h.ejson("diff", *agent, h.document, resealed, environment=env) == ""
        assert h.ejson("diff", h.document, resealed, environment={**env, "EJSON_AGENT": str(agent[1])}) == ""
        done = subprocess.run([EJSON, "diff", h.document, resealed], env=env, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (1, "~ environment.PASSWORD\n"), done
        assert '"PASSWORD": "correct horse"' in h.ejson("git", "textconv", *agent, h.document, environment=env)
        # The agent does not open what is not in the host's file, and that is no error.
        assert "sealed " in h.ejson("git", "textconv", "--agent", h.socket, resealed, environment=env)
        assert "sealed " in h.ejson("git", "textconv", "--agent", h.path / "run/nobody.sock", h.document, environment=env)


@test
def a_document_that_is_known_by_its_public_key_is_opened_by_a_recipient():
    with host() as h:
        identity = h.ejson("--keydir", h.path / "keys", "keygen", "-w").strip()
        h.ejson("--keydir", h.path / "keys", "recipients", "add", h.document, "host", identity)
        (h.path / "keys" / h.public_key).unlink()
        h.grant("by-key", public_keys=[h.public_key])
        h.reload()
        assert h.open() == ["correct horse"]
        h.socket = str(h.path / "run/by-key.sock")
        h.refused("no private key")
        # Any version of the document has the key for the host.
        (h.path / "keys/shop.ejson").write_bytes(h.document.read_bytes())
        assert h.open() == ["correct horse"]
        (h.path / "keys/broken.ejson").write_text("{")
        assert h.open() == ["correct horse"]
        (h.path / "keys/shop.ejson").unlink()
        h.refused("no private key")


@test
def the_log_level_comes_from_the_environment():
    with host() as h:
        assert "a grant is served" in (h.path / "log").read_text()
    with host(start={"environment": {"EJSON_AGENT_LOG_LEVEL": "error"}}) as h:
        assert h.open() == ["correct horse"]
        assert (h.path / "log").read_text() == ""
    done = subprocess.run([AGENT, "serve"], env={"EJSON_AGENT_LOG_LEVEL": "loud"}, capture_output=True, text=True)
    assert done.returncode == 1 and "EJSON_AGENT_LOG_LEVEL" in done.stderr, done


@test
def a_manager_with_an_abstract_socket_is_told():
    with tempfile.TemporaryDirectory(prefix="ejson-agent-") as directory:
        h = Host(directory)
        h.start(notify=f"@ejson-agent-test-{os.getpid()}")
        try:
            assert h.open() == ["correct horse"]
        finally:
            h.stop()


@test
def what_a_client_says_is_shown_escaped():
    with host() as h:
        line = {"time": "2026-11-27T08:00:00Z", "grant": "shop", "result": "answered", "executable": "/a\x1b[2J\u202e"}
        h.audit.write_text(json.dumps(line) + "\n")
        shown = subprocess.run([AGENT, "log", h.audit], check=True, capture_output=True, text=True).stdout
        assert "/a\\u{1b}[2J\\u{202e}" in shown, shown


@test
def a_connection_in_other_hands_is_refused():
    for is_accepted_late in (False, True):
        with host() as h:
            request, count = h.request()
            if is_accepted_late:
                h.process.send_signal(signal.SIGSTOP)
            # The process that connects ends, and its child asks: the record could not say who it is.
            ends = os.pipe()
            process = os.fork()
            if process == 0:
                connection = client.connect(h.socket)
                if os.fork() == 0:
                    os.read(ends[0], 1)
                    connection.sendall(request)
                    # Whoever adopts it gets its status: the record tells the rest.
                    with contextlib.suppress(client.Refused):
                        client.answer(connection, count)
                os._exit(0)
            os.waitpid(process, 0)
            os.write(ends[1], b"x")
            h.process.send_signal(signal.SIGCONT)
            for _ in range(100):
                if h.audit.exists() and h.records():
                    break
                time.sleep(0.05)
            record = h.records()[-1]
            kernel = [int(number) for number in re.findall(r"\d+", os.uname().release)[:2]]
            if kernel >= [6, 5] or record["result"] == "refused":
                assert record["reason"] == "clientEnded" and "executable" not in record, record
            else:
                print("  (the kernel has no descriptors of peers' processes)")
            assert h.open() == ["correct horse"]


@test
def who_else_can_read_or_change_a_key_is_in_the_log():
    with tempfile.TemporaryDirectory(prefix="ejson-agent-") as directory:
        h = Host(directory)
        key = h.path / "keys" / h.public_key
        key.chmod(0o644)
        h.start()
        try:
            assert str(key) in (h.path / "log").read_text(), (h.path / "log").read_text()
            # It is readable by all and changed by none, so it still opens.
            assert h.open() == ["correct horse"]
            before = (h.path / "log").stat().st_size
            key.chmod(0o400)
            (h.path / "keys").chmod(0o777)
            h.reload()
            said = (h.path / "log").read_text()[before:]
            assert f"{h.path}/keys" in said and str(key) not in said, said
            h.refused("no private key")
        finally:
            h.stop()

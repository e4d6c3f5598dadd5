"""`ejson-agent credentials`, asked as systemd asks it."""
import concurrent.futures, contextlib, json, os, socket, subprocess, sys, threading, time

from host import AGENT, host, test

REFUSAL = (1 << 20) + 1


def connect(path, peer_name):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(60)
    connection.bind(b"\0" + peer_name.encode())
    connection.connect(path)
    return connection


def everything(connection):
    received = b""
    while part := connection.recv(1 << 16):
        received += part
    return received


def credential(path, peer_name):
    """What systemd gets for LoadCredential=NAME:PATH."""
    with connect(path, peer_name) as connection:
        return everything(connection)


def of_unit(path, unit_and_name):
    """The same for a unit, with the digits that systemd makes up."""
    return credential(path, f"{os.urandom(8).hex()}/unit/{unit_and_name}")


def units(h, members):
    """The directory of files UNIT.json."""
    directory = h.path / "credentials"
    directory.mkdir(mode=0o700)
    for unit, content in members.items():
        (directory / f"{unit}.json").write_text(json.dumps(content))
        (directory / f"{unit}.json").chmod(0o600)
    return directory


def units_of_two_agents(h):
    """Where an agent may get stuck, and a unit that waits for it beside one of the host's agent."""
    stuck = str(h.path / "run/stuck.sock")
    return stuck, units(h, {"shop.service": {"document": str(h.document), "agent": h.socket},
                            "stuck.service": {"document": str(h.document), "agent": stuck}})


def is_believed():
    if os.getuid() != 0:
        print("  (not as root: only root is believed)")
    return os.getuid() == 0


@contextlib.contextmanager
def serving(h, sources, through=()):
    path = str(h.path / "run/credentials.sock")
    process = subprocess.Popen([*through, AGENT, "credentials", "--credentials", sources, "--socket", path], stderr=subprocess.DEVNULL)
    try:
        while not os.path.exists(path):
            time.sleep(0.05)
        yield path
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def stuck_agent(path):
    """It takes requests, and does not answer."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(path)
    listening.listen(200)
    connections = []

    def accept():
        with contextlib.suppress(OSError):
            while True:
                connections.append(listening.accept()[0])

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield connections
    finally:
        os.unlink(path)
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)
        listening.close()
        for connection in connections:
            connection.close()


@test
def units_get_their_credentials_or_fail():
    with host() as h:
        sources = units(h, {
            "shop.service": {"document": str(h.document), "agent": h.socket},
            "worker@.service": {"document": str(h.document), "agent": h.socket, "values": {"DB": "environment.PASSWORD"}},
            "gone.service": {"document": str(h.document), "agent": str(h.path / "nobody.sock")},
        })
        with serving(h, sources) as path:
            if os.getuid() != 0:
                assert len(credential(path, "0123456789abcdef/unit/shop.service/PASSWORD")) == (1 << 20) + 1
                return
            assert credential(path, "0123456789abcdef/unit/shop.service/PASSWORD") == b"correct horse"
            assert credential(path, "0123456789abcdef/unit/worker@7.service/DB") == b"correct horse"
            for refused in ("shop.service/OTHER", "worker@7.service/PASSWORD", "other.service/PASSWORD",
                            "gone.service/PASSWORD", "../shop.service/PASSWORD", "shop.service/../PASSWORD"):
                # More than systemd takes, so the unit fails; never an empty credential.
                assert len(credential(path, f"0123456789abcdef/unit/{refused}")) == (1 << 20) + 1, refused
            assert len(credential(path, "no unit")) == (1 << 20) + 1
            # Another user is not believed, whatever name it binds.
            os.chmod(path, 0o666)
            os.chmod(h.path, 0o755)
            os.chmod(h.path / "run", 0o755)
            script = ("import os, socket; os.setgid(65534); os.setuid(65534)\n"
                      "s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM); s.bind(b'\\0' + b'0123456789abcdef/unit/shop.service/PASSWORD')\n"
                      f"s.connect({path!r}); n = 0\n"
                      "while part := s.recv(65536): n += len(part)\n"
                      "print(n)")
            done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
            assert done.stdout.strip() == str((1 << 20) + 1), done


@test
def fifty_units_start_at_once_while_a_peer_does_not_read():
    if not is_believed():
        return
    with host(rate=10_000) as h:
        sources = units(h, {"shop.service": {"document": str(h.document), "agent": h.socket}})
        with serving(h, sources) as path, connect(path, f"{os.urandom(8).hex()}/unit/none.service/A") as silent:
            began = time.monotonic()
            with concurrent.futures.ThreadPoolExecutor(50) as threads:
                given = [threads.submit(of_unit, path, "shop.service/PASSWORD") for _ in range(50)]
                assert [future.result(60) for future in given] == [b"correct horse"] * 50
            seconds = time.monotonic() - began
            print(f"  50 credentials at once: {1000 * seconds:.0f} ms")
            # A peer that does not read is given 5 seconds.
            assert seconds < 4, seconds
            assert len(everything(silent)) <= REFUSAL


@test
def an_agent_that_does_not_answer_delays_only_its_own_units():
    if not is_believed():
        return
    with host(rate=10_000) as h:
        stuck, sources = units_of_two_agents(h)
        with serving(h, sources) as path, concurrent.futures.ThreadPoolExecutor(100) as threads:
            with stuck_agent(stuck) as connections:
                # More than are answered at once.
                waiting = [threads.submit(of_unit, path, "stuck.service/PASSWORD") for _ in range(100)]
                while len(connections) < 16:
                    time.sleep(0.01)
                began = time.monotonic()
                for _ in range(5):
                    assert of_unit(path, "shop.service/PASSWORD") == b"correct horse"
                assert time.monotonic() - began < 3, time.monotonic() - began
                assert not any(future.done() for future in waiting), "one was answered"
                # As many as may, and no more, wait for one agent.
                assert len(connections) == 16, len(connections)
            # The units that wait are answered when the agent has ended, each by a refusal.
            assert [len(future.result(60)) for future in waiting] == [REFUSAL] * 100


@test
def units_that_wait_for_one_agent_leave_descriptors_to_others():
    if not is_believed():
        return
    with host(rate=10_000) as h:
        stuck, sources = units_of_two_agents(h)
        with serving(h, sources, ["prlimit", "--nofile=64:256"]) as path, stuck_agent(stuck):
            # 16 have their turn, 128 wait for theirs: half of the descriptors.
            waiting = [connect(path, f"{os.urandom(8).hex()}/unit/stuck.service/PASSWORD") for _ in range(16 + 128)]
            time.sleep(0.5)
            for _ in range(10):
                assert len(of_unit(path, "stuck.service/PASSWORD")) == REFUSAL
            assert of_unit(path, "shop.service/PASSWORD") == b"correct horse"
            for connection in waiting:
                connection.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    raise AssertionError(f"one was answered with {len(connection.recv(1))} bytes")
                connection.close()

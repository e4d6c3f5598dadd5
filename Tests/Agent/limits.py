"""How many clients there may be, and what happens beyond that."""
import contextlib, itertools, os, socket, subprocess, time

import client
from host import host, test


def connections(path, count):
    """Connections that say nothing, and those among them that were refused at once."""
    opened, refused = [], 0
    for _ in range(count):
        connection = client.connect(path)
        opened.append(connection)
    time.sleep(0.5)
    for connection in opened:
        connection.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            answer = connection.recv(100)
            assert answer in (b"EJSA\1\12\0\0", b""), answer
            refused += 1
    return opened, refused


@test
def the_soft_limit_of_descriptors_is_no_limit():
    with host(start={"through": ["prlimit", "--nofile=64:4096"]}) as h:
        opened, refused = connections(h.socket, 500)
        assert refused == 0, refused
        assert h.open() == ["correct horse"]
        for connection in opened:
            connection.close()


@test
def clients_beyond_the_limit_are_told_and_others_are_served():
    with host(start={"through": ["prlimit", "--nofile=64:256"]}) as h:
        h.grant("other", documents=[str(h.document)])
        h.reload()
        # 256 descriptors, of which 128 are kept: 42 connections, and 21 of one grant.
        opened, refused = connections(h.socket, 100)
        assert refused == 79, refused
        h.refused("busy")
        assert "too much to do" in h.ejson("decrypt", "--agent", h.socket, h.document, ok=False)
        shop, h.socket = h.socket, str(h.path / "run/other.sock")
        assert h.open() == ["correct horse"]
        for connection in opened:
            connection.close()
        time.sleep(0.5)
        h.socket = shop
        assert h.open() == ["correct horse"]


@test
def a_client_whose_process_gets_no_descriptor_is_told():
    # A connection takes three: the socket's, one of the peer's process, and one for the answer.
    for count in (1, 2):
        with host() as h:
            allow_descriptors(h, count)
            h.refused("busy")
            allow_descriptors(h, 100)
            assert h.open() == ["correct horse"]


@test
def an_agent_without_descriptors_serves_again_when_it_has_some():
    with host() as h:
        allow_descriptors(h, 0)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as waiting:
            waiting.connect(h.socket)
            time.sleep(0.3)
            ticks = processor_time(h.process.pid)
            time.sleep(1)
            # It waits, and does not try all the time.
            assert processor_time(h.process.pid) - ticks < 5, processor_time(h.process.pid) - ticks
            allow_descriptors(h, 100)
            request, count = h.request()
            waiting.settimeout(10)
            waiting.sendall(request)
            client.answer(waiting, count)
        assert h.open() == ["correct horse"]


def allow_descriptors(h, count):
    """As many as the daemon has open now, and `count` more."""
    # Connections that have ended are closed by then.
    time.sleep(0.5)
    taken = {int(name) for name in os.listdir(f"/proc/{h.process.pid}/fd")}
    free = (number for number in itertools.count() if number not in taken)
    # The limit is on the numbers.
    limit = next(itertools.islice(free, count, None))
    subprocess.run(["prlimit", f"--pid={h.process.pid}", f"--nofile={limit}:"], check=True)


def processor_time(process):
    """In hundredths of a second."""
    fields = open(f"/proc/{process}/stat").read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])

"""What several groups of tests use."""

import contextlib
import time

from kubelet import Refused


def tests():
    """A list of tests, and the decorator that adds to it."""
    collected = []

    def test(function):
        collected.append(function)
        return function

    return collected, test


@contextlib.contextmanager
def refused(*codes, words=""):
    try:
        yield
    except Refused as error:
        assert error.code in codes, error
        assert words in error.sentence, error
    else:
        raise AssertionError(f"it was not refused with {' or '.join(codes)}")


def until_done(act):
    """As kubelet does: again, until it is done. Returns how often it was asked."""
    times = 0
    while True:
        times += 1
        try:
            act()
            return times
        except Refused as error:
            assert error.code in ("ABORTED", "UNAVAILABLE") and times < 300, error
            time.sleep(0.1)

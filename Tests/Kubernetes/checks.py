"""What several groups of tests use."""

import contextlib

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

"""What tests of several parts share."""

import signal
from collections.abc import Iterator

import pytest

from tests.databases import Postgres, postgres

# A shell starts what runs in the background with Ctrl-C ignored, and processes of the tests would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """One PostgreSQL server for all tests of a process, unless a test file has one of its own to stop."""
    with postgres() as running:
        yield running

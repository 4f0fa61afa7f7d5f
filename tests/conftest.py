"""What tests of several parts share."""

from collections.abc import Iterator

import pytest

from tests.databases import Postgres, postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """One PostgreSQL server for all tests of a process, unless a test file has one of its own to stop."""
    with postgres() as running:
        yield running

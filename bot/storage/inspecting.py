"""Looks at a database without changing it: for the operator, while the bot serves or not."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.rows import TupleRow

from bot.storage.connecting import NoDatabase
from bot.storage.schema import steps_from
from bot.storage.vault import Vault

CONNECT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a database says of itself."""

    server: str
    """What kind, and its version; "" when there is no database yet, but one can be made."""
    steps: int = 0
    """Steps that the next start makes before the tables are as this program wants them."""
    opens: bool = False
    """Whether something is stored, and opened with the key."""
    clock: float | None = None
    """Its time in seconds since 1970, where it has a clock of its own."""


def inspect(database: Path | str, secret: bytes | None) -> Inspected:
    """A database that is reachable, can be written to and opens with this key; no key: not tried.

    Raises NoDatabase, SchemaTooNew, and WrongKey when what is stored was sealed with another secret.
    """
    return _sqlite(database, secret) if isinstance(database, Path) else _postgres(database, secret)


def _sqlite(path: Path, secret: bytes | None) -> Inspected:
    if not path.exists():
        folder = next(parent for parent in path.parents if parent.exists())
        if not os.access(folder, os.W_OK | os.X_OK):
            message = f"DATABASE_URL: {path} is not there, and this user cannot make it: {folder} is not writable."
            raise NoDatabase(message)
        return Inspected("")
    try:
        # As a URI, because only so can SQLite be told not to make the file.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)) as opened:
            opened.execute("BEGIN IMMEDIATE")
            version = opened.execute("PRAGMA user_version").fetchone()[0]
            due = len(steps_from(version, "sqlite"))
            opens = _opens(secret, opened.execute("SELECT sealed FROM proof").fetchone() if version > 1 else None)
            # Only what is written shows whether it can be; it is taken back.
            opened.execute("CREATE TABLE written_by_doctor (it)")
            opened.execute("ROLLBACK")
    except sqlite3.Error as error:
        message = (
            f"DATABASE_URL: {path} cannot be used: {error}. Is it the bot's file, is it this user's, is the disk full?"
        )
        raise NoDatabase(message) from None
    return Inspected(f"SQLite {sqlite3.sqlite_version}", due, opens)


def _postgres(url: str, secret: bytes | None) -> Inspected:
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS, application_name="rls-bot doctor") as opened:
            recovering, clock, made = _row(
                opened,
                "SELECT pg_is_in_recovery(), extract(epoch FROM now())::float8, to_regclass('schema_version') IS NOT NULL",
            )
            if recovering:
                message = (
                    "DATABASE_URL: the PostgreSQL database is a copy that only can be read. Use the one it copies."
                )
                raise NoDatabase(message)
            version = _row(opened, "SELECT version FROM schema_version")[0] if made else 0
            opens = _opens(secret, opened.execute("SELECT sealed FROM proof").fetchone() if version else None)
            # Only what is written shows whether it can be; it is taken back.
            opened.execute("CREATE TABLE written_by_doctor (it integer)")
            opened.rollback()
            number = opened.info.server_version
            return Inspected(
                f"PostgreSQL {number // 10_000}.{number % 10_000}", len(steps_from(version, "postgres")), opens, clock
            )
    except psycopg.Error as error:
        # The library's own words name the host and never the password.
        message = f"DATABASE_URL: the PostgreSQL database cannot be used: {str(error).strip() or 'no answer'}."
        raise NoDatabase(message) from None


def _row(opened: psycopg.Connection[TupleRow], statement: str) -> TupleRow:
    row = opened.execute(statement.encode()).fetchone()
    assert row is not None, "a statement that always gives a row"  # noqa: S101
    return row


def _opens(secret: bytes | None, proof: tuple[bytes, ...] | None) -> bool:
    """Whether this key opens what is stored, as far as there is a key and something stored. Raises WrongKey."""
    if secret is None or proof is None:
        return False
    Vault(secret).check(proof[0])
    return True

"""The store that the settings ask for."""

from __future__ import annotations

from pathlib import Path

from bot.conversation import Store
from bot.storage.keeping import Keeping
from bot.storage.sqlite import SqliteStore


async def open_store(database: Path | str, secret: bytes, keeping: Keeping) -> Store:
    """A store in this file, or in the PostgreSQL database with this address.

    Raises NoDatabase, SchemaTooNew, and WrongKey when it was sealed with another secret.
    """
    if isinstance(database, Path):
        return SqliteStore(database, secret, keeping)
    from bot.storage.postgres import PostgresStore  # noqa: PLC0415 - a bot on SQLite starts faster without

    return await PostgresStore.opened(database, secret, keeping)

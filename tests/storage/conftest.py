"""Both kinds of store, empty, with a clock that can be moved."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from bot.conversation import Store
from bot.storage.keeping import AS_PROMISED, Keeping
from bot.storage.opening import open_store
from bot.storage.sqlite import SqliteStore
from tests.databases import Postgres

SECRET = b"a secret that is only for tests"
TIMES = {"chats": ("touched", "left_at"), "seen": ("at",), "outbox": ("at",), "aside": ("at",), "workers": ("until",)}


@dataclass
class Place:
    """A database that stores can be opened on, more than once."""

    database: Path | str
    closing: AsyncExitStack
    moved: float = 0.0

    async def store(self, secret: bytes = SECRET, keeping: Keeping = AS_PROMISED) -> Store:
        """Another store on the same data."""
        store: Store
        if isinstance(self.database, Path):
            store = SqliteStore(self.database, secret, keeping, clock=lambda: 1_000_000.0 + self.moved)
        else:
            store = await open_store(self.database, secret, keeping)
        self.closing.push_async_callback(store.close)
        return store

    def after(self, seconds: float) -> None:
        """Let so much time pass."""
        if isinstance(self.database, Path):
            self.moved += seconds
            return
        with psycopg.connect(self.database) as connection:
            for table, columns in TIMES.items():
                for column in columns:
                    past = f"UPDATE {table} SET {column} = {column} - %s * interval '1 second'"  # noqa: S608 - names of ours
                    connection.execute(past.encode(), (seconds,))

    def contents(self) -> bytes:
        """Everything that stands in the database, as a copy of it would show it."""
        if isinstance(self.database, Path):
            return b"".join(path.read_bytes() for path in self.database.parent.iterdir())
        copied = b""
        with psycopg.connect(self.database) as connection:
            for table in ("live", *TIMES):
                with connection.cursor().copy(f"COPY {table} TO STDOUT (FORMAT binary)".encode()) as rows:
                    copied += b"".join(bytes(row) for row in rows)
        return copied


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database; a test that is about one kind says so with `parametrize`."""
    return str(request.param)


@pytest.fixture
async def place(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """An empty database of this kind."""
    async with AsyncExitStack() as closing:
        if kind == "sqlite":
            yield Place(tmp_path / "bot.sqlite3", closing)
        else:
            running: Postgres = request.getfixturevalue("server")
            yield Place(running.new_database(), closing)


@pytest.fixture
async def store(place: Place) -> Store:
    """An empty store of each kind."""
    return await place.store()

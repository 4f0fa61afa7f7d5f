"""Chats in one SQLite file: the default, for one process on one machine.

A turn is one transaction. SQLite commits in well under a millisecond, so the calls are made on
the event loop itself; the lock keeps turns apart. Nothing is awaited between the first and the
last statement of a transaction.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bot.conversation import ChatId, Live, OpenTurn, Parcel, Unsent, UpdateId
from bot.dialogue.turns import State
from bot.errors import BotError
from bot.storage import codec
from bot.storage.sealing import Sealer

SEEN_FOR = 72 * 3600
"""Seconds an update id is remembered. Telegram keeps an update for 24 hours at most (Bot API, getUpdates)."""
KEPT_FOR = 30 * 24 * 3600
"""Seconds a conversation is kept after its last turn; the privacy statement says 30 days."""
_STATE, _PARCEL = b"state", b"parcel"


class NoDatabase(BotError):
    """The database cannot be opened."""


@dataclass(slots=True)
class _Turn:
    store: SqliteStore
    name: bytes
    state: State | None
    seen_before: bool

    def save(self, state: State | None, parcel: Parcel) -> None:
        self.store.write(self.name, state, parcel)


class SqliteStore:
    """All chats of one bot. Use it as an async context manager; one process at a time."""

    def __init__(self, path: Path | str, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        self._sealer = Sealer(secret)
        self._clock = clock
        self._lock = asyncio.Lock()
        self._database = _opened(path)

    def close(self) -> None:
        """Close the file; nothing is lost, every turn was committed."""
        self._database.close()

    @asynccontextmanager
    async def turn(self, chat: ChatId, update: UpdateId) -> AsyncIterator[OpenTurn]:
        """See `conversation.Store.turn`."""
        async with self._lock:
            name = self._sealer.name(chat)
            with self._transaction():
                added = self._database.execute(
                    "INSERT OR IGNORE INTO seen (update_id, at) VALUES (?, ?)", (update, self._now())
                )
                yield _Turn(self, name, self._state(name), seen_before=added.rowcount == 0)

    def write(self, name: bytes, state: State | None, parcel: Parcel) -> None:
        """Save a turn; called inside its transaction."""
        if state is None:
            self._database.execute("DELETE FROM chats WHERE name = ?", (name,))
        else:
            sealed = self._sealer.seal(name, codec.encode(state), _STATE)
            self._database.execute(
                "REPLACE INTO chats (name, sealed, touched) VALUES (?, ?, ?)", (name, sealed, self._now())
            )
        sealed = self._sealer.seal(name, json.dumps(parcel, ensure_ascii=False).encode(), _PARCEL)
        self._database.execute("INSERT INTO outbox (name, sealed) VALUES (?, ?)", (name, sealed))

    def unsent(self, chat: ChatId) -> Unsent | None:
        """The oldest parcel of a chat that was not sent yet."""
        name = self._sealer.name(chat)
        row = self._database.execute(
            "SELECT id, sealed FROM outbox WHERE name = ? ORDER BY id LIMIT 1", (name,)
        ).fetchone()
        return Unsent(row[0], self._parcel(name, row[1])) if row else None

    def waiting(self, chat: ChatId) -> tuple[Unsent, ...]:
        """All parcels of a chat that were not sent yet, oldest first."""
        name = self._sealer.name(chat)
        rows = self._database.execute("SELECT id, sealed FROM outbox WHERE name = ? ORDER BY id", (name,)).fetchall()
        return tuple(Unsent(number, self._parcel(name, sealed)) for number, sealed in rows)

    def chats_with_unsent(self) -> tuple[ChatId, ...]:
        """The chats that parcels wait for, oldest first: what a process that died left behind."""
        rows = self._database.execute("SELECT name, sealed FROM outbox GROUP BY name ORDER BY min(id)").fetchall()
        return tuple(ChatId(self._parcel(name, sealed)["chat"]) for name, sealed in rows)

    def live(self, chat: ChatId) -> Live | None:
        """The message that is the chat's live screen; None when there is none that can be edited."""
        row = self._database.execute(
            "SELECT message, shows FROM live WHERE name = ?", (self._sealer.name(chat),)
        ).fetchone()
        return Live(*row) if row else None

    def sent(self, chat: ChatId, parcel: int, live: Live | None) -> None:
        """A parcel is out; from now on this message is the live screen."""
        name = self._sealer.name(chat)
        with self._transaction():
            self._database.execute("DELETE FROM outbox WHERE id = ?", (parcel,))
            if live is None:
                self._database.execute("DELETE FROM live WHERE name = ?", (name,))
            else:
                self._database.execute("REPLACE INTO live VALUES (?, ?, ?)", (name, live.message, live.shows))

    def unreachable(self, chat: ChatId) -> None:
        """The person blocked the bot: nothing more is sent, and nothing that was to be sent is kept."""
        name = self._sealer.name(chat)
        with self._transaction():
            self._database.execute("DELETE FROM outbox WHERE name = ?", (name,))
            self._database.execute("DELETE FROM live WHERE name = ?", (name,))

    def forget_old(self) -> int:
        """Delete what was kept long enough; returns how many conversations that were."""
        with self._transaction():
            self._database.execute("DELETE FROM seen WHERE at < ?", (self._now() - SEEN_FOR,))
            gone = self._database.execute("DELETE FROM chats WHERE touched < ?", (self._now() - KEPT_FOR,)).rowcount
            self._database.execute("DELETE FROM live WHERE name NOT IN (SELECT name FROM chats)")
        return gone

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _state(self, name: bytes) -> State | None:
        row = self._database.execute("SELECT sealed FROM chats WHERE name = ?", (name,)).fetchone()
        return codec.decode(self._sealer.open(name, row[0], _STATE)) if row else None

    def _parcel(self, name: bytes, sealed: bytes) -> Parcel:
        parcel: Parcel = json.loads(self._sealer.open(name, sealed, _PARCEL))
        return parcel

    def _now(self) -> int:
        return int(self._clock())


def _opened(path: Path | str) -> sqlite3.Connection:
    try:
        if isinstance(path, Path):
            path.parent.mkdir(parents=True, exist_ok=True)
        # Autocommit: transactions are opened by name where they are meant.
        database = sqlite3.connect(path, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA secure_delete = ON")
        database.executescript(files(__package__).joinpath("sqlite.sql").read_text(encoding="utf-8"))
    except (sqlite3.Error, OSError) as error:
        message = f"DATABASE_URL: the database {path} cannot be opened: {error}."
        raise NoDatabase(message) from None
    return database

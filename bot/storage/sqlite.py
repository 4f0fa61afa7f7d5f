"""Chats in one SQLite file: the default, for one process on one machine.

A turn is done whole or not at all, and so is everything else. SQLite takes well under a millisecond, so the calls
are made on the event loop itself; the lock keeps turns apart. Nothing is awaited between the first and the last
statement of what belongs together.

What is done in one pass of the event loop is committed together: by `settle`, before the outbox is looked at, or
at the end of the pass. A commit does not wait for the disk: it outlives the process, not a power cut. `settle` waits
for all that were made so far, at once. It comes before an update is acknowledged, so what a power cut takes is
delivered again; and a parcel whose sending was not settled is sent a second time.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.conversation import Aside, ChatId, Live, OpenTurn, Parcel, Trouble, Unavailable, Unsent, UpdateId
from bot.dialogue.turns import State
from bot.errors import BotError
from bot.storage.keeping import AS_PROMISED, ASIDE_FOR, SEEN_FOR, Keeping
from bot.storage.schema import steps_from
from bot.storage.vault import Vault


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
    """All chats of one bot. One process serves from a file at a time; others may look at what was set aside.

    Raises NoDatabase, SchemaTooNew, and WrongKey when the file was sealed with another secret.
    """

    def __init__(
        self, path: Path | str, secret: bytes, keeping: Keeping = AS_PROMISED, clock: Callable[[], float] = time.time
    ) -> None:
        self._vault = Vault(secret)
        self._keeping = keeping
        self._clock = clock
        self._lock = asyncio.Lock()
        self._sending: set[bytes] = set()
        self._due: asyncio.Handle | None = None
        """The commit at the end of this pass of the event loop, when there is something to commit."""
        self._turns = False
        """Whether there are turns in what is to be committed."""
        self._undone = False
        """Whether something could not be committed since `settle` was last asked."""
        try:
            if isinstance(path, Path):
                path.parent.mkdir(parents=True, exist_ok=True)
            self._database = _opened(path)
        except (sqlite3.Error, OSError) as error:
            message = f"DATABASE_URL: the database {path} cannot be opened: {error}."
            raise NoDatabase(message) from None
        self._schema: int = self._run("PRAGMA user_version").fetchone()[0]
        self._check_key()

    async def close(self) -> None:
        """See `conversation.Store`, here and below."""
        try:
            self._commit()
        finally:
            self._database.close()

    async def reachable(self) -> bool:
        """Whether the file can be written to."""
        try:
            with self._transaction():
                return True
        except Unavailable:
            return False

    @asynccontextmanager
    async def turn(self, chat: ChatId, update: UpdateId, *, aside: int | None = None) -> AsyncIterator[OpenTurn]:
        """One transaction under the one lock there is."""
        async with self._lock:
            name = self._vault.name(chat)
            with self._together():
                new = self._see(update) if aside is None else self._take_back(aside)
                yield _Turn(self, name, self._state(name), seen_before=not new)
                self._turns = True

    def write(self, name: bytes, state: State | None, parcel: Parcel) -> None:
        """Save a turn; called inside its transaction."""
        if state is None:
            self._run("DELETE FROM chats WHERE name = ?", name)
            self._run("DELETE FROM aside WHERE name = ?", name)
        else:
            sealed = self._vault.sealed_state(name, state)
            self._run("REPLACE INTO chats (name, sealed, touched) VALUES (?, ?, ?)", name, sealed, self._clock())
        self._put_out(name, parcel)

    async def settle(self) -> None:
        """Writes a number again that stands there already, in the one transaction that waits for the disk."""
        try:
            self._commit()
        finally:
            undone, self._undone = self._undone, False
        if undone:
            raise Unavailable
        self._run("PRAGMA synchronous = FULL")
        try:
            with self._transaction():
                self._run(f"PRAGMA user_version = {self._schema}")
        finally:
            self._run("PRAGMA synchronous = NORMAL")

    async def unsent(self, chat: ChatId) -> Unsent | None:
        """The first that `waiting` gives."""
        return next(iter(await self.waiting(chat)), None)

    async def waiting(self, chat: ChatId) -> Sequence[Unsent]:
        """There is one process, so all of them; from now on it is sending to this chat until nothing waits."""
        if self._turns:
            self._commit()
        name = self._vault.name(chat)
        rows = self._run(
            "SELECT id, sealed, message, shows FROM outbox LEFT JOIN live USING (name) WHERE name = ? ORDER BY id", name
        ).fetchall()
        (self._sending.add if rows else self._sending.discard)(name)
        return [
            Unsent(number, self._vault.parcel(name, sealed), None if message is None else Live(message, shows))
            for number, sealed, message, shows in rows
        ]

    async def chats_with_unsent(self) -> Sequence[ChatId]:
        """What an earlier process left, and what this one has not begun to send."""
        self._commit()
        rows = self._run("SELECT name, sealed, min(id) FROM outbox GROUP BY name ORDER BY min(id)")
        return [
            ChatId(self._vault.parcel(name, sealed)["chat"]) for name, sealed, _ in rows if name not in self._sending
        ]

    async def live(self, chat: ChatId) -> Live | None:
        """Read without a transaction of its own."""
        row = self._run("SELECT message, shows FROM live WHERE name = ?", self._vault.name(chat)).fetchone()
        return Live(*row) if row else None

    async def sent(self, chat: ChatId, parcel: int, live: Live | None) -> Unsent | None:
        """Both or none."""
        name = self._vault.name(chat)
        with self._together():
            self._run("DELETE FROM outbox WHERE id = ?", parcel)
            if live is None:
                self._run("DELETE FROM live WHERE name = ?", name)
            else:
                self._run("REPLACE INTO live VALUES (?, ?, ?)", name, live.message, live.shows)
        return await self.unsent(chat)

    async def unreachable(self, chat: ChatId) -> None:
        """The retention clock starts at the first time it is found out."""
        name = self._vault.name(chat)
        with self._transaction():
            self._sending.discard(name)
            self._run("DELETE FROM outbox WHERE name = ?", name)
            self._run("DELETE FROM live WHERE name = ?", name)
            self._run("UPDATE chats SET left_at = ? WHERE name = ? AND left_at IS NULL", self._clock(), name)

    async def forget_old(self) -> int:
        """In one transaction."""
        now = self._clock()
        kept_since, left_since = now - self._keeping.seconds, now - self._keeping.left_seconds
        with self._transaction():
            self._run("DELETE FROM seen WHERE at < ?", now - SEEN_FOR)
            self._run("DELETE FROM aside WHERE at < ?", now - ASIDE_FOR)
            self._run("DELETE FROM outbox WHERE at < ?", kept_since)
            gone = self._run("DELETE FROM chats WHERE touched < ? OR left_at < ?", kept_since, left_since).rowcount
            self._run("DELETE FROM live WHERE name NOT IN (SELECT name FROM chats)")
        return gone

    async def set_aside(self, trouble: Trouble) -> None:
        """In one transaction with what the person is told."""
        name = None if trouble.chat is None else self._vault.name(trouble.chat)
        with self._transaction():
            if trouble.update is not None and not self._see(trouble.update):
                return
            self._run(
                "INSERT INTO aside (name, error, sealed, at) VALUES (?, ?, ?, ?)",
                name, trouble.error, self._vault.sealed_aside(name, trouble.kept), self._clock(),
            )  # fmt: skip
            if name is not None and trouble.parcel is not None:
                self._put_out(name, trouble.parcel)

    async def aside(self, *, again: bool = False) -> Sequence[Aside]:
        """Read without a transaction of its own."""
        rows = self._run(
            "SELECT id, at, error, tries, again, name, sealed FROM aside WHERE again OR NOT ? ORDER BY id", again
        )
        return [
            Aside(number, at, error, tries, bool(asked), self._vault.aside(name, sealed))
            for number, at, error, tries, asked, name, sealed in rows
        ]

    async def try_again(self, ids: Collection[int]) -> int:
        """In one transaction."""
        with self._transaction():
            return sum(self._run("UPDATE aside SET again = 1 WHERE id = ?", number).rowcount for number in ids)

    async def failed_again(self, aside: int, error: str) -> None:
        """In one transaction."""
        with self._transaction():
            self._run("UPDATE aside SET again = 0, tries = tries + 1, error = ? WHERE id = ?", error, aside)

    async def drop(self, ids: Collection[int]) -> int:
        """In one transaction."""
        with self._transaction():
            return sum(self._run("DELETE FROM aside WHERE id = ?", number).rowcount for number in ids)

    def _see(self, update: UpdateId) -> bool:
        """Remember an update; whether it is new."""
        return self._run("INSERT OR IGNORE INTO seen (update_id, at) VALUES (?, ?)", update, self._clock()).rowcount > 0

    def _take_back(self, aside: int) -> bool:
        return self._run("DELETE FROM aside WHERE id = ?", aside).rowcount > 0

    def _put_out(self, name: bytes, parcel: Parcel) -> None:
        sealed = self._vault.sealed_parcel(name, parcel)
        self._run("INSERT INTO outbox (name, sealed, at) VALUES (?, ?, ?)", name, sealed, self._clock())

    def _state(self, name: bytes) -> State | None:
        row = self._run("SELECT sealed FROM chats WHERE name = ?", name).fetchone()
        return self._vault.state(name, row[0]) if row else None

    def _check_key(self) -> None:
        with self._transaction():
            proof = self._run("SELECT sealed FROM proof").fetchone()
            if proof is None:
                self._run("INSERT INTO proof (sealed) VALUES (?)", self._vault.proof())
            else:
                self._vault.check(proof[0])

    def _run(self, statement: str, *values: Any) -> sqlite3.Cursor:  # noqa: ANN401 - whatever SQLite stores
        try:
            return self._database.execute(statement, values)
        except sqlite3.OperationalError as error:
            raise Unavailable from error

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Done whole or not at all; committed with what else is done in this pass of the event loop."""
        self._not_due()
        if not self._database.in_transaction:
            self._run("BEGIN IMMEDIATE")
        self._run("SAVEPOINT whole")
        try:
            yield
            self._run("RELEASE whole")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK TO whole")
            else:
                # After some errors SQLite takes back the whole transaction (sqlite.org/lang_transaction.html).
                self._undone = True
            raise
        finally:
            self._due = asyncio.get_running_loop().call_soon(self._commit_due)

    def _not_due(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _commit_due(self) -> None:
        # `settle` tells of it.
        with suppress(Unavailable):
            self._commit()

    def _commit(self) -> None:
        """Commit what was done in this pass of the event loop. Raises Unavailable; then it was not done."""
        if self._due is None:
            return
        self._not_due()
        self._turns = False
        if self._database.in_transaction:
            try:
                self._run("COMMIT")
            except BaseException:
                self._undone = True
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._commit()
        self._run("BEGIN IMMEDIATE")
        try:
            yield
            self._run("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise


def _opened(path: Path | str) -> sqlite3.Connection:
    # Autocommit: transactions are opened by name where they are meant.
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("PRAGMA secure_delete = ON")
    # Whoever waits for another process that makes the tables finds them made.
    database.execute("BEGIN IMMEDIATE")
    try:
        for version, step in steps_from(database.execute("PRAGMA user_version").fetchone()[0], "sqlite"):
            for statement in _statements(step):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {version}")
    except BaseException:
        database.close()
        raise
    database.execute("COMMIT")
    return database


def _statements(script: str) -> Iterator[str]:
    """A script cut into statements: Python's own way to run one ends the transaction first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""

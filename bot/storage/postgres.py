"""Chats in PostgreSQL: for any number of identical processes, on one machine or on several.

Everything about one chat happens under an advisory lock with the chat's name, so its turns come one
after the other wherever they arrive. Each operation is one transaction, its statements sent
together (pipeline), so a turn costs two round trips.

Who sends to a chat holds a claim on it, under the token of its process (`tokens`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg
from psycopg.rows import TupleRow

from bot.conversation import Aside, ChatId, Live, OpenTurn, Parcel, Trouble, Unavailable, Unsent, UpdateId
from bot.dialogue.turns import State
from bot.storage.connecting import START_WAIT, Connection, Database, NoDatabase
from bot.storage.keeping import AS_PROMISED, ASIDE_FOR, SEEN_FOR, Keeping
from bot.storage.tokens import Token
from bot.storage.vault import Vault

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Turn:
    state: State | None
    seen_before: bool
    saved: tuple[State | None, Parcel] | None = None

    def save(self, state: State | None, parcel: Parcel) -> None:
        self.saved = state, parcel


class PostgresStore:
    """All chats of one bot. Made by `opened`."""

    def __init__(self, database: Database, secret: bytes, keeping: Keeping) -> None:
        self._database = database
        self._vault = Vault(secret)
        self._keeping = keeping
        self._known: dict[bytes, int] = {}
        """The latest parcel that was seen, of each chat with a claim."""
        self.token = Token(database)

    @classmethod
    async def opened(
        cls, url: str, secret: bytes, keeping: Keeping = AS_PROMISED, wait: float = START_WAIT
    ) -> PostgresStore:
        """A store whose tables are made. Raises NoDatabase after `wait` seconds, SchemaTooNew and WrongKey."""
        store = cls(await Database.opened(url, wait), secret, keeping)
        try:
            await store._check_key()
            await store.token.start()
        except Unavailable:
            await store.close()
            message = "DATABASE_URL: the PostgreSQL database went away while it was opened."
            raise NoDatabase(message) from None
        except BaseException:
            await store.close()
            raise
        return store

    async def close(self) -> None:
        """See `conversation.Store`, here and below. What this process was to send is free at once for the others."""
        await self.token.give_back()
        await self._database.close()

    async def reachable(self) -> bool:
        """Whether it answers, and may be written to."""
        try:
            async with asyncio.timeout(2), self._database.connection() as connection:
                row = await (await connection.execute("SELECT NOT pg_is_in_recovery()")).fetchone()
                return bool(row and row[0])
        except (Unavailable, TimeoutError):
            return False

    @asynccontextmanager
    async def turn(self, chat: ChatId, update: UpdateId, *, aside: int | None = None) -> AsyncIterator[OpenTurn]:
        """Two round trips: what is read under the lock, what is written with the commit."""
        name = self._vault.name(chat)
        async with self._database.transaction(name) as connection:
            if aside is None:
                new = await _see(connection, update)
            else:
                new = await connection.execute("DELETE FROM aside WHERE id = %s RETURNING id", (aside,))
            found = await connection.execute("SELECT sealed FROM chats WHERE name = %s", (name,))
            row = await found.fetchone()
            turn = _Turn(self._vault.state(name, row[0]) if row else None, seen_before=await new.fetchone() is None)
            yield turn
            if turn.saved:
                await self._save(connection, name, *turn.saved)

    async def settle(self) -> None:
        """Every commit has reached the disk when it returns."""

    async def unsent(self, chat: ChatId) -> Unsent | None:
        """The first that `waiting` gives."""
        return next(iter(await self.waiting(chat)), None)

    async def waiting(self, chat: ChatId) -> Sequence[Unsent]:
        """Claims the chat while something waits, and lets go of it when nothing does."""
        name = self._vault.name(chat)
        me = {"name": name, "token": self.token.number}
        try:
            async with self._database.transaction(name) as connection:
                await connection.execute(
                    "INSERT INTO claims SELECT %(name)s, %(token)s WHERE EXISTS (SELECT FROM outbox WHERE name = %(name)s)"
                    " ON CONFLICT DO NOTHING", me,
                )  # fmt: skip
                await connection.execute(
                    "DELETE FROM claims WHERE name = %(name)s AND worker = %(token)s"
                    " AND NOT EXISTS (SELECT FROM outbox WHERE name = %(name)s)", me,
                )  # fmt: skip
                mine = await connection.execute(
                    "SELECT id, sealed, message, shows FROM outbox JOIN claims USING (name) LEFT JOIN live USING (name)"
                    " WHERE name = %(name)s AND worker = %(token)s ORDER BY id", me,
                )  # fmt: skip
                rows = await mine.fetchall()
        except psycopg.errors.ForeignKeyViolation as error:
            await self.token.renew()
            raise Unavailable from error
        self._note(name, rows)
        return [
            Unsent(number, self._vault.parcel(name, sealed), None if message is None else Live(message, shows))
            for number, sealed, message, shows in rows
        ]

    async def chats_with_unsent(self) -> Sequence[ChatId]:
        """Those that nobody has a claim on, and those claimed here for which another process saved something."""
        async with self._database.connection() as connection:
            found = await connection.execute(
                "SELECT DISTINCT ON (name) name, outbox.id, sealed, worker FROM outbox LEFT JOIN claims USING (name)"
                " WHERE worker IS NULL OR worker = %s ORDER BY name, outbox.id DESC",
                (self.token.number,),
            )
            rows = sorted(await found.fetchall(), key=lambda row: row[1])
        return [
            ChatId(self._vault.parcel(name, sealed)["chat"])
            for name, number, sealed, worker in rows
            if worker is None or number > self._known.get(name, 0)
        ]

    async def live(self, chat: ChatId) -> Live | None:
        """Read without the lock: only who has the claim changes it."""
        async with self._database.connection() as connection:
            found = await connection.execute(
                "SELECT message, shows FROM live WHERE name = %s", (self._vault.name(chat),)
            )
            row = await found.fetchone()
        return Live(*row) if row else None

    async def sent(self, chat: ChatId, parcel: int, live: Live | None) -> Unsent | None:
        """Waits for the database as long as it takes: a parcel that is out should not go out again.

        Changes nothing when another process has claimed the chat meanwhile; that one sends the parcel too.
        """
        name = self._vault.name(chat)
        while True:
            try:
                async with self._database.transaction(name) as connection:
                    claim = await connection.execute("SELECT worker FROM claims WHERE name = %s", (name,))
                    found = await connection.execute(
                        "SELECT id, sealed FROM outbox WHERE name = %s ORDER BY id", (name,)
                    )
                    holder, waiting = await claim.fetchone(), await found.fetchall()
                    if holder is not None and holder[0] != self.token.number:
                        log.warning("claim-lost")
                        self._known.pop(name, None)
                        return None
                    rows = [row for row in waiting if row[0] != parcel]
                    if len(rows) == len(waiting):
                        # It was told before, in a transaction of which only the answer was lost.
                        break
                    await connection.execute("DELETE FROM outbox WHERE id = %s", (parcel,))
                    await _set_live(connection, name, live)
                    if not rows:
                        await connection.execute("DELETE FROM claims WHERE name = %s", (name,))
            except Unavailable:
                await asyncio.sleep(0.5)
            else:
                break
        if holder is None or len(rows) == len(waiting):
            return await self.unsent(chat)
        self._note(name, rows)
        return next((Unsent(number, self._vault.parcel(name, sealed), live) for number, sealed in rows), None)

    async def unreachable(self, chat: ChatId) -> None:
        """The retention clock starts at the first time it is found out. Lets go of the chat."""
        name = self._vault.name(chat)
        async with self._database.transaction(name) as connection:
            await connection.execute("DELETE FROM outbox WHERE name = %s", (name,))
            await _set_live(connection, name, None)
            await connection.execute("UPDATE chats SET left_at = now() WHERE name = %s AND left_at IS NULL", (name,))
            await connection.execute("DELETE FROM claims WHERE name = %s AND worker = %s", (name, self.token.number))
        self._known.pop(name, None)

    async def forget_old(self) -> int:
        """In one transaction, by the database's clock."""
        kept, left = self._keeping.seconds, self._keeping.left_seconds
        async with self._database.connection() as connection, connection.transaction():
            await connection.execute("DELETE FROM seen WHERE at < now() - make_interval(secs => %s)", (SEEN_FOR,))
            await connection.execute("DELETE FROM aside WHERE at < now() - make_interval(secs => %s)", (ASIDE_FOR,))
            await connection.execute("DELETE FROM outbox WHERE at < now() - make_interval(secs => %s)", (kept,))
            gone = await connection.execute(
                "DELETE FROM chats WHERE touched < now() - make_interval(secs => %s)"
                " OR left_at < now() - make_interval(secs => %s)",
                (kept, left),
            )
            await connection.execute("DELETE FROM live WHERE NOT EXISTS (SELECT FROM chats WHERE name = live.name)")
            return gone.rowcount

    async def set_aside(self, trouble: Trouble) -> None:
        """In one transaction with what the person is told."""
        name = None if trouble.chat is None else self._vault.name(trouble.chat)
        async with self._database.transaction(name) as connection:
            if trouble.update is not None and not await (await _see(connection, trouble.update)).fetchone():
                return
            await connection.execute(
                "INSERT INTO aside (name, error, sealed) VALUES (%s, %s, %s)",
                (name, trouble.error, self._vault.sealed_aside(name, trouble.kept)),
            )
            if name is not None and trouble.parcel is not None:
                await self._put_out(connection, name, trouble.parcel)

    async def aside(self, *, again: bool = False) -> Sequence[Aside]:
        """In one statement."""
        async with self._database.connection() as connection:
            found = await connection.execute(
                "SELECT id, extract(epoch FROM at)::float8, error, tries, again, name, sealed FROM aside"
                " WHERE again OR NOT %s ORDER BY id",
                (again,),
            )
            return [
                Aside(number, at, error, tries, asked, self._vault.aside(name, sealed))
                for number, at, error, tries, asked, name, sealed in await found.fetchall()
            ]

    async def try_again(self, ids: Collection[int]) -> int:
        """In one statement."""
        return await self._database.changed("UPDATE aside SET again = true WHERE id = ANY(%s)", list(ids))

    async def failed_again(self, aside: int, error: str) -> None:
        """In one statement."""
        await self._database.changed(
            "UPDATE aside SET again = false, tries = tries + 1, error = %s WHERE id = %s", error, aside
        )

    async def drop(self, ids: Collection[int]) -> int:
        """In one statement."""
        return await self._database.changed("DELETE FROM aside WHERE id = ANY(%s)", list(ids))

    def _note(self, name: bytes, waiting: Sequence[TupleRow]) -> None:
        if waiting:
            self._known[name] = waiting[-1][0]
        else:
            self._known.pop(name, None)

    async def _save(self, connection: Connection, name: bytes, state: State | None, parcel: Parcel) -> None:
        if state is None:
            await connection.execute("DELETE FROM chats WHERE name = %s", (name,))
            await connection.execute("DELETE FROM aside WHERE name = %s", (name,))
        else:
            await connection.execute(
                "INSERT INTO chats (name, sealed) VALUES (%s, %s) ON CONFLICT (name)"
                " DO UPDATE SET sealed = EXCLUDED.sealed, touched = now(), left_at = NULL",
                (name, self._vault.sealed_state(name, state)),
            )
        await self._put_out(connection, name, parcel)

    async def _put_out(self, connection: Connection, name: bytes, parcel: Parcel) -> None:
        sealed = self._vault.sealed_parcel(name, parcel)
        await connection.execute("INSERT INTO outbox (name, sealed) VALUES (%s, %s)", (name, sealed))

    async def _check_key(self) -> None:
        async with self._database.connection() as connection, connection.transaction():
            # Of several processes that start at once one writes the proof, and the others wait for it.
            await connection.execute("LOCK TABLE proof IN EXCLUSIVE MODE")
            proof = await (await connection.execute("SELECT sealed FROM proof")).fetchone()
            if proof is None:
                await connection.execute("INSERT INTO proof (sealed) VALUES (%s)", (self._vault.proof(),))
            else:
                self._vault.check(proof[0])


async def _see(connection: Connection, update: UpdateId) -> psycopg.AsyncCursor[TupleRow]:
    """Remember an update; gives a row when it is new."""
    return await connection.execute(
        "INSERT INTO seen (update_id) VALUES (%s) ON CONFLICT DO NOTHING RETURNING update_id", (update,)
    )


async def _set_live(connection: Connection, name: bytes, live: Live | None) -> None:
    if live is None:
        await connection.execute("DELETE FROM live WHERE name = %s", (name,))
    else:
        await connection.execute(
            "INSERT INTO live VALUES (%s, %s, %s) ON CONFLICT (name)"
            " DO UPDATE SET message = EXCLUDED.message, shows = EXCLUDED.shows",
            (name, live.message, live.shows),
        )

"""By what the processes that share a database know which of them lives: a token that has to be renewed.

The database gives it out and never twice. One that is not renewed is deleted, by any other process, and
what stands under it goes with it; a process that finds its token gone takes another, and can do
nothing in the name of the old one.
"""

from __future__ import annotations

import asyncio
import contextlib

from bot.conversation import Unavailable
from bot.storage.connecting import Database

LEASE = 6.0
"""Seconds that a token lives without being renewed, on the database's clock."""
BEAT = 1.0
"""Seconds between two renewals."""


class Token:
    """The token of this process, once `renew` has been awaited."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._steady = True
        """Whether the last renewal worked; only then others are judged by theirs. At the start there was none to fail."""
        self._renewing: asyncio.Task[None] | None = None
        self.number = 0

    async def start(self) -> None:
        """Take a token, and renew it until `stop`. Raises Unavailable."""
        await self.renew()
        self._renewing = asyncio.create_task(self._keep_renewing())

    async def stop(self) -> None:
        """Renew it no more."""
        if self._renewing:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)

    async def give_back(self) -> None:
        """What stands under it is free for others at once, if the database answers within half a second."""
        await self.stop()
        with contextlib.suppress(Unavailable, TimeoutError):
            async with asyncio.timeout(0.5):
                await self._database.changed("DELETE FROM workers WHERE token = %s", self.number)

    async def renew(self) -> None:
        """Renew the token, or take a new one; delete those of processes that did not renew theirs. Raises Unavailable."""
        async with self._database.connection() as connection, connection.transaction():
            given = await connection.execute(
                "UPDATE workers SET until = clock_timestamp() + make_interval(secs => %s) WHERE token = %s RETURNING token",
                (LEASE, self.number),
            )
            row = await given.fetchone()
            if row is None:
                given = await connection.execute(
                    "INSERT INTO workers (until) VALUES (clock_timestamp() + make_interval(secs => %s)) RETURNING token",
                    (LEASE,),
                )
                row = await given.fetchone()
            if self._steady:
                await connection.execute("DELETE FROM workers WHERE until < clock_timestamp()")
        self.number = row[0] if row else 0
        # After an outage nobody could renew; the others get until the next time to do so.
        self._steady = True

    async def _keep_renewing(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self.renew()
            except Unavailable:
                self._steady = False

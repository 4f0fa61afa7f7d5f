"""What was set aside, for the operator: seen, tried again or dropped, while the bot serves or not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from bot.conversation import Aside, Store, Unavailable
from bot.errors import BotError
from bot.settings import storage_from_environment
from bot.storage.keeping import Keeping
from bot.storage.opening import open_store

Result = TypeVar("Result")
_KINDS = ("message", "edited_message", "callback_query", "my_chat_member")


class DatabaseAway(BotError):
    """The database was there when the command began, and then not."""


def listed() -> list[str]:
    """One line for each update that was set aside, oldest first: number, when, kind, error, tries."""
    return [_line(one) for one in _with_store(lambda store: store.aside())]


def tried_again(ids: Sequence[int]) -> int:
    """Ask the bot that serves, now or later, to take these once more (none named: all); returns how many."""
    return _with_store(lambda store: _on(store, ids, store.try_again))


def dropped(ids: Sequence[int]) -> int:
    """Delete these (none named: all); returns how many."""
    return _with_store(lambda store: _on(store, ids, store.drop))


async def _on(store: Store, ids: Sequence[int], act: Callable[[Sequence[int]], Coroutine[None, None, int]]) -> int:
    return await act(ids or [one.id for one in await store.aside()])


def _with_store(use: Callable[[Store], Coroutine[None, None, Result]]) -> Result:
    async def used() -> Result:
        settings = storage_from_environment()
        store = await open_store(settings.database, settings.secret, Keeping(settings.keep_days))
        try:
            return await use(store)
        finally:
            await store.close()

    try:
        return asyncio.run(used())
    except Unavailable:
        message = "DATABASE_URL: the database cannot do this now. Is it running, and is its disk full?"
        raise DatabaseAway(message) from None


def _line(one: Aside) -> str:
    when = datetime.fromtimestamp(one.at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    kind = next((kind for kind in _KINDS if kind in one.kept), "no known kind")
    tries = f"{one.tries} {'try' if one.tries == 1 else 'tries'}{', is tried again' if one.again else ''}"
    return f"{one.id}  {when}  {kind}  {one.error}  {tries}"

"""Takes updates, whichever way they came, and sees to it that each is safe or set aside."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import math
import os
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot.channels.telegram.essence import essence, private_chat
from bot.channels.telegram.gate import Flooded, Gate
from bot.channels.telegram.incoming import (
    Happened,
    Incoming,
    InGroup,
    Membership,
    Strange,
    Unreadable,
    Update,
    number_of,
)
from bot.channels.telegram.rendering import notice, parcel
from bot.channels.telegram.sending import Sender
from bot.conversation import Aside, Parcel, Store, Trouble, Unavailable, handle
from bot.dialogue.model import Content
from bot.dialogue.turns import Event, Sent, Turn, Typed
from bot.metrics import Metrics

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0
"""Seconds between two looks for what others left unsent, and for what is to be tried again."""
LONGEST_PAUSE = 2.0
"""Seconds between two tries of an update while the database is away."""
HOUR = 3600


@dataclass(slots=True)
class Service:
    """Takes updates for one content and one store."""

    content: Content
    gate: Gate
    store: Store
    sender: Sender
    metrics: Metrics
    longest_silence: float
    """Seconds without a word of Telegram after which something is wrong."""
    name: str = ""
    """The bot's user name, known once Telegram has told it."""
    heard_at: float = -math.inf
    """When Telegram was last heard from, on the monotonic clock."""

    def heard_from(self) -> None:
        """Telegram answered a poll, delivered, or said that it will."""
        self.heard_at = time.monotonic()

    def silence(self) -> float:
        """Seconds since Telegram was last heard from."""
        return time.monotonic() - self.heard_at

    async def ready(self) -> Mapping[str, bool]:
        """Whether updates can be taken: the parts that this needs."""
        return {"database": await self.store.reachable(), "telegram": self.silence() < self.longest_silence}

    async def take(self, updates: Sequence[Update]) -> None:
        """Make every update safe, in order; returns when all are, however long the database is away."""
        self.heard_from()
        taken = []
        for update in updates:
            # Read once, however often it has to be done: a chat's flood is counted by it.
            taken.append(partial(self._take_read, update, self._read(update)))
            await self._insist(taken[-1])
        if taken:
            await self._insist(partial(self._settled, taken))

    async def take_delivered(self, update: object) -> None:
        """Make one update safe; returns when it is. Raises Unavailable."""
        self.heard_from()
        await self._take_read(update, self._read(update))
        await self.store.settle()

    def _read(self, update: object) -> Incoming | Flooded:
        try:
            return self.gate.read(update)
        except Exception as failure:  # noqa: BLE001 - whatever is wrong with this one, the next must be served
            return Unreadable(kind_of(failure))

    async def _take_read(self, update: object, incoming: Incoming | Flooded) -> None:
        """One update in its own transaction; its replies are sent afterwards. What cannot be taken is set aside.

        Raises Unavailable and nothing else: one bad update must not hold up others.
        """
        try:
            error = await self._do(incoming)
        except Unavailable:
            raise
        except Exception as failure:  # noqa: BLE001 - likewise
            error = kind_of(failure)
        if error:
            await self._set_aside(update, error)

    async def _settled(self, taken: Sequence[Callable[[], Awaitable[None]]]) -> None:
        """Settle what was taken; when that fails, take it again: turns that did not settle may be gone."""
        try:
            await self.store.settle()
        except Unavailable:
            for take in taken:
                # Insisted on: the next time it settles, nothing tells any more that this one was missing.
                await self._insist(take)
            raise

    async def _insist(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do it again, after longer and longer pauses, until the store is there."""
        for failures in itertools.count(1):
            try:
                return await act()
            except Unavailable:
                log.warning("store-unavailable")
                await asyncio.sleep(min(0.25 * 2.0 ** min(failures, 10), LONGEST_PAUSE))
        return None

    async def _do(self, incoming: Incoming | Flooded, aside: int | None = None) -> str:
        """Do what an update asks; returns what kind of error it has when it cannot be read, otherwise ""."""
        match incoming:
            case Happened() as happened:
                with self.metrics.turns.time():
                    await handle(self.content, self.store, happened, partial(self._packed, happened), aside=aside)
                self.sender.wake(happened.chat, urgent=_is_alarming(happened.event))
            case InGroup() as group:
                await self._point_to_private(group, aside)
            case Membership(chat=chat, status="blocked"):
                await self.store.unreachable(chat)
            case Strange(why=why):
                log.info("update-passed-over", extra={"why": why})
            case Unreadable(error=error):
                return error
            case Flooded() | Membership():
                pass
        return ""

    def _packed(self, happened: Happened, turn: Turn) -> Parcel:
        for reply in turn.replies:
            if reply.about is not None:
                self.metrics.content.add(*reply.about)
        return parcel(happened, turn)

    async def _set_aside(self, update: object, error: str) -> None:
        log.error("update-set-aside", extra={"error": error})
        whose = private_chat(update)
        told = notice(*whose, self.content.words.failed) if whose else None
        chat = whose[0] if whose else None
        try:
            await self.store.set_aside(Trouble(number_of(update), chat, error, essence(update), told))
        except Unavailable:
            raise
        except Exception as failure:  # noqa: BLE001 - it can neither be taken nor kept, and must not stay in the way
            log.critical("update-lost", extra={"error": kind_of(failure)})
        if chat is not None:
            self.sender.wake(chat)

    async def try_again(self) -> None:
        """Take what was set aside once more when the operator asks for it, until cancelled."""
        while True:
            with contextlib.suppress(Unavailable):
                for one in await self.store.aside(again=True):
                    await self._try_once_more(one)
            await asyncio.sleep(LOOK_EVERY)

    async def _try_once_more(self, one: Aside) -> None:
        try:
            incoming = self.gate.read_again(one.kept)
            if isinstance(incoming, Happened) and isinstance(incoming.event, Typed):
                # What was typed was not kept; the person is asked for it.
                incoming = replace(incoming, event=Sent("failed"))
            error = await self._do(incoming, one.id)
        except Unavailable:
            raise
        except Exception as failure:  # noqa: BLE001 - as in `_take_read`
            error = kind_of(failure)
        log.info("update-tried-again", extra={"error": error})
        if error:
            await self.store.failed_again(one.id, error)
        else:
            await self.store.drop([one.id])

    async def keep_sending(self) -> None:
        """Send what a process left unsent that died, now and whenever there is some, until cancelled."""
        while True:
            try:
                await self.sender.resume()
            except Unavailable:
                log.warning("store-unavailable")
            await asyncio.sleep(LOOK_EVERY)

    async def _point_to_private(self, group: InGroup, aside: int | None) -> None:
        """Say nothing about health where others read along."""
        words = self.content.words
        button = (words.private_chat, f"https://t.me/{self.name}")
        async with self.store.turn(group.chat, group.update, aside=aside) as turn:
            if not turn.seen_before:
                turn.save(None, notice(group.chat, group.callback, words.group, button))
        self.sender.wake(group.chat)

    async def keep_tidy(self) -> None:
        """Delete what was kept long enough, now and every hour, until cancelled."""
        while True:
            try:
                log.info("forgot-old", extra={"conversations": await self.store.forget_old()})
            except Unavailable:
                log.warning("store-unavailable")
            await asyncio.sleep(HOUR)


def _is_alarming(event: Event) -> bool:
    return isinstance(event, Typed) and event.heard.alarm is not None


def kind_of(failure: Exception) -> str:
    """What went wrong and where in this program; not the error's text, which could hold what a person wrote."""
    frames = traceback.extract_tb(failure.__traceback__)
    ours = next((frame for frame in reversed(frames) if f"{os.sep}bot{os.sep}" in frame.filename), None)
    return f"{type(failure).__name__}:{Path(ours.filename).stem}:{ours.lineno}" if ours else type(failure).__name__

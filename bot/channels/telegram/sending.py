"""The outbox: what was committed is sent, in order for each chat, until it is out.

Chats do not wait for each other. An urgent parcel waits for nothing: not for its own chat's other
parcels, not for a pause of its chat, not for other chats' calls.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field, replace

from telegram.error import Forbidden, TelegramError

from bot.channels.telegram.calls import Calls, pause
from bot.channels.telegram.delivery import Delivery
from bot.conversation import ChatId, Outbox, Unsent

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Lane:
    """The sending to one chat, from the first parcel until there is none left."""

    parcels: int = 0
    """How many are known to wait."""
    since: float = field(default_factory=time.monotonic)
    """When the oldest parcel that may still wait was put there."""
    woken: bool = True
    """Whether something may have come since the outbox was last looked at."""
    overtaken: int = 0
    """Screens of parcels before this one are out of date."""
    overtaking: asyncio.Task[None] | None = None
    work: asyncio.Task[None] | None = None


class Sender:
    """Sends parcels: one task for each chat that has any, which ends when the chat has none left."""

    def __init__(self, calls: Calls, outbox: Outbox) -> None:
        self._calls = calls
        self._outbox = outbox
        self._lanes: dict[ChatId, _Lane] = {}

    async def resume(self) -> None:
        """Send what an earlier process left unsent."""
        for chat in await self._outbox.chats_with_unsent():
            if chat not in self._lanes:
                self.wake(chat, urgent=True)

    def wake(self, chat: ChatId, *, urgent: bool = False) -> None:
        """There is something to send to this chat; `urgent`: perhaps something that must not wait for the rest."""
        lane = self._lanes.get(chat)
        if lane is None:
            lane = self._lanes[chat] = _Lane()
            # A pass later: whoever took a whole batch asks for the next one before answers go out.
            asyncio.get_running_loop().call_soon(self._begin, chat, lane)
        lane.woken = True
        lane.parcels += 1
        if urgent:
            before = lane.overtaking
            lane.overtaking = asyncio.create_task(self._overtake(chat, lane, before))

    def waiting(self, chat: ChatId) -> int:
        """How many parcels wait for this chat, as far as this process knows."""
        return self._lanes[chat].parcels if chat in self._lanes else 0

    def chats_waiting(self) -> int:
        """How many chats something is being sent to, or waits to be."""
        return len(self._lanes)

    def oldest(self) -> float:
        """Seconds that the chat which waits longest has not been without unsent parcels; 0 when nothing waits."""
        return max((time.monotonic() - lane.since for lane in tuple(self._lanes.values())), default=0.0)

    async def stop(self, grace: float) -> None:
        """Give what is under way `grace` seconds; what is not out by then is sent at the next start."""
        for chat, lane in self._lanes.items():
            self._begin(chat, lane)
        lanes = tuple(self._lanes.values())
        tasks = [task for lane in lanes for task in (lane.overtaking, lane.work) if task is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, chat: ChatId, lane: _Lane) -> None:
        if lane.work is None:
            lane.work = asyncio.create_task(self._work(chat, lane))

    async def _work(self, chat: ChatId, lane: _Lane) -> None:
        """Send all that waits, oldest first. A store that fails is asked again, after longer and longer pauses."""
        failures = 0
        try:
            while lane.woken:
                lane.woken = False
                try:
                    await self._empty(chat, lane)
                    failures = 0
                except Exception as error:  # noqa: BLE001 - whatever a store raises; what it keeps must still go out
                    log.warning("outbox-failed", extra={"error": type(error).__name__})
                    lane.woken = True
                    await asyncio.sleep(pause(failures))
                    failures += 1
        finally:
            # Nothing is awaited since `woken` was found false, so no call of `wake` falls in between.
            del self._lanes[chat]

    async def _empty(self, chat: ChatId, lane: _Lane) -> None:
        await _ended(lane.overtaking)
        unsent = await self._outbox.unsent(chat)
        while unsent is not None:
            unsent = await self._deliver(chat, unsent, lane)
            lane.since = time.monotonic()
            lane.parcels = max(lane.parcels - 1, 0)
            if lane.overtaking is not None:
                # What is urgent is perhaps on its way already and must not be sent a second time.
                await _ended(lane.overtaking)
                unsent = await self._outbox.unsent(chat)

    async def _overtake(self, chat: ChatId, lane: _Lane, before: asyncio.Task[None] | None) -> None:
        """Send what is urgent, past all that waits."""
        await _ended(before)
        try:
            for unsent in await self._outbox.waiting(chat):
                if unsent.parcel.get("urgent"):
                    lane.overtaken = unsent.id
                    # The one before it may have changed the live screen.
                    await self._deliver(chat, replace(unsent, live=await self._outbox.live(chat)), lane)
        except Exception as error:  # noqa: BLE001 - what could not overtake still goes out in its turn
            log.warning("outbox-failed", extra={"error": type(error).__name__})

    async def _deliver(self, chat: ChatId, unsent: Unsent, lane: _Lane) -> Unsent | None:
        """Send it; returns what waits after it."""
        live, left_out, blocked = unsent.live, False, False
        try:
            delivery = Delivery(self._calls, unsent.parcel, live, wanted=lambda: unsent.id >= lane.overtaken)
            live = await delivery.send()
            left_out = delivery.left_out
        except* Forbidden:
            blocked = True
        except* (TelegramError, KeyError, TypeError, ValueError) as group:
            # Repeating would not mend it, and the replies behind it must not wait for ever.
            log.error("reply-dropped", extra={"error": type(group.exceptions[0]).__name__})  # noqa: TRY400
        if blocked:
            log.info("chat-unreachable")
            await self._outbox.unreachable(chat)
            return None
        return await self._outbox.sent(chat, unsent.id, await self._outbox.live(chat) if left_out else live)


async def _ended(task: asyncio.Task[None] | None) -> None:
    """Wait for a task, whatever becomes of it."""
    if task is not None:
        await asyncio.wait((task,))

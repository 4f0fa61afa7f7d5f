"""A chat that sends faster than it can be answered: its work is bounded, and other chats do not notice.

It begins when too many answers wait to be sent to the chat, so nobody who waits for an answer is held
back. Telegram lets a bot write about once a second to a chat, so a script is soon behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from bot.conversation import ChatId
from bot.dialogue.turns import Asked, Browsed, Event, Heard, Ordered, Tapped, Typed

MOST_WAITING = 15
"""Answers that may wait for a chat before what it sends is passed over; a person gets nowhere near."""
MOST_TAPS_WAITING = 45
"""The same for taps: they are cheap, and one that fits the live screen moves the conversation on."""
RECOVERY = 3.0
"""Seconds without a message after which a chat is served again."""
Verdict = Literal["serve", "remark", "drop"]


@dataclass(slots=True)
class _Held:
    """A chat that is held back."""

    until: float
    seen: set[object] = field(default_factory=set)
    """What was served meanwhile, and is not served again."""


class Flood:
    """Judges what comes from chats that many answers wait for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[ChatId, _Held] = {}

    def is_calm(self, chat: ChatId, waiting: int) -> bool:
        """Whether everything from this chat is served; when not, hear its messages for alarms only."""
        held = self._held.get(chat)
        if held and waiting == 0 and held.until <= self._clock():
            del self._held[chat]
            held = None
        return held is None and waiting < MOST_WAITING

    def verdict(self, chat: ChatId, waiting: int, event: Event) -> Verdict:
        """What to do with an event of a chat that is not calm.

        Each alarm is served, once until the chat is calm; so is each tap, while not too many wait; the rest gets
        one remark.
        """
        held = self._held.get(chat) or self._hold(chat)
        match event:
            case Typed(heard=Heard(alarm=str() as alarm)):
                return "serve" if _first_time(held.seen, alarm) else "drop"
            case Tapped() | Asked() | Browsed() | Ordered():
                return "serve" if waiting < MOST_TAPS_WAITING and _first_time(held.seen, event) else "drop"
            case _:
                held.until = self._clock() + RECOVERY
                return "remark" if _first_time(held.seen, "remark") else "drop"

    def _hold(self, chat: ChatId) -> _Held:
        now = self._clock()
        self._held = {other: held for other, held in self._held.items() if held.until > now}
        self._held[chat] = held = _Held(now + RECOVERY)
        return held


def _first_time(seen: set[object], what: object) -> bool:
    """Whether it was not in the set; from now on it is."""
    new = what not in seen
    seen.add(what)
    return new

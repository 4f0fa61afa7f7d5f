"""A chat that sends faster than it can be answered: its work is bounded, and other chats do not notice.

What counts is how many answers wait to be sent to the chat, so nobody who waits for an answer is ever
held back. Telegram lets a bot write about once a second to a chat, so a script is soon behind.
"""

from __future__ import annotations

from typing import Literal

from bot.conversation import ChatId
from bot.dialogue.turns import Asked, Browsed, Event, Heard, Ordered, Tapped, Typed

MOST_WAITING = 15
"""Answers that may wait for a chat before what it sends is passed over; a person gets nowhere near."""
MOST_TAPS_WAITING = 45
"""The same for taps: they are cheap, and one that fits the live screen moves the conversation on."""
Verdict = Literal["serve", "remark", "drop"]


class Flood:
    """Judges what comes from chats that many answers wait for."""

    def __init__(self) -> None:
        self._warned: dict[ChatId, set[object]] = {}

    def is_calm(self, chat: ChatId, waiting: int) -> bool:
        """Whether everything from this chat is served; when not, hear its messages for alarms only."""
        if waiting == 0:
            self._warned.pop(chat, None)
        return waiting < MOST_WAITING

    def verdict(self, chat: ChatId, waiting: int, event: Event) -> Verdict:
        """What to do with an event of a chat that is not calm.

        Each alarm is served, once until the chat is calm; a tap is, unless it is the one before again; the rest
        gets one remark.
        """
        warned = self._warned.setdefault(chat, set())
        match event:
            case Typed(heard=Heard(alarm=str() as alarm)):
                return "serve" if _first_time(warned, alarm) else "drop"
            case Tapped() | Asked() | Browsed() | Ordered() if waiting < MOST_TAPS_WAITING and _first_time(
                warned, event
            ):
                return "serve"
            case Tapped() | Asked() | Browsed() | Ordered():
                return "drop"
            case _:
                return "remark" if _first_time(warned, "remark") else "drop"


def _first_time(seen: set[object], what: object) -> bool:
    """Whether it was not in the set; from now on it is."""
    new = what not in seen
    seen.add(what)
    return new

"""What comes in, read, counted, and held back where one chat sends too much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.channels.telegram.flood import Flood
from bot.channels.telegram.incoming import Happened, Incoming, InGroup, Membership, chat_of, read_update
from bot.conversation import ChatId
from bot.dialogue.turns import Asked, Browsed, Event, Heard, Ordered, Sent, Tapped, Typed
from bot.metrics import Metrics

TOO_MANY = Sent("too_many")


@dataclass(frozen=True, slots=True)
class Flooded:
    """One of too many updates of a chat: nothing is done with it."""


class Gate:
    """Reads updates for one process."""

    def __init__(
        self,
        hear: Callable[[str], Heard],
        hear_alarm: Callable[[str], Heard],
        waiting: Callable[[ChatId], int],
        metrics: Metrics,
    ) -> None:
        """`waiting`: how many answers wait to be sent to a chat."""
        self._hear = hear
        self._hear_alarm = hear_alarm
        self._waiting = waiting
        self._metrics = metrics
        self._flood = Flood()

    def read_again(self, update: object) -> Incoming:
        """What an update means that was set aside and is tried again: it was counted before."""
        return read_update(update, self._hear)

    def read(self, update: object) -> Incoming | Flooded:
        """What an update means, and what is to be done with it."""
        chat = chat_of(update)
        waiting = self._waiting(chat) if chat is not None else 0
        if chat is None or self._flood.is_calm(chat, waiting):
            incoming: Incoming | Flooded = read_update(update, self._hear)
        else:
            incoming = self._judged(read_update(update, self._hear_alarm), waiting)
        self._metrics.updates.labels(_kind(incoming)).inc()
        return incoming

    def _judged(self, incoming: Incoming, waiting: int) -> Incoming | Flooded:
        match incoming:
            case InGroup():
                return Flooded()
            case Happened(chat=chat, event=event):
                verdict = self._flood.verdict(chat, waiting, event)
                if verdict == "drop":
                    return Flooded()
                return replace(incoming, event=TOO_MANY) if verdict == "remark" else incoming
            case _:
                return incoming


def _kind(incoming: Incoming | Flooded) -> str:
    match incoming:
        case Happened(event=event):
            return _kind_of_event(event)
        case InGroup():
            return "group"
        case Membership():
            return "membership"
        case Flooded():
            return "flood"
        case _:
            return "strange"


def _kind_of_event(event: Event) -> str:
    match event:
        case Typed():
            return "text"
        case Tapped() | Asked() | Browsed() | Ordered():
            return "tap"
        case Sent():
            return "other"

"""One turn with its I/O around it: what came in, one transaction, what goes out later.

Duplicate check, load, step, save and the replies still to be sent commit together. Only then may
the update be acknowledged; sending comes after and is repeated until done. So a crash at any
point loses nothing and repeats no transition.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, NewType, Protocol

from bot.dialogue.engine import step
from bot.dialogue.model import Content
from bot.dialogue.turns import Event, State, Turn

ChatId = NewType("ChatId", int)
UpdateId = NewType("UpdateId", int)
Parcel = dict[str, Any]
"""What a channel has to send for one turn, as JSON; only the channel reads it."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """An event, whose it is, and the number under which it was delivered."""

    chat: ChatId
    update: UpdateId
    event: Event


@dataclass(frozen=True, slots=True)
class Live:
    """The message that is a chat's live screen."""

    message: int
    shows: int
    """Checksum of what it shows, so that showing the same again needs no call."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A parcel that still has to be sent."""

    id: int
    parcel: Parcel


class OpenTurn(Protocol):
    """One chat inside its transaction."""

    @property
    def seen_before(self) -> bool:
        """Whether this update was handled already; then nothing may be saved."""

    @property
    def state(self) -> State | None:
        """The conversation as last saved; None for a chat that is new or was forgotten."""

    def save(self, state: State | None, parcel: Parcel) -> None:
        """Save the state and what must be sent. No state forgets everything about the chat."""


class Store(Protocol):
    """Remembers chats. Every store makes the same promises."""

    def turn(self, chat: ChatId, update: UpdateId) -> AbstractAsyncContextManager[OpenTurn]:
        """One transaction under the chat's lock: what is saved in it is saved whole, or not at all."""


async def handle(content: Content, store: Store, arrived: Arrived, pack: Callable[[Turn], Parcel]) -> None:
    """Take one event. Returns when the turn is safe; an update seen before changes nothing."""
    async with store.turn(arrived.chat, arrived.update) as turn:
        if not turn.seen_before:
            # The update's id is different for each new conversation, so buttons of a forgotten one never fit.
            state = turn.state or State(conversation=f"{arrived.update:x}")
            result = step(content, state, arrived.event)
            turn.save(result.state, pack(result))

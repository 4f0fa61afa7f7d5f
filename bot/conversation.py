"""One turn with its I/O around it: what came in, one transaction, what goes out later.

Duplicate check, load, step, save and the replies still to be sent commit together. Only when that has
settled may the update be acknowledged; sending comes after and is repeated until done. So a crash at any
point loses nothing and repeats no transition.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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
    live: Live | None = None
    """The chat's live screen when this was looked up; None when there is none that can be edited."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """An update that could not be taken, as it is set aside."""

    update: UpdateId | None
    """Its number; None when it had none."""
    chat: ChatId | None
    """Whose it is; None when that could not be read."""
    error: str
    """The kind of error, never its text: that could hold what a person wrote."""
    kept: dict[str, Any]
    """What is kept of the update, as JSON: what a second try needs, and no word that a person typed."""
    parcel: Parcel | None = None
    """What the person is told about it at once."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Something that was set aside, as the operator and a second try find it."""

    id: int
    at: float
    """When, in seconds since 1970."""
    error: str
    tries: int
    again: bool
    """Whether the operator asked for another try that was not made yet."""
    kept: dict[str, Any]


class Unavailable(Exception):
    """The store cannot do its work now, and nothing of it was done. Later it can; nothing is wrong with the update."""


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


class Outbox(Protocol):
    """What must be sent, in order for each chat, until it is out.

    Where several processes share a store, a chat is sent to by one of them at a time: to the others its
    parcels do not show. Every method may raise Unavailable.
    """

    async def unsent(self, chat: ChatId) -> Unsent | None:
        """The oldest parcel of a chat that was not sent yet."""

    async def waiting(self, chat: ChatId) -> Sequence[Unsent]:
        """All parcels of a chat that were not sent yet, oldest first."""

    async def chats_with_unsent(self) -> Sequence[ChatId]:
        """The chats with parcels that whoever sends to them does not know of, or that nobody sends to, oldest first.

        They come from a process that died, or from another that took an update of the same chat.
        """

    async def live(self, chat: ChatId) -> Live | None:
        """The message that is the chat's live screen now; None when there is none that can be edited."""

    async def sent(self, chat: ChatId, parcel: int, live: Live | None) -> Unsent | None:
        """A parcel is out; from now on this message is the live screen. Returns what `unsent` would."""

    async def unreachable(self, chat: ChatId) -> None:
        """The person blocked the bot: what was to be sent is dropped, and what is kept goes sooner."""


class Inbox(Protocol):
    """What was set aside, for the operator. It goes by itself after `storage.keeping.ASIDE_FOR`."""

    async def set_aside(self, trouble: Trouble) -> None:
        """Put an update aside, once; it counts as handled, so that it holds up nobody."""

    async def aside(self, *, again: bool = False) -> Sequence[Aside]:
        """Everything set aside, oldest first; `again`: only what is to be tried once more."""

    async def try_again(self, ids: Collection[int]) -> int:
        """Ask whoever serves to try these once more; returns how many there are."""

    async def failed_again(self, aside: int, error: str) -> None:
        """Another try ended in this kind of error."""

    async def drop(self, ids: Collection[int]) -> int:
        """Delete these; returns how many there were."""


class Store(Outbox, Inbox, Protocol):
    """Remembers chats. Every store makes the same promises, tested by one file; all raise Unavailable."""

    def turn(
        self, chat: ChatId, update: UpdateId, *, aside: int | None = None
    ) -> AbstractAsyncContextManager[OpenTurn]:
        """One transaction under the chat's lock: what is saved in it is saved whole, or not at all.

        `aside` names the update as one set aside that is tried again: it counts as new, once.
        """

    async def settle(self) -> None:
        """Returns when every turn so far is on the disk: only then may its update be acknowledged.

        Raises Unavailable when one is not; then any of those not settled before may be gone, and is to be taken again.
        """

    async def forget_old(self) -> int:
        """Delete what was kept long enough; returns how many conversations that were."""

    async def reachable(self) -> bool:
        """Whether a turn could be saved now; within two seconds."""

    async def close(self) -> None:
        """Let go of the database; nothing is lost, every turn was committed."""


async def handle(
    content: Content,
    store: Store,
    arrived: Arrived,
    pack: Callable[[Turn], Parcel],
    *,
    aside: int | None = None,
) -> None:
    """Take one event. Returns when the turn is saved; an update seen before changes nothing."""
    async with store.turn(arrived.chat, arrived.update, aside=aside) as turn:
        if not turn.seen_before:
            # The update's id is different for each new conversation, so buttons of a forgotten one never fit.
            state = turn.state or State(conversation=f"{arrived.update:x}")
            result = step(content, state, arrived.event)
            turn.save(result.state, pack(result))

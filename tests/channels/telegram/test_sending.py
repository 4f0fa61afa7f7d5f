"""The outbox: order for each chat, alarms first, nothing lost when the store or Telegram fails."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram import calls
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.sending import Sender
from bot.conversation import ChatId, Live, Parcel, Unsent

CHAT = ChatId(7)


def said(text: str, *, urgent: bool = False) -> Parcel:
    """A parcel with one message."""
    reply = {"kind": "message", "parts": [text], "keyboard": [], "urgent": urgent}
    return parcel(reply) | {"urgent": urgent, "quiet": urgent}


def screen(text: str) -> Parcel:
    """A parcel with one screen, after something was typed."""
    button = {"text": "Ja", "callback_data": "1|a|1|0"}
    return parcel({"kind": "screen", "settled": False, "parts": [text], "keyboard": [[button]]})


def parcel(*replies: dict[str, Any]) -> Parcel:
    """Replies to something that was typed."""
    return {
        "chat": CHAT,
        "callback": "",
        "toast": "",
        "tapped": 0,
        "replies": list(replies),
        "quiet": False,
        "urgent": False,
    }


class Kept:
    """An outbox in memory, which can be made to fail."""

    def __init__(self, *parcels: Parcel) -> None:
        self.parcels = {number: Unsent(number, parcel) for number, parcel in enumerate(parcels, start=1)}
        self.shown: Live | None = None
        self.failures = 0
        self.gone = False

    def add(self, parcel: Parcel) -> None:
        """One more, after all others."""
        number = max(self.parcels, default=len(self.parcels)) + 100
        self.parcels[number] = Unsent(number, parcel)

    async def unsent(self, chat: ChatId) -> Unsent | None:
        """See `Outbox`; fails as often as it was told to."""
        if self.failures:
            self.failures -= 1
            message = "the database is away"
            raise OSError(message)
        return next(iter(await self.waiting(chat)), None)

    async def waiting(self, chat: ChatId) -> list[Unsent]:
        """See `Outbox`."""
        waiting = [replace(self.parcels[number], live=self.shown) for number in sorted(self.parcels)]
        return waiting if chat == CHAT else []

    async def chats_with_unsent(self) -> tuple[ChatId, ...]:
        """See `Outbox`."""
        return (CHAT,) if self.parcels else ()

    async def live(self, _chat: ChatId) -> Live | None:
        """See `Outbox`."""
        return self.shown

    async def sent(self, chat: ChatId, parcel: int, live: Live | None) -> Unsent | None:
        """See `Outbox`."""
        del self.parcels[parcel]
        self.shown = live
        return next(iter(await self.waiting(chat)), None)

    async def unreachable(self, _chat: ChatId) -> None:
        """See `Outbox`."""
        self.parcels.clear()
        self.gone = True


class Line:
    """Telegram, which takes every call unless `failures` has an error for it."""

    def __init__(self, *failures: TelegramError | None) -> None:
        self._failures = list(failures)
        self.texts: list[str] = []

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:  # noqa: ANN401
        """One call."""
        await asyncio.sleep(0)
        failure = self._failures.pop(0) if self._failures else None
        if failure:
            raise failure
        self.texts.append(str(parameters.get("text", method)))
        return {"message_id": 40 + len(self.texts)}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "FIRST_PAUSE", 0.01)


def sender(line: Line, kept: Kept) -> Sender:
    """A sender on this line."""
    return Sender(Calls(line, lambda _method, _result: None), kept)


async def until(done: Callable[[], object]) -> None:
    """Returns as soon as it is so."""
    async with asyncio.timeout(5):
        while not done():  # noqa: ASYNC110 - as simple as it gets
            await asyncio.sleep(0.01)


async def test_what_a_dead_process_left_is_sent_in_order() -> None:
    """Oldest first, each once; then nothing waits."""
    line, kept = Line(NetworkError("x"), None, NetworkError("x")), Kept(said("a"), said("b"), said("c"))
    outbox = sender(line, kept)
    await outbox.resume()
    assert outbox.chats_waiting() == 1
    await until(lambda: not outbox.chats_waiting())
    assert (line.texts, kept.parcels, outbox.oldest(), outbox.waiting(CHAT)) == (["a", "b", "c"], {}, 0.0, 0)


async def test_what_is_urgent_passes_all_that_waits() -> None:
    """Past a pause that Telegram asked for; the screen it overtook is not shown, what else waited is."""
    line, kept = Line(RetryAfter(1)), Kept(screen("vraag"), said("uitleg"))
    outbox = sender(line, kept)
    outbox.wake(CHAT)
    await asyncio.sleep(0.1)
    kept.add(said("Bel 112.", urgent=True))
    outbox.wake(CHAT, urgent=True)
    await until(lambda: line.texts)
    assert (line.texts, kept.shown) == (["Bel 112."], None)
    await until(lambda: not outbox.chats_waiting())
    assert (line.texts, kept.shown) == (["Bel 112.", "uitleg"], None)


async def test_after_a_restart_what_is_urgent_goes_first() -> None:
    """And once."""
    line, kept = Line(), Kept(said("a"), said("Bel 112.", urgent=True), said("b"))
    outbox = sender(line, kept)
    await outbox.resume()
    await until(lambda: not outbox.chats_waiting())
    assert line.texts == ["Bel 112.", "a", "b"]


async def test_a_store_that_is_away_is_asked_again() -> None:
    """What it keeps goes out as soon as it is back."""
    line, kept = Line(), Kept(said("a"))
    kept.failures = 3
    outbox = sender(line, kept)
    outbox.wake(CHAT)
    await until(lambda: not outbox.chats_waiting())
    assert line.texts == ["a"]


async def test_a_parcel_that_cannot_be_sent_holds_up_nothing() -> None:
    """A refused message, and one that this version cannot read, are dropped; the next is sent."""
    line, kept = Line(BadRequest("no")), Kept(said("a"), {"chat": CHAT, **said("x"), "replies": [{}]}, said("b"))
    outbox = sender(line, kept)
    outbox.wake(CHAT)
    await until(lambda: not outbox.chats_waiting())
    assert (line.texts, kept.parcels) == (["b"], {})


async def test_a_chat_that_blocked_the_bot_is_dropped() -> None:
    """All that waits for it goes, and the store is told."""
    line, kept = Line(Forbidden("blocked")), Kept(said("a"), said("b"))
    outbox = sender(line, kept)
    outbox.wake(CHAT)
    await until(lambda: not outbox.chats_waiting())
    assert (line.texts, kept.gone) == ([], True)


async def test_an_edit_that_cannot_be_made_gives_one_new_message() -> None:
    """And that is the live screen from then on."""
    line, kept = Line(BadRequest("Message can't be edited")), Kept(screen("vraag") | {"tapped": 12})
    kept.shown = Live(12, 0)
    outbox = sender(line, kept)
    outbox.wake(CHAT)
    await until(lambda: not outbox.chats_waiting())
    assert line.texts == ["vraag"]
    assert kept.shown is not None
    assert kept.shown.message == 41


async def test_what_comes_while_sending_is_sent() -> None:
    """Also when it comes at the very end."""
    line, kept = Line(), Kept(said("0"))
    outbox = sender(line, kept)
    for number in range(1, 50):
        outbox.wake(CHAT)
        for _ in range(number % 7):
            await asyncio.sleep(0)
        kept.add(said(str(number)))
        outbox.wake(CHAT)
    await until(lambda: not outbox.chats_waiting())
    assert line.texts == [str(number) for number in range(50)]


async def test_stopping_leaves_what_is_not_out() -> None:
    """After the grace nothing is under way, and what waits is still kept."""
    line, kept = Line(RetryAfter(60)), Kept(said("a"))
    outbox = sender(line, kept)
    outbox.wake(CHAT)
    await asyncio.sleep(0.05)
    await outbox.stop(0.1)
    assert (outbox.chats_waiting(), list(kept.parcels)) == (0, [1])


async def test_stopping_at_once_still_sends_what_was_woken() -> None:
    """The sending had not begun; it gets the grace as well."""
    line, kept = Line(), Kept(said("a"))
    outbox = sender(line, kept)
    outbox.wake(CHAT)
    await outbox.stop(2)
    assert (line.texts, outbox.chats_waiting()) == (["a"], 0)

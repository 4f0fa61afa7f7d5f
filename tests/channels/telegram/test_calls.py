"""One call until it is through: who waits for what."""

import asyncio
import itertools
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.channels.telegram import calls
from bot.channels.telegram.calls import Calls, Superseded, pause
from bot.conversation import ChatId

ONE, TWO = ChatId(1), ChatId(2)


class Line:
    """Answers calls as told: per chat, the errors that come before it works."""

    def __init__(self, **failures: list[TelegramError]) -> None:
        self._failures = failures
        self.made: list[tuple[str, float]] = []
        self.blocking: dict[str, asyncio.Event] = {}
        self.counted: list[tuple[str, str]] = []

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:  # noqa: ANN401
        """One call."""
        self.made.append((method, time.monotonic()))
        if method in self.blocking:
            await self.blocking[method].wait()
        if self._failures.get(method):
            raise self._failures[method].pop(0)
        return parameters

    def count(self, method: str, result: str) -> None:
        """Remember how a try went."""
        self.counted.append((method, result))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "FIRST_PAUSE", 0.02)


def calls_on(line: Line, at_once: int = 8) -> Calls:
    """Calls over this line."""
    return Calls(line, line.count, at_once)


async def timed(call: Callable[[], Any]) -> float:
    """Seconds that a call takes."""
    began = time.monotonic()
    await call()
    return time.monotonic() - began


async def test_a_chat_that_must_wait_waits_alone() -> None:
    """All calls to that chat wait as long as Telegram said; another chat's do not."""
    line = Line(sendMessage=[RetryAfter(1)])
    made = calls_on(line)
    first = asyncio.create_task(timed(lambda: made.make(ONE, "sendMessage", {})))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(timed(lambda: made.make(ONE, "editMessageText", {})))
    other = await timed(lambda: made.make(TWO, "sendMessage", {}))
    waited = await asyncio.gather(first, second)
    assert other < 0.5 < min(waited)
    assert line.counted.count(("sendMessage", "slow-down")) == 1


async def test_failures_are_repeated_after_longer_and_longer_pauses() -> None:
    """The network, Telegram's gateway and a missing answer are tried again until it works."""
    line = Line(sendMessage=[NetworkError("x"), TimedOut(), NetworkError("Bad Gateway"), TelegramError("?")])
    assert await calls_on(line).make(ONE, "sendMessage", {"text": "a"}) == {"text": "a"}
    moments = [moment for _, moment in line.made]
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    assert len(gaps) == 4
    assert gaps[3] > gaps[0]
    assert [pause(n) <= calls.LONGEST_PAUSE for n in range(100)] == [True] * 100
    assert len({pause(3) for _ in range(9)}) > 1


@pytest.mark.parametrize(
    ("error", "result"), [(BadRequest("no"), "refused"), (Forbidden("no"), "blocked")], ids=["refused", "blocked"]
)
async def test_what_repeating_cannot_mend_is_raised(error: TelegramError, result: str) -> None:
    """At once, and counted."""
    line = Line(sendMessage=[error])
    with pytest.raises(type(error)):
        await calls_on(line).make(ONE, "sendMessage", {})
    assert line.counted == [("sendMessage", result)]


async def test_an_urgent_call_waits_for_nobody() -> None:
    """Not for the calls under way, however many are allowed, and not for a pause of its chat."""
    line = Line(sendMessage=[RetryAfter(30)])
    line.blocking["editMessageText"] = asyncio.Event()
    made = calls_on(line, at_once=1)
    waiting = [asyncio.create_task(made.make(ONE, "sendMessage", {})) for _ in range(2)]
    await asyncio.sleep(0.05)
    slow = asyncio.create_task(made.make(TWO, "editMessageText", {}))
    await asyncio.sleep(0.05)
    assert await timed(lambda: made.make(ONE, "sendMessage", {}, urgent=True)) < 1
    line.blocking["editMessageText"].set()
    await slow
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_what_is_not_wanted_any_more_is_not_repeated() -> None:
    """After a failure it is asked again whether the call is still wanted."""
    line = Line(sendMessage=[NetworkError("x")])
    wanted = [True, False]
    with pytest.raises(Superseded):
        await calls_on(line).make(ONE, "sendMessage", {}, wanted=lambda: wanted.pop(0))
    assert len(line.made) == 1

"""When Telegram and the network fail all the time, every conversation still ends as it should, in order."""

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.bot_api import BotApi, Person
from tests.fakes.storms import Storm
from tests.people import VARIANTS, all_checks, delay, faults, out_of_order, whole_check
from tests.processes import running

PEOPLE = 24
PATIENCE = 60


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server."""
    async with BotApi() as server:
        yield server


async def test_in_a_storm_every_conversation_ends_right(api: BotApi, tmp_path: Path) -> None:
    """10 % of the calls are too many, 10 % meet a bad gateway, 5 % are cut: the same endings as in calm weather."""
    async with running(api.url, api.token, tmp_path) as bot:
        calm = await all_checks([api.person(n) for n in range(1, len(VARIANTS) + 1)], PATIENCE)
        api.weather = storm = Storm(random.Random(4))  # noqa: S311 - the same storm each time
        stormy = await all_checks([api.person(n) for n in range(101, 101 + PEOPLE)], PATIENCE)
        assert "uncaught" not in bot.log

    assert stormy == [calm[n % len(VARIANTS)] for n in range(PEOPLE)]
    assert len(set(calm)) == len(VARIANTS)
    assert out_of_order(api.calls) == []
    assert storm.hasty == []
    assert faults(api) == []
    assert len(api.injected) > 0.15 * len(api.calls)


async def test_others_do_not_notice_a_chat_that_must_wait(api: BotApi, tmp_path: Path) -> None:
    """While one chat is paused for long, the others' median delay is what it is without; measured in turns."""
    others = [api.person(n) for n in range(1, 9)]
    slow = api.person(99)
    async with running(api.url, api.token, tmp_path):
        await asyncio.gather(*(whole_check(person, 0, PATIENCE) for person in (*others, slow)))
        free, paused = [], []
        for _ in range(8):
            free += await _delays(others)
            api.fail(
                "sendMessage",
                chat_id=99,
                error_code=429,
                description="Too Many Requests: retry after 2",
                retry_after=2,
            )
            await slow.says("/help")
            before = len(slow.messages)
            paused += await _delays(others)
            assert len(slow.messages) == before
            await slow.settled()

    assert statistics.median(paused) < 1.5 * statistics.median(free)


async def _delays(people: list[Person]) -> list[float]:
    return list(await asyncio.gather(*(delay(person) for person in people)))


async def test_an_alarm_passes_a_chat_that_must_wait(api: BotApi, tmp_path: Path) -> None:
    """The answer to an emergency comes at once, and no question is shown after it that waited before it."""
    person = api.person(7)
    async with running(api.url, api.token, tmp_path):
        await whole_check(person, 0, PATIENCE)
        for method in ("sendMessage", "editMessageText"):
            api.fail(method, chat_id=7, error_code=429, description="Too Many Requests: retry after 3", retry_after=3)
        await person.says("/opnieuw")
        await asyncio.sleep(0.3)
        began = time.monotonic()
        api.fail("sendMessage", chat_id=7, error_code=502, description="Bad Gateway")
        await person.says("ik wil niet meer leven")
        alarm = await person.sees("113")
        assert time.monotonic() - began < 2
        await asyncio.sleep(3.2)
        await person.settled()

    assert person.messages[-1] is alarm
    assert out_of_order(api.calls) == []


async def test_a_poll_that_is_never_answered_is_given_up(api: BotApi, tmp_path: Path) -> None:
    """With SIGTERM the process still ends at once, though its poll hangs."""
    api.hang("getUpdates", times=1)
    async with running(api.url, api.token, tmp_path) as bot:
        while "setChatMenuButton" not in {call.method for call in api.calls}:  # noqa: ASYNC110 - the server tells of no call
            await asyncio.sleep(0.05)
        began = time.monotonic()
        assert await bot.end() == 0
        assert time.monotonic() - began < 5

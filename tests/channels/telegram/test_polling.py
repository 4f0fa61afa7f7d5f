"""Polling goes on whatever Telegram does, and never acknowledges what was not taken."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram.incoming import Update
from bot.channels.telegram.polling import Poller, TokenRefused, missing
from bot.channels.telegram.raw import RawApi
from bot.channels.telegram.transport import AiohttpRequest
from tests.fakes.bot_api import BotApi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server."""
    async with BotApi() as server:
        yield server


class Taken:
    """What was handed on."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def take(self, updates: Sequence[Update]) -> None:
        """Keep the texts."""
        self.texts += [update["message"]["text"] for update in updates]


@asynccontextmanager
async def polling(api: BotApi, taken: Taken, slack: float = 5.0) -> AsyncIterator[tuple[Poller, asyncio.Task[None]]]:
    """A poller at work, with polls of one second."""
    async with AiohttpRequest(connections=1) as transport:
        poller = Poller(RawApi(api.url, api.token, transport), taken.take, transport.renew, hold=1.0, slack=slack)
        task = asyncio.create_task(poller.run())
        yield poller, task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def taken_all(taken: Taken, *texts: str) -> None:
    """Returns when these texts, and no others, were handed on."""
    async with asyncio.timeout(10):
        while taken.texts != list(texts):  # noqa: ASYNC110 - as simple as it gets
            await asyncio.sleep(0.02)


async def test_a_stalled_poll_is_renewed(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    """A poll that never ends is given up after hold and slack, and the next has new connections."""
    taken = Taken()
    api.hang("getUpdates")
    async with polling(api, taken, slack=0.3):
        await api.person(1).says("Dag")
        await taken_all(taken, "Dag")
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == ["poll-renewed"]


async def test_a_second_poller_is_waited_out(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    """A 409 is said once, however often it comes in a row; then everything is taken."""
    taken = Taken()
    api.fail("getUpdates", times=2, error_code=409, description="Conflict: terminated by other getUpdates request")
    caplog.set_level(logging.INFO)
    async with polling(api, taken):
        await api.person(1).says("Dag")
        await taken_all(taken, "Dag")
    assert [record.getMessage() for record in caplog.records if record.name.startswith("bot.")] == ["another-poller"]


async def test_failures_of_all_kinds_are_waited_out(api: BotApi) -> None:
    """Too many requests, a bad gateway, a cut connection before and after the answer: each update is taken in order."""
    taken = Taken()
    api.fail("getUpdates", error_code=429, description="Too Many Requests: retry after 1", retry_after=1)
    api.fail("getUpdates", error_code=502, description="Bad Gateway")
    api.drop("getUpdates")
    api.drop("getUpdates", performed=True)
    async with polling(api, taken):
        for text in "abc":
            await api.person(1).says(text)
        await taken_all(taken, "a", "b", "c")


async def test_a_revoked_token_ends_it(api: BotApi) -> None:
    """With a message that names the variable and not the token."""
    api.fail("getUpdates", error_code=401, description="Unauthorized")
    async with polling(api, Taken()) as (_, task):
        with pytest.raises(TokenRefused, match="TELEGRAM_BOT_TOKEN") as caught:
            await asyncio.wait_for(task, 5)
    assert api.token not in str(caught.value)


@pytest.mark.parametrize(
    ("expected", "ids", "count"),
    [
        (None, [7, 8], 0),
        (7, [7, 8], 0),
        (7, [8, 9], 1),
        (7, [7, 10], 2),
        (None, [7, 10], 2),
        (7, [6, 7], 0),
        (7, [900_000], 0),
        (900_000, [7], 0),
    ],
)
def test_missing(expected: int | None, ids: list[int], count: int) -> None:
    """Skipped ids are counted; a new numbering, or an update that comes again, is no gap."""
    assert missing(expected, ids) == count

"""One call to the Bot API, made until it is through.

Telegram asking a chat to be slower (429) pauses that chat and no other. What the network or Telegram
fails at is tried again, after longer and longer pauses. An urgent call waits for nobody.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import timedelta
from typing import Any, Protocol

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.conversation import ChatId

log = logging.getLogger(__name__)
AT_ONCE = 256
"""Calls under way at the same time, urgent ones apart."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0
"""Seconds between tries; doubled each time, and less by chance so that chats do not all try at the same moment."""


class Api(Protocol):
    """What is used of `raw.RawApi`."""

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:  # noqa: ANN401
        """One call, once. Raises TelegramError."""


class Superseded(Exception):
    """The call is not wanted any more and was not made again."""


class Calls:
    """Makes calls, many at a time; `counted` is told of every try: method and how it went."""

    def __init__(self, api: Api, counted: Callable[[str, str], object], at_once: int = AT_ONCE) -> None:
        self._api = api
        self._counted = counted
        self._gate = asyncio.Semaphore(at_once)
        self._paused: dict[ChatId, float] = {}

    async def make(
        self,
        chat: ChatId,
        method: str,
        parameters: dict[str, Any],
        *,
        urgent: bool = False,
        wanted: Callable[[], bool] = lambda: True,
    ) -> Any:  # noqa: ANN401 - whatever the call returns
        """The call's result. Raises what repeating cannot mend (BadRequest, Forbidden, ChatMigrated), and Superseded.

        An answer that got lost means the call may be made twice; a message shown twice is better than
        one never shown.
        """
        failures = 0
        while True:
            if not urgent:
                await self._until_allowed(chat)
            if not wanted():
                raise Superseded
            try:
                async with self._passage(urgent=urgent):
                    result = await self._api.call(method, parameters)
            except RetryAfter as error:
                self._counted(method, "slow-down")
                self._paused[chat] = max(self._paused.get(chat, 0.0), time.monotonic() + seconds(error))
                if urgent:
                    await asyncio.sleep(seconds(error))
            except (BadRequest, ChatMigrated, Forbidden) as error:
                self._counted(method, "blocked" if isinstance(error, Forbidden) else "refused")
                raise
            except TelegramError as error:
                self._counted(method, "failed")
                log.info(
                    "call-failed", extra={"method": method, "error": type(error).__name__, "failures": failures + 1}
                )
                await asyncio.sleep(pause(failures))
                failures += 1
            else:
                self._counted(method, "ok")
                return result

    async def _until_allowed(self, chat: ChatId) -> None:
        """Wait as long as Telegram asked this chat to; it may ask again meanwhile."""
        while (wait := self._paused.get(chat, 0.0) - time.monotonic()) > 0:  # noqa: ASYNC110 - nothing signals a time
            await asyncio.sleep(wait)
        self._paused.pop(chat, None)

    def _passage(self, *, urgent: bool) -> AbstractAsyncContextManager[object]:
        return nullcontext() if urgent else self._gate


def pause(failures: int) -> float:
    """Seconds to wait after so many failures before this one."""
    longest = min(FIRST_PAUSE * 2.0 ** min(failures, 30), LONGEST_PAUSE)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads tries, guards nothing


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)

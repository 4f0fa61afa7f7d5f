"""Long polling: updates are taken one by one, committed, and only then acknowledged.

Telegram forgets an update when a later offset is asked for. The offset is raised when everything
before it is safely stored, and it is not stored itself: after a restart Telegram hands out again
what was not acknowledged, and the store recognises what it has seen.
"""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.channels.telegram.incoming import ALLOWED_UPDATES, Update
from bot.channels.telegram.sending import seconds
from bot.errors import BotError

log = logging.getLogger(__name__)
# The library advises its own method; why it is not used stands in _fetch.
warnings.filterwarnings("ignore", message=".*do_api_request.*getUpdates", category=PTBUserWarning)
POLL_SECONDS = 30
"""How long Telegram holds an empty answer; the real server caps it at 50."""
_NETWORK_SECONDS = 10
_CONFLICT_PAUSE, _FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 0.5, 15.0


class TokenRefused(BotError):
    """Telegram does not know the token."""

    def __init__(self) -> None:
        super().__init__("Telegram does not accept TELEGRAM_BOT_TOKEN. Compare it with what @BotFather gave you.")


class Poller:
    """Fetches updates and hands them on, in order, until it is stopped."""

    def __init__(self, bot: Bot, take: Callable[[Sequence[Update]], Awaitable[None]]) -> None:
        self._bot = bot
        self._take = take
        self._offset: int | None = None

    async def run(self) -> None:
        """Poll until cancelled. A second poller on the same token (409) is waited out quietly."""
        pause = _FIRST_PAUSE
        while True:
            try:
                updates = await self._fetch()
                pause = _FIRST_PAUSE
            except InvalidToken:
                raise TokenRefused from None
            except Conflict:
                log.info("another process is polling with this token; waiting")
                await asyncio.sleep(_CONFLICT_PAUSE)
                continue
            except RetryAfter as error:
                await asyncio.sleep(seconds(error))
                continue
            except TelegramError as error:
                log.info("polling failed (%s); trying again", type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            await self._take(updates)
            if updates:
                self._offset = max(int(update["update_id"]) for update in updates) + 1

    async def _fetch(self) -> list[Update]:
        parameters: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED_UPDATES)}
        if self._offset is not None:
            parameters["offset"] = self._offset
        # Not Bot.get_updates: that turns all updates into objects at once, and one it cannot read stops all others.
        answer: Any = await self._bot.do_api_request(
            "getUpdates", api_kwargs=parameters, read_timeout=POLL_SECONDS + _NETWORK_SECONDS
        )
        return list(answer)

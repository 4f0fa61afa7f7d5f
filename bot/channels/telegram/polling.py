"""Long polling: updates are taken one by one, committed, and only then acknowledged.

Telegram forgets an update when a later offset is asked for. The offset is raised when everything
before it is safely stored, and it is not stored itself: after a restart Telegram hands out again
what was not acknowledged, and the store recognises what it has seen.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.calls import pause, seconds
from bot.channels.telegram.incoming import ALLOWED_UPDATES, Update
from bot.channels.telegram.raw import RawApi
from bot.errors import BotError

log = logging.getLogger(__name__)
POLL_SECONDS = 25.0
"""How long Telegram holds an empty answer; the real server caps it at 50."""
SLACK = 15.0
"""Seconds beyond that after which a poll is given up, and the connections with it: some hang without an error."""
MOST_MISSING = 10_000
"""A larger jump is a new numbering."""
FIRST_CONFLICT_PAUSE, LONGEST_CONFLICT_PAUSE = 2.0, 30.0


class TokenRefused(BotError):
    """Telegram does not know the token."""

    def __init__(self) -> None:
        super().__init__("Telegram does not accept TELEGRAM_BOT_TOKEN. Compare it with what @BotFather gave you.")


class Poller:
    """Fetches updates and hands them on, in order, until it is stopped."""

    def __init__(
        self,
        api: RawApi,
        take: Callable[[Sequence[Update]], Awaitable[None]],
        renew: Callable[[], Awaitable[None]],
        *,
        hold: float = POLL_SECONDS,
        slack: float = SLACK,
    ) -> None:
        """`renew` gives polling new connections. `hold`, `slack`: seconds; see above."""
        self._api = api
        self._take = take
        self._renew = renew
        self._hold = hold
        self._slack = slack
        self._offset: int | None = None
        self.finished_at = time.monotonic()
        """When Telegram last answered a poll, on the monotonic clock."""
        self._renewed_at = self.finished_at
        self.missed = 0
        """Updates that never came, since the start."""

    async def run(self) -> None:
        """Poll until cancelled. Raises TokenRefused; all other trouble is waited out."""
        failures = 0
        while True:
            try:
                async with asyncio.timeout(self._hold + self._slack):
                    updates = await self._fetch()
            except InvalidToken:
                raise TokenRefused from None
            except Conflict:
                await self._wait_for_the_other(failures)
            except RetryAfter as error:
                await asyncio.sleep(seconds(error))
                continue
            except (TimeoutError, TelegramError) as error:
                log.info("poll-failed", extra={"error": type(error).__name__, "failures": failures + 1})
                await self._renew_if_stalled()
                await asyncio.sleep(pause(failures))
            else:
                failures = 0
                self.finished_at = time.monotonic()
                await self._take(updates)
                if updates:
                    ids = [int(update["update_id"]) for update in updates]
                    if gaps := missing(self._offset, ids):
                        log.warning("updates-missing", extra={"count": gaps})
                        self.missed += gaps
                    self._offset = max(ids) + 1
                continue
            failures += 1

    def age(self) -> float:
        """Seconds since Telegram last answered a poll."""
        return time.monotonic() - self.finished_at

    async def _renew_if_stalled(self) -> None:
        now = time.monotonic()
        # A poll that was given up has taken this long; timers are not exact.
        if now - max(self.finished_at, self._renewed_at) > 0.9 * (self._hold + self._slack):
            log.warning("poll-renewed")
            self._renewed_at = now
            await self._renew()

    async def _wait_for_the_other(self, failures: int) -> None:
        """Another process polls with this token: wait, longer and longer, and say so once."""
        if failures == 0:
            log.warning("another-poller")
        await asyncio.sleep(min(FIRST_CONFLICT_PAUSE * 2.0 ** min(failures, 10), LONGEST_CONFLICT_PAUSE))

    async def _fetch(self) -> list[Update]:
        parameters: dict[str, Any] = {"timeout": round(self._hold), "allowed_updates": list(ALLOWED_UPDATES)}
        if self._offset is not None:
            parameters["offset"] = self._offset
        # Not Bot.get_updates: that turns all updates into objects at once, and one it cannot read stops all others.
        answer: Any = await self._api.call("getUpdates", parameters, self._hold + self._slack)
        return list(answer)


def missing(expected: int | None, ids: Sequence[int]) -> int:
    """How many ids were skipped before and between these; 0 where the numbering starts anew.

    Telegram numbers what it stores for a bot one by one, so a skipped id is an update that ran out or that somebody
    else took; after a week without any it goes on at a random number (Bot API, Update.update_id).
    """
    first = min(ids) if expected is None else expected
    gaps = max(ids) + 1 - first - len(set(ids))
    return gaps if 0 < gaps <= MOST_MISSING else 0

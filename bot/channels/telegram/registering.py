"""Telegram is told where to deliver, again and again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.incoming import ALLOWED_UPDATES
from bot.channels.telegram.polling import TokenRefused

log = logging.getLogger(__name__)
REGISTER_EVERY, _REGISTER_PAUSE = 300.0, 5.0
"""Seconds between two registrations: should somebody have polled with this token, the webhook is gone."""


async def keep_registered(bot: Bot, url: str, secret: str, registered: Callable[[], None]) -> None:
    """Have Telegram deliver here, until cancelled. Raises TokenRefused; all other trouble is waited out."""
    while True:
        try:
            # What waits is kept: a person who wrote while the bot was away gets an answer.
            await bot.set_webhook(
                url, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES), drop_pending_updates=False
            )
        except InvalidToken:
            raise TokenRefused from None
        except TelegramError as error:
            log.warning("webhook-not-set", extra={"error": type(error).__name__})
            await asyncio.sleep(_REGISTER_PAUSE)
        else:
            registered()
            await asyncio.sleep(REGISTER_EVERY)

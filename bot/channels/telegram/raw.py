"""Raw calls to the Bot API: JSON goes out, JSON comes back, nothing is made of either.

`telegram.Bot` checks every parameter and makes objects of every answer, which nobody reads here; that took a tenth of
a turn. What goes wrong is told in its errors all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.transport import READ_SECONDS, AiohttpRequest

_ERRORS: Mapping[int, type[TelegramError]] = {
    400: BadRequest,
    401: InvalidToken,
    403: Forbidden,
    404: InvalidToken,
    409: Conflict,
}
"""By HTTP status, as python-telegram-bot has them; all others are trouble on the way, and may pass."""


class RawApi:
    """The methods of one bot, over one transport."""

    def __init__(self, url: str, token: str, transport: AiohttpRequest) -> None:
        """`url`: of the server, such as https://api.telegram.org."""
        self._base = f"{url}/bot{token}/"
        self._transport = transport

    async def call(self, method: str, parameters: Mapping[str, Any], read_timeout: float = READ_SECONDS) -> Any:  # noqa: ANN401 - whatever the method returns
        """One call, once; what is None is left out. `read_timeout`: seconds without an answer.

        Raises TelegramError.
        """
        body = orjson.dumps({name: value for name, value in parameters.items() if value is not None})
        status, answer = await self._transport.exchange(self._base + method, body, read_timeout)
        try:
            read = _read(answer)
            if read["ok"]:
                return read["result"]
            description, more = str(read["description"]), read.get("parameters") or {}
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            description, more = "", {}
        # Raised here and not above: an error raised while handling another carries that one, body and all.
        raise _error(status, description, more)


def _read(answer: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return orjson.loads(answer)
    except ValueError:
        # It refuses half of a surrogate pair and numbers without end; one such update must not hold back the others.
        return json.loads(answer.decode("utf-8", "replace"))


def _error(status: int, description: str, more: Mapping[str, Any]) -> TelegramError:
    """What an answer means that is no result (Bot API, Making requests; ResponseParameters)."""
    if "migrate_to_chat_id" in more:
        return ChatMigrated(int(more["migrate_to_chat_id"]))
    if "retry_after" in more:
        return RetryAfter(int(more["retry_after"]))
    kind = _ERRORS.get(status, NetworkError)
    return kind(description or f"HTTP status {status}")

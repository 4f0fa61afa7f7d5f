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
        """One call, once; what is None is left out. `read_timeout`: seconds until the answer is there.

        Raises TelegramError.
        """
        body = orjson.dumps({name: value for name, value in parameters.items() if value is not None})
        status, answer = await self._transport.exchange(self._base + method, body, read_timeout)
        try:
            read = _read(answer)
            if read["ok"]:
                return read["result"]
            description, more = str(read.get("description") or ""), read.get("parameters")
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            description, more = "", None
        # Raised here and not above: an error raised while handling another carries that one, body and all.
        raise _error(status, description, more)


def _read(answer: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return orjson.loads(answer)
    except ValueError:
        # It refuses half of a surrogate pair and numbers without end; one such update must not hold back the others.
        return json.loads(answer.decode("utf-8", "replace"))


def _error(status: int, description: str, more: object) -> TelegramError:
    """What an answer means that is no result (Bot API, Making requests; ResponseParameters)."""
    match more:
        case {"migrate_to_chat_id": int(chat)}:
            return ChatMigrated(chat)
        case {"retry_after": int(wait)}:
            return RetryAfter(wait)
    kind = _ERRORS.get(status, NetworkError)
    return kind(description or f"HTTP status {status}")

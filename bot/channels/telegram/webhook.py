"""Updates by webhook: Telegram delivers each with an HTTP request and counts it as delivered on 2xx.

So the answer is 200 only when the update is committed, or set aside. Telegram repeats everything
else, and until then holds back what comes after it from the same person.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.conversation import Unavailable

log = logging.getLogger(__name__)
MOST_BYTES = 1_000_000
"""Of a request. A message with all its entities stays far below; no number for it is documented."""
RETRY_AFTER = 2
"""Seconds after which Telegram may try again when the database is away."""
_SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of the header
Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(secret: str, take: Callable[[object], Awaitable[None]]) -> Endpoint:
    """What answers Telegram. `take` gets the JSON, or None for what is none; it raises nothing but Unavailable."""
    expected = secret.encode()

    async def deliver(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(_SECRET, "").encode("latin-1"), expected):
            return Response(status_code=403)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            log.warning("request-too-large")
            return Response(status_code=413, headers={"Connection": "close"})
        try:
            await take(_read(body))
        except Unavailable:
            return Response(status_code=503, headers={"Retry-After": str(RETRY_AFTER)})
        return Response()

    return deliver


async def _body(request: Request) -> bytes | None:
    """The body; None when it is too large, as soon as that is known."""
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > MOST_BYTES:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _read(body: bytes) -> object:
    try:
        read: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return read

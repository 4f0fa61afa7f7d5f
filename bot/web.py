"""HTTP of this process: the webhook where there is one, and whether all is well.

Runs in the bot's own event loop. It installs no signal handlers and writes no access log: a line
for each request would say when somebody wrote.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.errors import BotError

MOST_HEAD = 65_536
"""Bytes of a request's first line and headers; Telegram's and those of a proxy are a few hundred."""
FINISH_SECONDS = 1
"""What requests under way get when the process is told to stop."""
Ready = Callable[[], Awaitable[Mapping[str, bool]]]


class PortTaken(BotError):
    """Nothing can be served on this port."""


class _Protocol(HttpToolsProtocol):
    """Lets go of whoever never comes to the end of a request's head; uvicorn itself would keep all of it."""

    _in_head = True
    _head = 0

    def data_received(self, data: bytes) -> None:
        """Read, and count what came since the last head or body ended."""
        self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > MOST_HEAD:
            self.transport.abort()

    def on_headers_complete(self) -> None:
        """The head has ended."""
        self._in_head, self._head = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Another head may follow."""
        self._in_head, self._head = True, 0
        super().on_message_complete()


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the business of the process, not of its HTTP server."""
        yield


def application(ready: Ready, others: Sequence[BaseRoute] = ()) -> Starlette:
    """Answers `/healthz` (alive) and `/readyz` (200 when every part is ready, else 503), and these routes."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def whether_ready(_: Request) -> Response:
        parts = await ready()
        return JSONResponse(dict(parts), status_code=200 if all(parts.values()) else 503)

    return Starlette(routes=[Route("/healthz", alive), Route("/readyz", whether_ready), *others])


@asynccontextmanager
async def served(app: Starlette, port: int) -> AsyncIterator[None]:
    """Serve until the end of the block; then nothing new is taken and what is under way is finished.

    Raises PortTaken.
    """
    config = uvicorn.Config(
        app,
        http=_Protocol,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=FINISH_SECONDS,
    )
    try:
        # All addresses: a container's proxy comes from outside.
        listening = socket.create_server(("", port), backlog=config.backlog)
    except OSError as error:
        message = f"PORT: nothing can be served on {port}: {error.strerror}."
        raise PortTaken(message) from None
    server = _Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving

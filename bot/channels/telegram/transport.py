"""HTTP to the Bot API on aiohttp, for raw calls and for python-telegram-bot.

Connections stay open for minutes, so that a person who reads slowly does not wait for a new one. The
address of every call holds the token, so no error that leaves this module holds an address, a text or
the error it came from.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

KEEP_ALIVE = 300.0
"""Seconds an idle connection stays open."""
CONNECT_SECONDS = 10.0
READ_SECONDS = 15.0
"""Seconds until the whole answer is there, a new connection included; a long poll asks for more."""
_HEADERS = {"Content-Type": "application/json", "User-Agent": BaseRequest.USER_AGENT}


class AiohttpRequest(BaseRequest):
    """At most `connections` calls at the same time; more wait for their turn. `proxy` as `proxy_for` says."""

    def __init__(self, connections: int, proxy: str | None = None) -> None:
        self._connections = connections
        self._proxy = proxy
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds a call waits for its answer unless it says otherwise."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Be ready for calls; connections are made when they are needed."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE),
                cookie_jar=DummyCookieJar(),
                headers=_HEADERS,
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close every connection; a call under way ends in NetworkError."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def renew(self) -> None:
        """Go on with new connections: the old ones may hang without an error."""
        await self.shutdown()
        await self.initialize()

    async def do_request(  # noqa: PLR0913, PLR0917 - the signature is the library's
        self,
        url: str,
        method: str,  # noqa: ARG002 - it posts everything
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - calls are small; `total` bounds all
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """See `exchange`. Files cannot be sent; this bot has none."""
        body = json.dumps(request_data.parameters).encode() if request_data else b"{}"
        return await self.exchange(url, body, read_timeout if isinstance(read_timeout, (int, float)) else READ_SECONDS)

    async def exchange(self, url: str, body: bytes, read_timeout: float = READ_SECONDS) -> tuple[int, bytes]:
        """Post JSON: HTTP status and body. Raises TimedOut and NetworkError, which say nothing of the call itself.

        `read_timeout`: seconds until the whole answer is there.
        """
        if self._session is None:
            message = "the transport is closed"
            raise NetworkError(message)
        timeout = ClientTimeout(total=read_timeout, sock_connect=CONNECT_SECONDS)
        failure: TelegramError
        try:
            async with self._session.post(url, data=body, timeout=timeout, allow_redirects=False) as answer:
                return answer.status, await answer.read()
        except TimeoutError:
            failure = TimedOut()
        except (ClientError, OSError, ValueError) as error:
            failure = NetworkError(type(error).__name__)
        # Raised here and not above: an error raised while handling another carries that one, address and all.
        raise failure


def proxy_for(url: str) -> str | None:
    """The proxy that the environment (HTTPS_PROXY, NO_PROXY) names for this address.

    Asked once: aiohttp's `trust_env` looks it up for every call, which costs more than all the rest of the call.
    """
    parts = urlsplit(url)
    return None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)

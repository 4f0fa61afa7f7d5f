"""A Bot API server that costs next to nothing, so that it is the bots that are measured.

`tests/fakes/bot_api.py` refuses what Telegram refuses and is what tests use; it takes as much processor time a
call as a bot does. This one believes every call, answers as Telegram would, and shows what was said to `listen`.
"""

import asyncio
import itertools
import json
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]
TOKEN = "123456:BENCHMARK"  # noqa: S105 - of no bot
BOT = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "benchmark_bot"}
CONNECTIONS = 40
"""To each worker that takes updates by webhook; what Telegram uses unless asked for another number."""
SAYS = {"sendMessage", "editMessageText"}
Listener = Callable[[int, int, str, Json], None]
"""Told of each text that is shown: chat, message, text, markup."""


class Telegram:
    """Listens at `url` between `start` and `stop`. Every call is held for `latency` seconds."""

    def __init__(self, listen: Listener) -> None:
        self.url = ""
        self.latency = 0.0
        self.calls: Counter[str] = Counter()
        self.first_poll = asyncio.Event()
        """Set when updates are asked for, or a webhook is registered."""
        self.connections: set[_Connection] = set()
        """Those of the bot that are open."""
        self._listen = listen
        self._updates: deque[Json] = deque()
        self._numbers = itertools.count(1)
        self._messages = itertools.count(1)
        self._poll: Callable[[Any], None] | None = None
        self._given: list[Json] = []
        self._workers: list[_Worker] = []

    async def start(self) -> None:
        """From here on the server listens."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Nobody is listened to any more."""
        self.renew()
        self._server.close()
        for connection in tuple(self.connections):
            connection.close()
        await asyncio.sleep(0)

    def renew(self) -> None:
        """Forget everything about the last bot: another begins."""
        self.calls.clear()
        self.first_poll.clear()
        self._updates.clear()
        self._given, self._poll = [], None
        for worker in self._workers:
            worker.close()
        self._workers = []

    async def deliver_to(self, addresses: Sequence[str], secret: str) -> None:
        """Deliver updates to these in turn instead of waiting to be asked."""
        loop = asyncio.get_running_loop()
        for address in (address for _ in range(CONNECTIONS) for address in addresses):
            parts = urlsplit(address)
            worker = _Worker(parts.path, secret, self._free)
            await loop.create_connection(partial(_itself, worker), parts.hostname or "", parts.port or 80)
            self._workers.append(worker)
        self._idle = deque(self._workers)

    @property
    def is_idle(self) -> bool:
        """Whether every update was handed out, and taken."""
        if self._workers:
            return len(self._idle) == len(self._workers)
        return self._poll is not None and not self._updates and not self._given

    def put(self, kind: str, payload: Json) -> None:
        """Something happened in a chat."""
        update = {"update_id": next(self._numbers), kind: payload}
        if self._workers and self._idle:
            self._idle.popleft().post(update)
        else:
            self._updates.append(update)
            if not self._workers:
                self._hand_out()

    def call(self, method: str, params: Json, answer: Callable[[Any], None]) -> None:
        """A call of the bot; its result is given to `answer`, perhaps later."""
        self.calls[method] += 1
        if method == "getUpdates":
            self._asked(int(params.get("offset") or 0), answer)
        elif method in SAYS:
            answer(self._said(params))
        elif method == "getMe":
            answer(BOT)
        else:
            if method == "setWebhook":
                self.first_poll.set()
            answer(True)  # noqa: FBT003 - Telegram's result of these

    def _said(self, params: Json) -> Json:
        chat, text = int(params["chat_id"]), str(params["text"])
        number = int(params.get("message_id") or next(self._messages))
        markup = params.get("reply_markup") or {}
        markup = json.loads(markup) if isinstance(markup, str) else markup
        message = as_message(chat, number, BOT, text, markup)
        asyncio.get_running_loop().call_soon(self._listen, chat, number, text, markup)
        return message

    def _asked(self, offset: int, answer: Callable[[Any], None]) -> None:
        self.first_poll.set()
        self._given = [update for update in self._given if update["update_id"] >= offset]
        self._poll = answer
        if self._updates or self._given:
            self._hand_out()

    def _hand_out(self) -> None:
        if self._poll is not None:
            while self._updates and len(self._given) < 100:
                self._given.append(self._updates.popleft())
            answer, self._poll = self._poll, None
            answer(self._given)

    def _free(self, worker: "_Worker") -> None:
        if self._updates:
            worker.post(self._updates.popleft())
        else:
            self._idle.append(worker)


def as_message(chat: int, number: int, sender: Json, text: str, markup: Json | None = None) -> Json:
    """A message as Telegram describes it."""
    message = {
        "message_id": number,
        "from": sender,
        "chat": {"id": chat, "first_name": "Anna", "type": "private"},
        "date": int(time.time()),
        "text": text,
    }
    return {**message, "reply_markup": markup} if markup else message


def _itself(worker: "_Worker") -> "_Worker":
    return worker


class _Connection(asyncio.Protocol):
    """One connection of a bot: HTTP/1.1 with bodies of a known length."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no `asyncio.Transport` by name.
        self._transport = cast("asyncio.Transport", transport)
        self._telegram.connections.add(self)

    def connection_lost(self, _: Exception | None) -> None:
        self._telegram.connections.discard(self)

    def close(self) -> None:
        """Cut it."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._read) < end + 4 + length:
                return
            method = self._read.split(b" ", 2)[1].partition(b"?")[0].rsplit(b"/", 1)[1].decode()
            body = self._read[end + 4 : end + 4 + length]
            self._read = self._read[end + 4 + length :]
            self._take(method, body)

    def _take(self, method: str, body: bytes) -> None:
        params = json.loads(body) if body.startswith(b"{") else dict(parse_qsl(body.decode()))
        if self._telegram.latency:
            loop = asyncio.get_running_loop()
            loop.call_later(self._telegram.latency, self._telegram.call, method, params, self._answer)
        else:
            self._telegram.call(method, params, self._answer)

    def _answer(self, result: object) -> None:
        body = json.dumps({"ok": True, "result": result}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        if not self._transport.is_closing():
            self._transport.write(head.encode() + body)


class _Worker(asyncio.Protocol):
    """One connection to a process that takes updates by webhook; one update at a time."""

    def __init__(self, path: str, secret: str, free: Callable[["_Worker"], None]) -> None:
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
        )
        self._free = free
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no `asyncio.Transport` by name.
        self._transport = cast("asyncio.Transport", transport)

    def post(self, update: Json) -> None:
        """Deliver; the answer makes this connection free again."""
        body = json.dumps(update).encode()
        self._transport.write(f"{self._head}{len(body)}\r\n\r\n".encode() + body)

    def data_received(self, data: bytes) -> None:
        self._read += data
        if self._read.endswith(b"\r\n\r\n"):
            if not self._read.startswith(b"HTTP/1.1 200"):
                message = f"an update was not taken: {self._read[:60]!r}"
                raise RuntimeError(message)
            self._read = b""
            self._free(self)

    def close(self) -> None:
        """Let go of the connection."""
        self._transport.close()

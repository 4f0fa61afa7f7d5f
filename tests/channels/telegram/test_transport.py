"""HTTP to the Bot API: connections that stay, errors that say nothing."""

import socket
import traceback
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.channels.telegram.raw import RawApi
from bot.channels.telegram.transport import AiohttpRequest, proxy_for
from tests.fakes.bot_api import BotApi

TOKEN = "123456:a-token-nobody-may-see"  # noqa: S105


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server for this token."""
    async with BotApi(TOKEN) as server:
        yield server


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    """The transport, closed at the end."""
    async with AiohttpRequest(connections=4) as transport:
        yield transport


def bot_at(url: str, transport: AiohttpRequest) -> Bot:
    """The library's bot on this transport."""
    return Bot(TOKEN, base_url=f"{url}/bot", request=transport, get_updates_request=transport)


async def test_the_library_works_on_it(api: BotApi, request_: AiohttpRequest) -> None:
    """Objects of the library go out as Telegram wants them."""
    bot = bot_at(api.url, request_)
    assert (await bot.get_me()).first_name == "Testbot"
    await api.person(5).says("Dag")
    message = await bot.send_message(5, "Dag <b>jij</b>", parse_mode="HTML")
    assert message.text == "Dag jij"
    assert api.refused == []


async def test_connections_are_used_again(request_: AiohttpRequest) -> None:
    """One call after the other needs one connection; new ones are made after `renew`."""
    peers = []

    async def answer(request: web.Request) -> web.Response:
        assert request.transport
        peers.append(request.transport.get_extra_info("peername"))
        return web.json_response({"ok": True, "result": True})

    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot = bot_at(f"http://127.0.0.1:{runner.addresses[0][1]}", request_)
    for _ in range(3):
        await bot.delete_webhook()
    assert len(set(peers)) == 1
    await request_.renew()
    await bot.delete_webhook()
    assert len(set(peers)) == 2
    await runner.cleanup()


def nobody() -> str:
    """An address at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


async def test_errors_hold_neither_address_nor_cause(api: BotApi, request_: AiohttpRequest) -> None:
    """A refused connection, a cut one, a silent server and a bad address: the library's errors, and nothing else."""
    api.drop("getMe")
    api.hang("getWebhookInfo")
    errors: list[TelegramError] = []
    for url, method, seconds in (
        (nobody(), "getMe", 5.0),
        (api.url, "getMe", 5.0),
        (api.url, "getWebhookInfo", 0.2),
        ("http://[", "getMe", 5.0),
    ):
        with pytest.raises(NetworkError) as caught:
            await RawApi(url, TOKEN, request_).call(method, {}, seconds)
        errors.append(caught.value)

    assert [type(error) for error in errors] == [NetworkError, NetworkError, TimedOut, NetworkError]
    for error in errors:
        assert TOKEN not in "".join(traceback.format_exception(error))
        assert error.__context__ is None


async def test_a_closed_transport_says_so() -> None:
    """A call after the end is an error of the network, as for any lost connection."""
    with pytest.raises(NetworkError, match="closed"):
        await bot_at("http://127.0.0.1", AiohttpRequest(connections=1)).get_me()


def test_the_proxy_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTPS_PROXY counts for https, and not for what NO_PROXY names."""
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert proxy_for("https://api.telegram.org") == "http://proxy.example:3128"
    assert proxy_for("https://127.0.0.1:8081") is None
    assert proxy_for("http://api.telegram.org") is None

"""Raw calls: results as they come, and an error of the right kind for every answer that is none."""

import traceback
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import error

from bot.channels.telegram.calls import seconds
from bot.channels.telegram.raw import RawApi
from bot.channels.telegram.transport import AiohttpRequest

TOKEN = "123456:a-token-nobody-may-see"  # noqa: S105


class Server:
    """Answers every call with the same, and remembers what was asked."""

    def __init__(self) -> None:
        self.status, self.body = 200, ""
        self.asked: list[tuple[str, object]] = []

    async def answer(self, request: web.Request) -> web.Response:
        """One call."""
        self.asked.append((request.path, await request.json()))
        return web.Response(status=self.status, text=self.body)


@pytest.fixture
def server() -> Server:
    """What answers."""
    return Server()


@pytest.fixture
async def api(server: Server) -> AsyncIterator[RawApi]:
    """Calls to that server."""
    app = web.Application()
    app.router.add_post("/{path:.*}", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with AiohttpRequest(connections=1) as transport:
        yield RawApi(f"http://127.0.0.1:{runner.addresses[0][1]}", TOKEN, transport)
    await runner.cleanup()


async def test_what_is_none_is_left_out(api: RawApi, server: Server) -> None:
    """Telegram does not take null for a parameter that is not given."""
    server.body = '{"ok": true, "result": {"message_id": 7}}'
    assert await api.call("sendMessage", {"chat_id": 5, "text": "Daag ☺", "reply_markup": None}) == {"message_id": 7}
    assert server.asked == [(f"/bot{TOKEN}/sendMessage", {"chat_id": 5, "text": "Daag ☺"})]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, '{"ok": false, "error_code": 400, "description": "Bad Request: message is too long"}', error.BadRequest),
        (401, '{"ok": false, "error_code": 401, "description": "Unauthorized"}', error.InvalidToken),
        (
            403,
            '{"ok": false, "error_code": 403, "description": "error.Forbidden: bot was blocked by the user"}',
            error.Forbidden,
        ),
        (404, '{"ok": false, "error_code": 404, "description": "Not Found"}', error.InvalidToken),
        (
            409,
            '{"ok": false, "error_code": 409, "description": "error.Conflict: other getUpdates request"}',
            error.Conflict,
        ),
        (500, '{"ok": false, "error_code": 500, "description": "Internal Server Error"}', error.NetworkError),
        (502, "<html>Bad Gateway</html>", error.NetworkError),
        (400, "[]", error.BadRequest),
        (400, '{"ok": false, "parameters": 5}', error.BadRequest),
        (429, '{"ok": false, "parameters": {"retry_after": null}}', error.NetworkError),
        (429, '{"ok": false, "parameters": {"retry_after": 3}}', error.RetryAfter),
        (200, "not JSON", error.NetworkError),
        (200, '{"ok": true}', error.NetworkError),
        (200, "", error.NetworkError),
    ],
)
async def test_every_answer_that_is_no_result_is_an_error(
    api: RawApi, server: Server, status: int, body: str, kind: type[error.TelegramError]
) -> None:
    """Of the kind its status stands for; it holds neither address nor text nor another error."""
    server.status, server.body = status, body
    with pytest.raises(error.TelegramError) as caught:
        await api.call("sendMessage", {"chat_id": 5, "text": "a private word"})
    assert type(caught.value) is kind
    told = "".join(traceback.format_exception(caught.value, chain=True))
    assert TOKEN not in told
    assert "a private word" not in repr(caught.value)
    assert caught.value.__context__ is None


async def test_telegrams_words_are_kept(api: RawApi, server: Server) -> None:
    """By them is told whether a message is the same as before, or cannot be read."""
    server.status, server.body = 400, '{"ok": false, "description": "Bad Request: message is not modified"}'
    with pytest.raises(error.BadRequest, match=r"(?i)message is not modified"):
        await api.call("editMessageText", {})


async def test_what_telegram_asks_for_is_told(api: RawApi, server: Server) -> None:
    """How long to wait, and where a chat went."""
    server.status = 429
    server.body = '{"ok": false, "description": "Too Many Requests", "parameters": {"retry_after": 17}}'
    with pytest.raises(error.RetryAfter) as slow:
        await api.call("sendMessage", {})
    assert seconds(slow.value) == 17
    server.status = 400
    server.body = '{"ok": false, "description": "group", "parameters": {"migrate_to_chat_id": -1001}}'
    with pytest.raises(error.ChatMigrated) as moved:
        await api.call("sendMessage", {})
    assert moved.value.new_chat_id == -1001


@pytest.mark.parametrize("text", [r'"\ud83d"', "1e999", "NaN", "1" * 40])
async def test_a_strange_value_does_not_hold_back_the_others(api: RawApi, server: Server, text: str) -> None:
    """Half of a surrogate pair, a number without end: the other updates of the answer are there all the same."""
    server.body = f'{{"ok": true, "result": [{{"update_id": 1, "x": {text}}}, {{"update_id": 2}}]}}'
    assert [update["update_id"] for update in await api.call("getUpdates", {})] == [1, 2]


async def test_an_answer_nested_without_end_is_an_error(api: RawApi, server: Server) -> None:
    """And not the end of the process."""
    server.body = "[" * 100_000 + "]" * 100_000
    with pytest.raises(error.NetworkError):
        await api.call("getUpdates", {})

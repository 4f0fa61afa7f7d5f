"""Polling on PostgreSQL, with HTTP only to say whether all is well."""

import asyncio
import socket
from pathlib import Path

import aiohttp

from tests.databases import Postgres
from tests.fakes.bot_api import BotApi
from tests.people import faults, whole_check
from tests.processes import PATIENCE, free_port, running


async def status(port: int, path: str, method: str = "GET") -> int:
    """What is answered; 0 when nobody does."""
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, f"http://127.0.0.1:{port}{path}") as answer,
        ):
            return answer.status
    except aiohttp.ClientError:
        return 0


async def test_it_polls_and_says_that_all_is_well(server: Postgres, tmp_path: Path) -> None:
    """Alive and ready; no webhook is served, and one that was set before is taken away without losing what waits."""
    port = free_port()
    async with BotApi() as api:
        person = api.person()
        checking = asyncio.create_task(whole_check(person, 0, PATIENCE * 2))
        async with running(api.url, api.token, tmp_path, DATABASE_URL=server.new_database(), PORT=str(port)) as bot:
            assert "Ferritine: 18" in (await checking).form
            assert await status(port, "/readyz") == 200
            assert await status(port, "/healthz") == 200
            assert await status(port, "/hook", "POST") == 404
            assert "Traceback" not in bot.log
        removed = [call for call in api.calls if call.method == "deleteWebhook"]
        assert [call.params.get("drop_pending_updates", "false") for call in removed] == ["false"]
        assert faults(api) == []


async def test_a_port_that_is_taken_is_reported(tmp_path: Path) -> None:
    """By the variable's name, in one line; nothing is served half."""
    with socket.create_server(("", 0)) as taken:
        async with BotApi() as api, running(api.url, api.token, tmp_path, PORT=str(taken.getsockname()[1])) as bot:
            async with asyncio.timeout(PATIENCE):
                while "PORT: nothing can be served" not in bot.log:  # noqa: ASYNC110 - nothing tells of a line
                    await asyncio.sleep(0.1)
            assert "Traceback" not in bot.log

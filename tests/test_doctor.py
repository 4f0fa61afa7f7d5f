"""`rls-bot doctor`: each part that can be wrong is named, with what to do; no line holds a secret."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot import doctor
from bot.content.loading import default_root, load, reviewed
from bot.doctor import Finding, examine
from bot.storage.keeping import AS_PROMISED
from bot.storage.opening import open_store
from bot.storage.schema import steps
from bot.storage.sqlite import SqliteStore
from tests.databases import postgres
from tests.fakes.bot_api import BotApi

SECRET = "a secret that is only for tests"  # noqa: S105
TODAY = reviewed(load(default_root()))[1]
HOOK = "https://bot.example/a-path-that-nobody-guesses"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server."""
    async with BotApi() as server:
        yield server


@pytest.fixture
def environment(api: BotApi, tmp_path: Path) -> dict[str, str]:
    """Everything as it should be, before the first start."""
    return {
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "TELEGRAM_BOT_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}",
    }


@asynccontextmanager
async def served(results: dict[str, object], date: str = "") -> AsyncIterator[str]:
    """The address of a server that answers these calls so."""

    async def answer(request: web.Request) -> web.Response:
        result = results[request.match_info["method"]]
        return web.json_response({"ok": True, "result": result}, headers={"Date": date} if date else None)

    app = web.Application()
    app.router.add_get("/bot{token}/{method}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def looked(environment: dict[str, str], content: Path | None = None, today: date = TODAY) -> dict[str, Finding]:
    """The findings, by part; in a thread, because the Bot API server answers here."""
    findings = await asyncio.to_thread(lambda: list(examine(content or default_root(), today, environment)))
    secrets = (environment["TELEGRAM_BOT_TOKEN"] or "-no token-", SECRET, "s3cret_of-no-webhook", HOOK, "p4ssw0rd")
    assert [str(one) for one in findings if any(secret in str(one) for secret in secrets)] == []
    assert all("\n" not in str(one) for one in findings)
    return {finding.part: finding for finding in findings}


def wrong(findings: dict[str, Finding]) -> list[str]:
    """The parts that are not as they should be."""
    return [finding.part for finding in findings.values() if not finding.fine]


async def test_before_the_first_start_all_is_fine_and_stays_as_it_was(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Neither key nor database is made."""
    findings = await looked(environment)
    assert wrong(findings) == []
    assert list(findings) == ["content", "key", "database", "telegram", "token", "webhook", "clock"]
    assert list(tmp_path.iterdir()) == []


async def test_a_database_that_is_used_opens_with_its_key_and_no_other(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Also while the bot has it open; nothing of the look stays in it."""
    store = SqliteStore(tmp_path / "bot.sqlite3", SECRET.encode())
    findings = await looked({**environment, "RLS_BOT_SECRET": SECRET})
    assert wrong(findings) == []
    assert findings["database"].says.endswith("can be written to, opens with the key")
    assert wrong(await looked({**environment, "RLS_BOT_SECRET": "quite another secret"})) == ["database"]
    lost = await looked(environment)
    assert wrong(lost) == ["key"]
    assert "is gone" in lost["key"].says
    await store.close()
    with sqlite3.connect(tmp_path / "bot.sqlite3") as database:
        assert database.execute("SELECT name FROM sqlite_master WHERE name LIKE '%doctor%'").fetchall() == []
    database.close()


@pytest.mark.parametrize(("version", "says"), [(1, "the next start changes its tables"), (99, "schema version 99")])
async def test_tables_of_another_version(environment: dict[str, str], tmp_path: Path, version: int, says: str) -> None:
    """Older ones are brought up to date at the next start, later ones are not ours."""
    with sqlite3.connect(tmp_path / "bot.sqlite3") as database:
        database.executescript(steps("sqlite")[0])
        if version > len(steps("sqlite")):
            database.execute("CREATE TABLE proof (sealed BLOB)")
        database.execute(f"PRAGMA user_version = {version}")
    database.close()
    findings = await looked({**environment, "RLS_BOT_SECRET": SECRET})
    assert says in findings["database"].says
    assert findings["database"].fine == (version == 1)


async def test_a_file_that_is_no_database(environment: dict[str, str], tmp_path: Path) -> None:
    """Named by its path."""
    (tmp_path / "bot.sqlite3").write_bytes(b"no database" * 1000)
    findings = await looked({**environment, "RLS_BOT_SECRET": SECRET})
    assert wrong(findings) == ["database"]
    assert "file is not a database" in findings["database"].says


async def test_a_key_file_that_others_can_read(environment: dict[str, str], tmp_path: Path) -> None:
    """The line is a command to copy."""
    key = tmp_path / "config" / "rls-bot" / "key"
    key.parent.mkdir(parents=True)
    key.write_text(SECRET, encoding="utf-8")
    key.chmod(0o644)
    findings = await looked(environment)
    assert wrong(findings) == ["key"]
    assert f"chmod 600 {key}" in findings["key"].says
    key.chmod(0o600)
    assert wrong(await looked(environment)) == []


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """An empty PostgreSQL database."""
    with postgres() as server:
        yield server.new_database()


async def test_postgres(environment: dict[str, str], address: str) -> None:
    """Empty, used, and with another key; without a key it is said which variable is missing."""
    environment = {**environment, "DATABASE_URL": address}
    assert wrong(await looked(environment)) == ["key"]
    assert wrong(await looked({**environment, "RLS_BOT_SECRET": SECRET})) == []
    await (await open_store(address, SECRET.encode(), AS_PROMISED)).close()
    findings = await looked({**environment, "RLS_BOT_SECRET": SECRET})
    assert findings["database"].says.startswith("PostgreSQL ")
    assert findings["database"].says.endswith("opens with the key")
    assert wrong(await looked({**environment, "RLS_BOT_SECRET": "quite another secret"})) == ["database"]
    away = {**environment, "DATABASE_URL": "postgresql://rls:p4ssw0rd@127.0.0.1:1/rls", "RLS_BOT_SECRET": SECRET}
    assert wrong(await looked(away)) == ["database"]


@pytest.mark.parametrize("token", ["", "no token", "1:another-token"])
async def test_a_token_that_is_none(environment: dict[str, str], token: str) -> None:
    """Whether it is missing, no token at all, or not known to Telegram."""
    findings = await looked({**environment, "TELEGRAM_BOT_TOKEN": token})
    said = " ".join(finding.says for finding in findings.values() if not finding.fine)
    assert "TELEGRAM_BOT_TOKEN" in said


async def test_telegram_cannot_be_reached(environment: dict[str, str]) -> None:
    """The clock cannot be compared then, and that is said too."""
    findings = await looked({**environment, "TELEGRAM_API_URL": "http://127.0.0.1:1"})
    assert wrong(findings) == ["telegram", "clock"]
    assert "127.0.0.1 does not answer" in findings["telegram"].says


async def test_the_webhook_is_compared_with_the_setting(environment: dict[str, str], api: BotApi) -> None:
    """Registered though it is not wanted; wanted though it is not registered; both alike."""
    wanted = {**environment, "WEBHOOK_URL": HOOK, "WEBHOOK_SECRET": "s3cret_of-no-webhook"}
    assert wrong(await looked(wanted)) == ["webhook"]
    api._world.updates.webhook = HOOK  # noqa: SLF001 - as somebody else would set it
    assert wrong(await looked(environment)) == ["webhook"]
    findings = await looked(wanted)
    assert wrong(findings) == []
    assert findings["webhook"].says == "delivers to bot.example; 0 updates wait"


@pytest.mark.parametrize(("ago", "waiting", "fine"), [(10, 3, False), (7200, 3, True), (7200, 5000, False)])
async def test_trouble_that_telegram_has_with_the_webhook(
    environment: dict[str, str], *, ago: int, waiting: int, fine: bool
) -> None:
    """An old error is over; many that wait are trouble in any case."""
    info = {
        "url": HOOK, "pending_update_count": waiting, "last_error_message": "Connection refused",
        "last_error_date": int(time.time()) - ago,
    }  # fmt: skip
    async with served({"getMe": {"username": "a_bot"}, "getWebhookInfo": info}) as url:
        wanted = {"WEBHOOK_URL": HOOK, "WEBHOOK_SECRET": "s3cret_of-no-webhook", "TELEGRAM_API_URL": url}
        findings = await looked({**environment, **wanted})
    assert findings["webhook"].fine == fine
    assert str(waiting) in findings["webhook"].says


@pytest.mark.parametrize(
    ("date", "says"), [("Mon, 05 Jan 2026 10:00:00 GMT", "ahead"), ("Tue, 05 Jan 2100 10:00:00 GMT", "behind")]
)
async def test_a_clock_that_is_wrong(environment: dict[str, str], date: str, says: str) -> None:
    """Compared with the date that Telegram's answers bear."""
    async with served({"getMe": {"username": "a_bot"}, "getWebhookInfo": {"url": ""}}, date) as url:
        findings = await looked({**environment, "TELEGRAM_API_URL": url})
    assert wrong(findings) == ["clock"]
    assert says in findings["clock"].says


async def test_content_that_is_broken_or_old(environment: dict[str, str], tmp_path: Path) -> None:
    """`rls-bot check` says the rest."""
    broken = tmp_path / "content"
    broken.mkdir()
    findings = await looked(environment, broken)
    assert wrong(findings) == ["content"]
    late = TODAY + timedelta(days=doctor.OLDEST_REVIEW + 1)
    assert wrong(await looked(environment, today=late)) == ["content"]

"""After a conversation with faults and errors, nothing on disk, in the log or in the figures says who or what."""

import asyncio
import random
import signal
import socket
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.fakes.bot_api import BotApi, Person
from tests.fakes.storms import Storm
from tests.people import ANSWERS, NONE, screen_number
from tests.processes import running

TOKEN = "712345:AAE-token_that_nobody_may_see"  # noqa: S105
CHAT, NAME = 987_654_321, "Wilhelmina"
FERRITIN, FERRITIN_TYPED = "186.37", "186,37"
TYPED = "mijn buurman Achmed slaapt slecht"
SECRETS: Mapping[str, tuple[bytes, ...]] = {
    "token": (TOKEN.encode(), TOKEN.partition(":")[2].encode()),
    "chat id": (str(CHAT).encode(), f"{CHAT:x}".encode(), CHAT.to_bytes(4, "big"), CHAT.to_bytes(4, "little")),
    "name": (NAME.encode(),),
    "typed text": (b"Achmed", b"buurman", b"achmed"),
    "ferritin": (FERRITIN.encode(), FERRITIN_TYPED.encode()),
}


def found(where: bytes) -> set[str]:
    """What the search finds there."""
    return {what for what, forms in SECRETS.items() if any(form in where for form in forms)}


async def conversation(api: BotApi, folder: Path, main: str) -> Mapping[str, bytes]:
    """Everything that is left of a conversation, when replies still wait and the process was killed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    person = api.person(CHAT, NAME)
    settings = {"RLS_BOT_LOG_LEVEL": "debug", "RLS_BOT_METRICS_PORT": port}
    async with running(api.url, api.token, folder, main, **settings) as bot:
        api.weather = Storm(random.Random(3))  # noqa: S311 - the same faults each time
        await person.says("/start")
        # What Telegram never sends must not end up in a log as what it is either.
        api.sends_raw("message", {"message_id": 1, "from": {"first_name": NAME}, "text": TYPED, "chat": {"id": CHAT}})
        api.sends_raw("callback_query", {"id": NAME, "from": TYPED, "data": {"id": CHAT}, "message": {"chat": TYPED}})
        await until_ferritin(person)
        for text in (TYPED, "/mijngegevens"):
            await person.says(text)
        await person.sees(FERRITIN_TYPED, timeout=60)
        # What waits in the outbox lies on disk, and a call that hangs is cut.
        api.weather = None
        api.hang("sendMessage", times=2)
        await person.says("/samenvatting")
        await asyncio.sleep(0.5)
        figures = await asyncio.to_thread(fetched, f"http://127.0.0.1:{port}/metrics")
        on_disk = files(folder)
        await bot.end(signal.SIGKILL)
        on_disk += files(folder)
        return {"disk": on_disk, "log": bot.log.encode(), "figures": figures}


async def until_ferritin(person: Person) -> None:
    """From the first screen to the answer that is searched for."""
    number = -1
    while True:
        shown = await person.sees(lambda message, last=number: screen_number(message) > last, timeout=60)  # type: ignore[misc]
        number = screen_number(shown)
        asked = next((part for part in ANSWERS if part in shown.text), "")
        if "ijzervoorraad" in asked:
            await person.says(FERRITIN_TYPED)
            await person.sees(f"Ferritine {FERRITIN_TYPED}", timeout=60)
            return
        answer = ANSWERS[asked][0] if asked else NONE
        labels = {b.label.lstrip("☐☑ "): b.data for row in shown.buttons for b in row}
        if labels.get(answer):
            await person.taps_data(str(labels[answer]), shown.message_id)
        else:
            await person.says(answer)


def files(folder: Path) -> bytes:
    """The database and all that stands beside it: its log and its index; the names as well."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "log.txt")
    assert any(path.name.endswith("-wal") for path in paths)
    return b"".join(path.name.encode() + path.read_bytes() for path in paths)


def fetched(url: str) -> bytes:
    """What is served there."""
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - an address of this test
        body: bytes = answer.read()
    return body


@pytest.mark.slow
async def test_nothing_is_found_and_without_sealing_it_is(tmp_path: Path) -> None:
    """Token, chat, name, texts and ferritin: nowhere. The control shows that the search would find them."""
    left = {}
    for main in ("bot", "tests.unsealed"):
        folder = tmp_path / main
        folder.mkdir()
        async with BotApi(TOKEN) as api:
            left[main] = await conversation(api, folder, main)

    assert {where: found(what) for where, what in left["bot"].items()} == {
        "disk": set(),
        "log": set(),
        "figures": set(),
    }
    assert left["bot"]["log"].count(b"event=") > 10
    assert b"rls_bot_calls_total{" in left["bot"]["figures"]
    control = left["tests.unsealed"]
    assert found(control["disk"]) >= {"chat id", "ferritin"}
    assert found(control["log"]) >= {"chat id", "name", "typed text", "ferritin"}

"""Taking updates: one that cannot be taken holds up nobody, and can be taken once the mistake is mended."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.gate import Gate
from bot.channels.telegram.sending import Sender
from bot.content.loading import default_root, load
from bot.conversation import ChatId, Unavailable, UpdateId, handle
from bot.dialogue.model import Content
from bot.dialogue.turns import Heard, State
from bot.metrics import Metrics
from bot.service import Service
from bot.storage.sqlite import SqliteStore
from tests.disk import Disk

CHAT = ChatId(987)
PRIVATE = {"id": CHAT, "type": "private"}


class Line:
    """Telegram, which takes every call."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:  # noqa: ANN401
        """One call."""
        await asyncio.sleep(0)
        self.texts.append(str(parameters.get("text", method)))
        return {"message_id": 40 + len(self.texts)}

    async def says(self, part: str) -> None:
        """Returns as soon as something with this part was said."""
        async with asyncio.timeout(10):
            while not any(part in text for text in self.texts):  # noqa: ASYNC110 - as simple as it gets
                await asyncio.sleep(0.01)


def hear(text: str) -> Heard:
    """Understands nothing but commands, and has a mistake in it."""
    if text == "poison":
        raise RuntimeError(text)
    return Heard(text, text, command=text if text.startswith("/") else "")


@pytest.fixture(scope="module")
def content() -> Content:
    """What the bot says."""
    return load(default_root())


@pytest.fixture
def line() -> Line:
    """Telegram."""
    return Line()


@pytest.fixture
async def service(content: Content, line: Line, tmp_path: Path) -> AsyncIterator[Service]:
    """A service on an empty store."""
    metrics, store = Metrics(), SqliteStore(tmp_path / "bot.sqlite3", b"a secret that is only for tests")
    sender = Sender(Calls(line, metrics.counted), store)
    yield Service(content, Gate(hear, hear, sender.waiting, metrics), store, sender, metrics, 60)
    await sender.stop(1)
    await store.close()


def message(number: int, text: str) -> dict[str, Any]:
    """An update."""
    return {"update_id": number, "message": {"message_id": number, "chat": PRIVATE, "text": text}}


async def state_of(service: Service) -> State:
    """The conversation as it is."""
    async with service.store.turn(CHAT, UpdateId(99)) as turn:
        assert turn.state is not None
        return turn.state


async def test_a_mistake_in_the_program_holds_up_nobody(
    service: Service, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    """The update is set aside, the person is told, the others are served; the log has kind and place, not the text."""
    await service.take([message(1, "/start"), message(2, "poison"), message(3, "/privacy")])
    await line.says("Er ging iets mis met je bericht")
    await line.says("Welkom bij RLS-wijzer")
    (aside,) = await service.store.aside()
    assert aside.error.startswith("RuntimeError")
    assert aside.kept["message"]["text"] == "str"
    assert "poison" not in caplog.text
    await service.take([message(2, "poison")])
    assert len(await service.store.aside()) == 1


async def test_what_was_set_aside_is_taken_when_the_operator_says_so(service: Service, line: Line) -> None:
    """What was typed is not kept, so the person is asked for it; a try that fails again is counted."""
    await service.take([message(1, "/start"), message(2, "poison"), {"update_id": 3, "message": {"chat": "niets"}}])
    poison, strange = await service.store.aside()
    assert await service.store.try_again([poison.id, strange.id]) == 2
    line.texts.clear()
    trying = asyncio.create_task(service.try_again())
    await line.says("Er ging iets mis met je bericht")
    async with asyncio.timeout(10):
        while any(one.again for one in await service.store.aside()):  # noqa: ASYNC110 - it is asked
            await asyncio.sleep(0.01)
    trying.cancel()
    (left,) = await service.store.aside()
    assert (left.id, left.tries) == (strange.id, 2)


async def test_a_tap_that_was_set_aside_counts_when_it_is_taken(
    service: Service, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, as the tap it was."""
    failing = True

    async def fails(*arguments: Any, **options: Any) -> None:  # noqa: ANN401
        if failing:
            raise ZeroDivisionError
        await handle(*arguments, **options)

    await service.take([message(1, "/start")])
    await line.says("Welkom")
    state = await state_of(service)
    tap = {"id": "5", "from": PRIVATE, "message": {"message_id": 41, "chat": PRIVATE}}
    update = {"update_id": 2, "callback_query": {**tap, "data": f"1|{state.conversation}|{state.screen}|0"}}
    monkeypatch.setattr("bot.service.handle", fails)
    await service.take([update])
    (aside,) = await service.store.aside()
    failing = False
    await service.store.try_again([aside.id])
    trying = asyncio.create_task(service.try_again())
    await line.says("Ga je akkoord?")
    trying.cancel()
    assert await service.store.aside() == []
    assert (await state_of(service)).place == "consent"


async def test_while_the_database_is_away_nothing_is_acknowledged(service: Service, line: Line) -> None:
    """A delivery is refused; a batch waits until the database is back, and loses nothing."""
    real = service.store

    class Away:
        def __getattr__(self, _name: str) -> Any:  # noqa: ANN401
            raise Unavailable

    service.store = Away()
    with pytest.raises(Unavailable):
        await service.take_delivered(message(1, "/start"))
    taking = asyncio.create_task(service.take([message(1, "/start")]))
    await asyncio.sleep(0.1)
    assert not taking.done()
    service.store = real
    async with asyncio.timeout(10):
        await taking
    await line.says("Welkom")


async def test_turns_that_did_not_settle_are_taken_again(
    service: Service, line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of a batch, when the disk works again, and none of its messages is heard twice."""
    heard: list[str] = []
    disk = Disk()
    with disk.under(monkeypatch):
        store = SqliteStore(tmp_path / "failing.sqlite3", b"a secret that is only for tests")
    sender = Sender(Calls(line, service.metrics.counted), store)

    def hears(text: str) -> Heard:
        heard.append(text)
        return hear(text)

    gate = Gate(hears, hears, sender.waiting, service.metrics)
    unsettled = Service(service.content, gate, store, sender, service.metrics, 60)
    disk.failing = True
    taking = asyncio.create_task(unsettled.take([message(1, "/start"), message(2, "/privacy"), message(3, "/menu")]))
    await asyncio.sleep(0.1)
    assert not taking.done()
    assert line.texts == []
    disk.failing = False
    async with asyncio.timeout(10):
        await taking
    await line.says("Welkom")
    await line.says("Van wie is deze bot?")
    await line.says("Die opdracht ken ik niet")
    assert heard == ["/start", "/privacy", "/menu"]
    await sender.stop(1)
    await store.close()


async def test_what_is_taken_again_is_insisted_on(
    service: Service, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database fails when the batch should settle, and once more while it is taken again."""
    settles, turns = [True], [False, False, False, True]
    real_settle, real_turn = SqliteStore.settle, SqliteStore.turn

    async def settle(store: SqliteStore) -> None:
        if settles:
            settles.pop()
            store._database.execute("ROLLBACK")  # noqa: SLF001 - what a failing commit does
            raise Unavailable
        await real_settle(store)

    def turn(store: SqliteStore, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        if turns and turns.pop(0):
            raise Unavailable
        return real_turn(store, *arguments, **options)

    monkeypatch.setattr(SqliteStore, "settle", settle)
    monkeypatch.setattr(SqliteStore, "turn", turn)
    await service.take([message(1, "/start"), message(2, "/privacy"), message(3, "/menu")])
    async with asyncio.timeout(10):
        for number in (1, 2, 3):
            async with service.store.turn(CHAT, UpdateId(number)) as seen:
                assert seen.seen_before, number
    await line.says("Van wie is deze bot?")
    await line.says("Die opdracht ken ik niet")


async def test_an_update_is_acknowledged_when_it_has_settled(
    service: Service, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch is settled once, after the last of it, and that is insisted on; a delivery is refused until it has settled."""
    settled: list[int] = []
    broken = [True, False, False, True]
    real = SqliteStore.settle

    async def settle(store: SqliteStore) -> None:
        if broken.pop(0):
            raise Unavailable
        await real(store)
        settled.append(1)

    monkeypatch.setattr(SqliteStore, "settle", settle)
    await service.take([message(number, "/start") for number in range(3)])
    assert len(settled) == 1
    await service.take_delivered(message(4, "/start"))
    assert len(settled) == 2
    with pytest.raises(Unavailable):
        await service.take_delivered(message(5, "/start"))
    await line.says("Welkom")

"""Databases made by other versions: older ones are brought up to date, later ones are left alone."""

import sqlite3
from pathlib import Path

import psycopg
import pytest

from bot.conversation import ChatId, Live, UpdateId
from bot.dialogue.conditions import FactId
from bot.dialogue.replay import Answer
from bot.dialogue.turns import State
from bot.storage.schema import SchemaTooNew, steps
from tests.storage.conftest import Place

MADE_BY = sorted(Path(__file__).parent.glob("*-[0-9]*.sql"))
"""For each kind of database, and each version of its tables that was ever in use, what a bot of then had written.

Two turns with this state, the answer to the first sent.
"""
CHAT = ChatId(987654321)
STATE = State("abc", screen=4, consent=True, place="check", answers=(Answer(FactId("ferritine"), 28.5, "f1"),))


def execute(place: Place, script: str) -> None:
    """Run SQL as it stands."""
    if isinstance(place.database, Path):
        with sqlite3.connect(place.database) as database:
            database.executescript(script)
        database.close()
    else:
        with psycopg.connect(place.database) as connection:
            connection.execute(script.encode())


@pytest.mark.parametrize(
    ("kind", "written"), [(path.stem.partition("-")[0], path) for path in MADE_BY], ids=[path.stem for path in MADE_BY]
)
async def test_what_an_older_version_wrote_stays_readable(place: Place, written: Path) -> None:
    """The conversation, what was handled, what must still be sent and the live screen."""
    execute(place, written.read_text(encoding="utf-8"))
    store = await place.store()
    async with store.turn(CHAT, UpdateId(2)) as turn:
        assert turn.seen_before
        assert turn.state == STATE
    (unsent,) = await store.waiting(CHAT)
    assert unsent.parcel == {"chat": CHAT, "text": "wat er daarna gezegd wordt"}
    assert await store.live(CHAT) == Live(10, 20)
    await store.sent(CHAT, unsent.id, Live(10, 21))
    async with store.turn(CHAT, UpdateId(3)) as turn:
        assert not turn.seen_before
        turn.save(STATE, {"chat": CHAT})
    await store.close()
    again = await place.store()
    assert len(await again.waiting(CHAT)) == 1


def test_every_version_left_something_to_read() -> None:
    """A step that changes the tables comes with what the version before it wrote."""
    kept = {path.stem for path in MADE_BY}
    for kind in ("sqlite", "postgres"):
        assert {f"{kind}-{version}" for version in range(1, max(2, len(steps(kind))))} <= kept


async def test_tables_of_a_later_version_are_left_alone(place: Place, kind: str) -> None:
    """The program says that it is too old, and what to do."""
    store = await place.store()
    await store.close()
    later = {"sqlite": "PRAGMA user_version = 99", "postgres": "UPDATE schema_version SET version = 99"}
    execute(place, later[kind])
    with pytest.raises(SchemaTooNew, match="DATABASE_URL: the database has schema version 99"):
        await place.store()

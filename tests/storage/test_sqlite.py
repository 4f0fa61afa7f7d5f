"""What only SQLite does: many turns share a commit, and one that fails is noticed by whoever would acknowledge them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.conversation import ChatId, Live, Unavailable, UpdateId
from bot.storage.sqlite import SqliteStore
from tests.disk import Disk
from tests.storage.test_stores import CHAT, OTHER, STATE, save, state_of

SECRET = b"a secret that is only for tests"


@pytest.fixture
def disk() -> Disk:
    """What the store lies on."""
    return Disk()


@pytest.fixture
async def store(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SqliteStore]:
    """An empty one."""
    with disk.under(monkeypatch):
        store = SqliteStore(tmp_path / "bot.sqlite3", SECRET)
    yield store
    await store.close()


async def test_turns_of_a_batch_share_a_commit(store: SqliteStore, disk: Disk, tmp_path: Path) -> None:
    """And the parcels that were sent in one pass of the event loop another; another process sees all of them."""
    for update in range(1, 21):
        await save(store, update, chat=ChatId(update))
    await store.settle()
    assert disk.commits == 2  # what was done, and the one that waits for the disk
    waiting = [await store.unsent(ChatId(update)) for update in range(1, 21)]
    await asyncio.gather(*(store.sent(ChatId(n), one.id, Live(1, 2)) for n, one in enumerate(waiting, 1) if one))
    await asyncio.sleep(0)
    assert disk.commits == 3
    other = SqliteStore(tmp_path / "bot.sqlite3", SECRET)
    assert await other.chats_with_unsent() == []
    assert await state_of(other, 21, ChatId(20)) == STATE
    await other.close()


async def test_nothing_is_sent_before_it_is_committed(store: SqliteStore, disk: Disk) -> None:
    """Looking for what to send commits it; where that fails, there is nothing to send, and it does not settle."""
    await save(store, 1)
    disk.failing = True
    with pytest.raises(Unavailable):
        await store.unsent(CHAT)
    disk.failing = False
    assert await store.unsent(CHAT) is None
    with pytest.raises(Unavailable):
        await store.settle()
    await save(store, 1)
    await store.settle()
    assert await store.unsent(CHAT) is not None


async def test_a_commit_that_fails_unseen_is_told_when_it_should_settle(store: SqliteStore, disk: Disk) -> None:
    """At the end of a pass there is nobody to tell; the turn may come again."""
    disk.failing = True
    await save(store, 1)
    await asyncio.sleep(0)
    disk.failing = False
    with pytest.raises(Unavailable):
        await store.settle()
    await save(store, 1)
    await store.settle()
    assert await state_of(store, 2) == STATE


async def test_a_turn_that_fails_takes_no_other_with_it(store: SqliteStore) -> None:
    """Though they share a transaction."""
    await save(store, 1)
    with pytest.raises(ZeroDivisionError):
        async with store.turn(OTHER, UpdateId(2)) as turn:
            turn.save(STATE, {"chat": OTHER})
            raise ZeroDivisionError
    await store.settle()
    assert await state_of(store, 3) == STATE
    assert await state_of(store, 2, OTHER) is None


async def test_a_full_disk_takes_turns_back_and_says_so(store: SqliteStore, disk: Disk) -> None:
    """SQLite itself may then take back the whole transaction; what was in it can be done again."""
    await save(store, 1)
    pages = disk.database.execute("PRAGMA page_count").fetchone()[0]
    disk.database.execute(f"PRAGMA max_page_count = {pages}")
    kept = 1
    with pytest.raises(Unavailable):
        for kept in range(2, 1000):
            await save(store, kept)
    disk.database.execute("PRAGMA max_page_count = 1000000")
    try:
        await store.settle()
    except Unavailable:
        for update in range(1, kept):
            await save(store, update)
        await store.settle()
    assert len(await store.waiting(CHAT)) == kept - 1

"""Several processes on one PostgreSQL database: one at a time sends to a chat, and takes over from the dead."""

import asyncio

import psycopg
import pytest

from bot.conversation import ChatId, Live, Unavailable, Unsent, UpdateId
from bot.dialogue.turns import State
from bot.storage.connecting import NoDatabase
from bot.storage.postgres import PostgresStore
from bot.storage.tokens import LEASE
from tests.storage.conftest import SECRET, Place

CHAT = ChatId(987654321)
STATE = State("abc")


pytestmark = pytest.mark.parametrize("kind", ["postgres"])


async def opened(place: Place) -> PostgresStore:
    """Another process on the database."""
    store = await place.store()
    assert isinstance(store, PostgresStore)
    return store


async def save(store: PostgresStore, *updates: int) -> None:
    """A turn for each."""
    for update in updates:
        async with store.turn(CHAT, UpdateId(update)) as turn:
            turn.save(STATE, {"chat": CHAT, "update": update})


async def died(store: PostgresStore) -> None:
    """It renews nothing any more, and says nothing either: as after kill -9, or behind a network that is cut."""
    await store.token.stop()


async def waits_for(store: PostgresStore) -> list[ChatId]:
    """The chats it would take over, as soon as there are some; none if there are none within two looks."""
    for _ in range(60):
        chats = list(await store.chats_with_unsent())
        if chats:
            return chats
        await asyncio.sleep(0.1)
    return []


async def test_one_process_at_a_time_sends_to_a_chat(place: Place) -> None:
    """Whoever asks first has it until nothing waits; the other is told that nothing is to be done."""
    one, two = await opened(place), await opened(place)
    await save(one, 1, 2)
    assert list(await two.chats_with_unsent()) == [CHAT]
    first = await one.unsent(CHAT)
    assert first is not None
    assert await two.unsent(CHAT) is None
    assert await two.waiting(CHAT) == []
    assert list(await two.chats_with_unsent()) == []

    await one.sent(CHAT, first.id, Live(1, 1))
    assert await two.unsent(CHAT) is None
    second = await one.unsent(CHAT)
    assert second is not None
    await one.sent(CHAT, second.id, Live(1, 2))
    assert await one.unsent(CHAT) is None
    await save(two, 3)
    third = await two.unsent(CHAT)
    assert third is not None
    assert third.parcel["update"] == 3


async def test_a_chat_that_blocked_the_bot_is_free_for_the_others(place: Place) -> None:
    """When the person comes back by another process, that one answers at once."""
    one, two = await opened(place), await opened(place)
    await save(one, 1)
    assert await one.unsent(CHAT) is not None
    await one.unreachable(CHAT)
    await save(two, 2)
    assert await two.unsent(CHAT) is not None


async def test_a_parcel_that_is_told_twice_leaves_the_screen_of_the_next(place: Place) -> None:
    """The answer to a commit can get lost; by the time it is told again somebody else may have sent more."""
    one, two = await opened(place), await opened(place)
    await save(one, 1)
    first = await one.unsent(CHAT)
    assert first is not None
    assert await one.sent(CHAT, first.id, Live(1, 1)) is None
    await save(two, 2)
    second = await two.unsent(CHAT)
    assert second is not None
    assert await two.sent(CHAT, second.id, Live(2, 2)) is None
    assert await one.sent(CHAT, first.id, Live(1, 1)) is None
    assert await two.live(CHAT) == Live(2, 2)


async def test_what_another_process_saves_meanwhile_is_found(place: Place) -> None:
    """The one that sends to the chat finds it when it looks, so that an alarm need not wait for what is under way."""
    one, two = await opened(place), await opened(place)
    await save(one, 1)
    assert len(await one.waiting(CHAT)) == 1
    assert list(await one.chats_with_unsent()) == []
    await save(two, 2)
    assert list(await two.chats_with_unsent()) == []
    assert list(await one.chats_with_unsent()) == [CHAT]
    assert len(await one.waiting(CHAT)) == 2
    assert list(await one.chats_with_unsent()) == []


async def test_a_parcel_that_comes_in_just_then_is_not_forgotten(place: Place) -> None:
    """One process finds that nothing waits while another saves and asks: one of them sends it, every time."""
    one, two = await opened(place), await opened(place)
    for number in range(30):
        await save(one, 2 * number)
        unsent = await one.unsent(CHAT)
        assert unsent is not None
        await one.sent(CHAT, unsent.id, None)

        async def save_and_ask(update: int) -> Unsent | None:
            await save(two, update)
            return await two.unsent(CHAT)

        first, second = await asyncio.gather(one.unsent(CHAT), save_and_ask(2 * number + 1))
        holder, left = (one, first or await one.unsent(CHAT)) if second is None else (two, second)
        assert left is not None
        await holder.sent(CHAT, left.id, None)
        assert await holder.unsent(CHAT) is None


async def test_what_a_dead_process_was_sending_goes_to_another(place: Place) -> None:
    """When its token was not renewed for `LEASE` seconds; should it come back, it can do nothing with the old one."""
    dead, alive = await opened(place), await opened(place)
    await save(dead, 1)
    old = await dead.unsent(CHAT)
    assert old is not None
    await died(dead)
    place.after(LEASE / 2)
    assert list(await alive.chats_with_unsent()) == []
    place.after(LEASE)
    assert await waits_for(alive) == [CHAT]
    new = await alive.unsent(CHAT)
    assert new is not None
    assert new.parcel == old.parcel

    await dead.sent(CHAT, old.id, Live(66, 6))
    assert await alive.live(CHAT) is None
    assert [unsent.id for unsent in await alive.waiting(CHAT)] == [new.id]
    assert await dead.unsent(CHAT) is None

    await alive.close()
    with pytest.raises(Unavailable):
        await dead.unsent(CHAT)
    assert await dead.unsent(CHAT) == new


async def test_a_process_that_ends_leaves_its_parcels_at_once(place: Place) -> None:
    """Nobody waits for its token to run out."""
    one, two = await opened(place), await opened(place)
    await save(one, 1)
    assert await one.unsent(CHAT) is not None
    await one.close()
    assert list(await two.chats_with_unsent()) == [CHAT]
    assert await two.unsent(CHAT) is not None


async def test_many_that_start_at_once_make_the_tables_once(place: Place) -> None:
    """On an empty database, as when a site is started for the first time."""
    stores = await asyncio.gather(*(opened(place) for _ in range(6)))
    await save(stores[0], 1)
    assert all([await store.reachable() for store in stores])
    assert isinstance(place.database, str)
    with psycopg.connect(place.database) as connection:
        counted = connection.execute("SELECT count(*), count(DISTINCT token) FROM workers").fetchone()
        proofs = connection.execute("SELECT count(*) FROM proof").fetchone()
    assert (counted, proofs) == ((6, 6), (1,))


async def test_a_database_that_is_not_there_is_reported(place: Place) -> None:
    """By the variable's name, and without the password."""
    address = str(place.database).replace("//postgres:", "//postgres:geheim").replace("/test_", "/no_test_")
    with pytest.raises(NoDatabase, match="DATABASE_URL") as error:
        await PostgresStore.opened(address, SECRET, wait=0.5)
    assert "geheim" not in str(error.value)

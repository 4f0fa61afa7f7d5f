"""What every store promises: whole turns or none, nothing twice, nothing readable, nothing for longer than said."""

import asyncio

import pytest

from bot.conversation import Aside, ChatId, Live, Store, Trouble, UpdateId
from bot.dialogue.conditions import FactId
from bot.dialogue.replay import Answer
from bot.dialogue.turns import State
from bot.storage.keeping import ASIDE_FOR, DAY, LEFT_DAYS, MOST_DAYS, SEEN_FOR, Keeping
from bot.storage.sealing import WrongKey
from tests.storage.conftest import Place

CHAT, OTHER = ChatId(987654321), ChatId(5)
STATE = State("abc", screen=4, consent=True, place="check", answers=(Answer(FactId("ferritine"), 28.5, "f1"),))
UPDATE = UpdateId(7)
TROUBLE = Trouble(UPDATE, CHAT, "KeyError", {"update_id": 7, "message": {"chat": {"id": CHAT}}})


async def save(store: Store, update: int, state: State | None = STATE, chat: ChatId = CHAT) -> None:
    """One turn."""
    async with store.turn(chat, UpdateId(update)) as turn:
        if not turn.seen_before:
            turn.save(state, {"chat": chat, "text": "wat er gezegd wordt", "update": update})


async def state_of(store: Store, update: int, chat: ChatId = CHAT) -> State | None:
    """What the next turn finds."""
    async with store.turn(chat, UpdateId(update)) as turn:
        return turn.state


async def send_all(store: Store, chat: ChatId = CHAT) -> list[int]:
    """Send what waits for a chat; the updates it answered."""
    updates = []
    while (unsent := await store.unsent(chat)) is not None:
        updates.append(unsent.parcel["update"])
        await store.sent(chat, unsent.id, Live(10, 20))
    return updates


async def test_a_turn_is_saved_whole(store: Store) -> None:
    """The next turn finds the state, and what must be sent waits in order."""
    await save(store, 1)
    await save(store, 2)
    assert await state_of(store, 3) == STATE
    assert [unsent.parcel["update"] for unsent in await store.waiting(CHAT)] == [1, 2]
    assert await store.live(CHAT) is None
    assert await send_all(store) == [1, 2]
    assert await store.live(CHAT) == Live(10, 20)


async def test_what_is_sent_leads_to_what_comes_next(store: Store) -> None:
    """With the live screen as it is then; and to nothing when that was all."""
    await save(store, 1)
    await save(store, 2)
    first = await store.unsent(CHAT)
    assert first is not None
    assert first.live is None
    second = await store.sent(CHAT, first.id, Live(10, 20))
    assert second is not None
    assert (second.parcel["update"], second.live) == (2, Live(10, 20))
    assert await store.unsent(CHAT) == second
    assert await store.sent(CHAT, second.id, None) is None
    await save(store, 3)
    third = await store.unsent(CHAT)
    assert third is not None
    assert third.live is None


async def test_a_turn_that_fails_leaves_nothing(store: Store) -> None:
    """Not the state, not the parcel, and the update may come again."""
    with pytest.raises(RuntimeError):
        async with store.turn(CHAT, UpdateId(1)) as turn:
            turn.save(STATE, {"chat": CHAT})
            raise RuntimeError
    assert await store.unsent(CHAT) is None
    async with store.turn(CHAT, UpdateId(1)) as turn:
        assert not turn.seen_before
        assert turn.state is None


async def test_an_update_is_recognised_for_three_days(store: Store, place: Place) -> None:
    """Delivered twice it changes nothing; after 72 hours Telegram may use the number for something else."""
    await save(store, 1)
    async with store.turn(CHAT, UpdateId(1)) as turn:
        assert turn.seen_before
    place.after(SEEN_FOR + 1)
    await store.forget_old()
    async with store.turn(CHAT, UpdateId(1)) as turn:
        assert not turn.seen_before


async def test_turns_of_one_chat_never_mix(store: Store) -> None:
    """Twenty at once: each finds what the one before it saved."""

    async def count(update: int) -> None:
        async with store.turn(CHAT, UpdateId(update)) as turn:
            screen = turn.state.screen if turn.state else 0
            await asyncio.sleep(0)
            turn.save(State("abc", screen=screen + 1), {"chat": CHAT, "update": update})

    await asyncio.gather(*(count(update) for update in range(1, 21)))
    state = await state_of(store, 100)
    assert state is not None
    assert state.screen == 20
    assert sorted(await send_all(store)) == list(range(1, 21))


async def test_the_same_update_many_times_at_once_is_one_turn(store: Store) -> None:
    """As several servers may be handed it at the same instant."""
    await asyncio.gather(*(save(store, 1) for _ in range(8)))
    assert await send_all(store) == [1]


async def test_what_is_kept_long_enough_is_deleted(store: Store, place: Place) -> None:
    """Thirty days after the last turn a conversation is gone, with what could not be sent; a younger one stays."""
    await save(store, 1)
    place.after(MOST_DAYS * DAY / 2)
    await save(store, 2, chat=OTHER)
    place.after(MOST_DAYS * DAY / 2 + 1)
    assert await store.forget_old() == 1
    assert await state_of(store, 3) is None
    assert await state_of(store, 4, OTHER) == STATE
    assert await send_all(store) == []


async def test_an_operator_may_keep_less(place: Place) -> None:
    """The setting counts for what is there already."""
    store = await place.store(keeping=Keeping(days=2))
    await save(store, 1)
    place.after(2 * DAY + 1)
    assert await store.forget_old() == 1


async def test_after_blocking_it_goes_sooner(store: Store, place: Place) -> None:
    """A week after the person blocked the bot, unless they come back before."""
    await save(store, 1)
    await save(store, 2, chat=OTHER)
    for chat in (CHAT, OTHER):
        await store.unreachable(chat)
        assert await store.unsent(chat) is None
    await save(store, 3, chat=OTHER)
    place.after(LEFT_DAYS * DAY / 2)
    await store.unreachable(CHAT)
    place.after(LEFT_DAYS * DAY / 2 + 1)
    assert await store.forget_old() == 1
    assert await state_of(store, 4) is None
    assert await state_of(store, 5, OTHER) == STATE


async def test_forgetting_deletes_at_once(store: Store) -> None:
    """A turn without a state leaves no row of the chat, also not among what was set aside; only what must still be said."""
    await save(store, 1)
    await store.set_aside(TROUBLE)
    await save(store, 2, None)
    assert await state_of(store, 3) is None
    assert await store.aside() == []
    assert await send_all(store) == [1, 2]


async def test_unsent_parcels_are_found_after_a_restart(store: Store, place: Place) -> None:
    """A new process knows for whom something waits."""
    await save(store, 1)
    await save(store, 2, chat=OTHER)
    await store.close()
    again = await place.store()
    assert list(await again.chats_with_unsent()) == [CHAT, OTHER]
    await again.unreachable(CHAT)
    assert list(await again.chats_with_unsent()) == [OTHER]


async def test_what_is_set_aside_holds_up_nobody_and_can_be_tried_again(store: Store) -> None:
    """It counts as handled; tried again it counts as new, once, and is gone when that worked."""
    told = {"chat": CHAT, "update": 7}
    await store.set_aside(Trouble(UPDATE, CHAT, TROUBLE.error, TROUBLE.kept, told))
    await store.set_aside(TROUBLE)
    assert await send_all(store) == [7]
    async with store.turn(CHAT, UPDATE) as turn:
        assert turn.seen_before

    (found,) = await store.aside()
    assert found == Aside(found.id, found.at, "KeyError", 1, again=False, kept=TROUBLE.kept)
    assert await store.try_again([found.id, found.id + 1]) == 1
    await store.failed_again(found.id, "TypeError")
    (found,) = await store.aside()
    assert (found.error, found.tries, found.again) == ("TypeError", 2, False)

    with pytest.raises(RuntimeError):
        async with store.turn(CHAT, UPDATE, aside=found.id) as turn:
            raise RuntimeError
    for new in (True, False):
        async with store.turn(CHAT, UPDATE, aside=found.id) as turn:
            assert turn.seen_before is not new
    assert await store.aside() == []


async def test_what_is_set_aside_goes_after_three_days(store: Store, place: Place) -> None:
    """Or when the operator drops it; whose it was need not be known."""
    await store.set_aside(TROUBLE)
    place.after(ASIDE_FOR / 2)
    await store.set_aside(Trouble(UpdateId(8), None, "TypeError", {}))
    await store.set_aside(Trouble(UpdateId(9), None, "TypeError", {}))
    place.after(ASIDE_FOR / 2 + 1)
    await store.forget_old()
    unknown, other = await store.aside()
    assert unknown.kept == {}
    assert await store.drop([other.id, 12345]) == 1
    assert [one.id for one in await store.aside()] == [unknown.id]


async def test_a_copy_shows_neither_who_nor_what(store: Store, place: Place) -> None:
    """No chat id, no answer, no fact and nothing that was said can be found in it; the control finds them."""
    await save(store, 1)
    await store.set_aside(TROUBLE)
    await store.unsent(CHAT)
    copied = place.contents()
    assert b"KeyError" in copied
    secrets = (b"987654321", (987654321).to_bytes(4, "big"), (987654321).to_bytes(4, "little"))
    for secret in (*secrets, b"ferritine", b"28.5", b"gezegd", b"abc"):
        assert secret not in copied
    control = f"{CHAT} {STATE} wat er gezegd wordt".encode()
    assert all(secret in control for secret in (b"987654321", b"ferritine", b"28.5", b"gezegd", b"abc"))


async def test_another_key_is_refused(store: Store, place: Place) -> None:
    """With another secret the bot would know nobody: it says so at once and touches nothing."""
    await save(store, 1)
    await store.close()
    with pytest.raises(WrongKey, match="RLS_BOT_SECRET"):
        await place.store(b"another secret of sixteen letters")
    assert await state_of(await place.store(), 2) == STATE


async def test_a_reachable_store_says_so(store: Store) -> None:
    """For the readiness check."""
    assert await store.reachable()


async def test_what_was_saved_settles(store: Store, place: Place) -> None:
    """Also again and again; the tables stay as they are, and another process finds what was saved."""
    await save(store, 1)
    await store.settle()
    await store.settle()
    await store.close()
    assert await state_of(await place.store(), 2) == STATE

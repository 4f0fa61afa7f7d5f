"""What the store promises: whole turns or none, nothing twice, nothing readable, nothing for longer than said."""

from pathlib import Path

import pytest

from bot.conversation import ChatId, Live, UpdateId
from bot.dialogue.conditions import FactId
from bot.dialogue.replay import Answer
from bot.dialogue.turns import State
from bot.storage.sealing import WrongKey
from bot.storage.sqlite import KEPT_FOR, SEEN_FOR, SqliteStore

CHAT, OTHER = ChatId(987654321), ChatId(5)
STATE = State("abc", screen=4, consent=True, place="check", answers=(Answer(FactId("ferritine"), 28.5, "f1"),))
SECRET = b"a secret that is only for tests"


class Clock:
    """The time, as long as it is not moved."""

    now = 1_000_000.0

    def __call__(self) -> float:
        """Seconds since 1970."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> SqliteStore:
    """An empty store in a file."""
    return SqliteStore(tmp_path / "bot.sqlite3", SECRET, clock)


async def save(store: SqliteStore, update: int, state: State | None = STATE, chat: ChatId = CHAT) -> None:
    """One turn."""
    async with store.turn(chat, UpdateId(update)) as turn:
        if not turn.seen_before:
            turn.save(state, {"chat": chat, "text": "wat er gezegd wordt", "update": update})


async def state_of(store: SqliteStore, update: int, chat: ChatId = CHAT) -> State | None:
    """What the next turn finds."""
    async with store.turn(chat, UpdateId(update)) as turn:
        return turn.state


async def test_a_turn_is_saved_whole(store: SqliteStore) -> None:
    """The next turn finds the state, and what must be sent waits in order."""
    await save(store, 1)
    await save(store, 2)
    assert await state_of(store, 3) == STATE
    first = store.unsent(CHAT)
    assert first is not None
    assert first.parcel["update"] == 1
    store.sent(CHAT, first.id, Live(10, 20))
    second = store.unsent(CHAT)
    assert second is not None
    assert second.parcel["update"] == 2
    assert store.live(CHAT) == Live(10, 20)


async def test_a_turn_that_fails_leaves_nothing(store: SqliteStore) -> None:
    """Not the state, not the parcel, and the update may come again."""
    with pytest.raises(RuntimeError):
        async with store.turn(CHAT, UpdateId(1)) as turn:
            turn.save(STATE, {"chat": CHAT})
            raise RuntimeError
    assert store.unsent(CHAT) is None
    async with store.turn(CHAT, UpdateId(1)) as turn:
        assert not turn.seen_before
        assert turn.state is None


async def test_an_update_is_recognised_for_three_days(store: SqliteStore, clock: Clock) -> None:
    """Delivered twice it changes nothing; after 72 hours Telegram may use the number for something else."""
    await save(store, 1)
    async with store.turn(CHAT, UpdateId(1)) as turn:
        assert turn.seen_before
    clock.now += SEEN_FOR + 1
    store.forget_old()
    async with store.turn(CHAT, UpdateId(1)) as turn:
        assert not turn.seen_before


async def test_what_is_kept_long_enough_is_deleted(store: SqliteStore, clock: Clock) -> None:
    """Thirty days after the last turn a conversation is gone; a younger one stays."""
    await save(store, 1)
    clock.now += KEPT_FOR / 2
    await save(store, 2, chat=OTHER)
    clock.now += KEPT_FOR / 2 + 1
    assert store.forget_old() == 1
    assert await state_of(store, 3) is None
    assert await state_of(store, 4, OTHER) == STATE


async def test_forgetting_deletes_at_once(store: SqliteStore) -> None:
    """A turn without a state leaves no row of the chat, only what must still be said."""
    await save(store, 1)
    await save(store, 2, None)
    assert await state_of(store, 3) is None


async def test_unsent_parcels_are_found_after_a_restart(store: SqliteStore, tmp_path: Path) -> None:
    """A new process knows for whom something waits."""
    await save(store, 1)
    await save(store, 2, chat=OTHER)
    store.close()
    again = SqliteStore(tmp_path / "bot.sqlite3", SECRET)
    assert again.chats_with_unsent() == (CHAT, OTHER)
    again.unreachable(CHAT)
    assert again.chats_with_unsent() == (OTHER,)


async def test_a_copy_of_the_files_shows_neither_who_nor_what(store: SqliteStore, tmp_path: Path) -> None:
    """No chat id, no answer, no fact and nothing that was said can be found in the files; the control finds them."""
    await save(store, 1)
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (b"987654321", (987654321).to_bytes(4, "big"), b"ferritine", b"28.5", b"gezegd", b"abc"):
        assert secret not in files
    (tmp_path / "control").write_text(f"{CHAT} {STATE} wat er gezegd wordt", encoding="utf-8")
    control = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert all(secret in control for secret in (b"987654321", b"ferritine", b"28.5", b"gezegd", b"abc"))


async def test_another_key_opens_nothing(store: SqliteStore, tmp_path: Path) -> None:
    """With another secret the same chat has another name; under the old name nothing opens."""
    await save(store, 1)
    store.close()
    stranger = SqliteStore(tmp_path / "bot.sqlite3", b"another secret of sixteen letters")
    assert await state_of(stranger, 2) is None
    with pytest.raises(WrongKey, match="RLS_BOT_SECRET"):
        stranger.chats_with_unsent()

"""What is kept of an update that could not be taken: enough to try again, and nothing that a person said."""

import json
from typing import Any

import pytest

from bot.channels.telegram.essence import essence, private_chat
from bot.channels.telegram.incoming import Happened, read_update
from bot.dialogue.turns import Heard, Sent, Tapped, Typed

ANNA = {"id": 987, "is_bot": False, "first_name": "Wilhelmina", "username": "wil", "language_code": "nl"}
CHAT = {"id": 987, "type": "private", "first_name": "Wilhelmina"}
TEXT = {"update_id": 1, "message": {"message_id": 4, "date": 5, "chat": CHAT, "from": ANNA, "text": "ik slik ijzer"}}
PHOTO = {"update_id": 2, "message": {"message_id": 4, "chat": CHAT, "photo": [{"file_id": "abc"}], "caption": "bloed"}}
TAP = {
    "update_id": 3,
    "callback_query": {"id": "77", "from": ANNA, "data": "1|abc|4|2", "message": {"message_id": 9, "chat": CHAT, "text": "x"}},
}  # fmt: skip


def hear(text: str) -> Heard:
    """The text as it is."""
    return Heard(text, text)


def test_no_word_and_no_name_is_kept() -> None:
    """Of everything that is not needed only the kind of value is left."""
    kept = json.dumps([essence(update) for update in (TEXT, PHOTO, TAP)])
    for said in ("Wilhelmina", "wil", "ijzer", "bloed", "abc.jpg", "nl"):
        assert f'"{said}' not in kept
    assert essence(TEXT)["message"]["text"] == "str"
    assert essence(PHOTO)["message"]["photo"] == "list"


def test_it_can_be_taken_once_more() -> None:
    """A tap as it was; of a message it is known whose it is and what kind."""
    for update, event in ((TEXT, Typed(hear("str"))), (PHOTO, Sent("photo")), (TAP, Tapped("abc", 4, 2))):
        again = read_update(essence(update), hear)
        assert isinstance(again, Happened)
        assert (again.chat, again.event) == (987, event)


@pytest.mark.parametrize("update", [None, [], "x", 7, True])
def test_what_is_no_update_leaves_nothing(update: object) -> None:
    """Nor is it anybody's."""
    assert essence(update) == {}
    assert private_chat(update) is None


def test_it_stays_small() -> None:
    """However deep, wide or long the update is."""
    deep: dict[str, Any] = {}
    for _ in range(500):
        deep = {"message": deep}
    wide = {f"field {n}" * 100: {"id": "x" * 5000} for n in range(5000)}
    assert len(json.dumps(essence(deep))) < 1000
    assert len(json.dumps(essence({"update_id": 2**90, **wide}))) < 20_000
    assert essence({"update_id": 2**90}) == {"update_id": "int"}


def test_whose_it_is_and_what_waits_for_an_answer() -> None:
    """In a private chat, where that can be read; nobody is told anything in a group."""
    group = {"id": -5, "type": "group"}
    assert private_chat(TEXT) == (987, "")
    assert private_chat(TAP) == (987, "77")
    assert private_chat({"message": {"chat": group, "text": "x"}}) is None
    assert private_chat({"message": {"chat": {"type": "private", "id": "987"}}}) is None
    assert private_chat({"callback_query": {"id": "7", "message": None}}) is None
    assert private_chat({"my_chat_member": {"chat": CHAT}}) is None

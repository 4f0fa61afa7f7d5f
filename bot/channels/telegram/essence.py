"""What is kept of an update that could not be taken: its shape, whose it is, and which button was pressed.

No word that a person typed is kept, nor a name: the bot promises so. A message that is tried again
is therefore not answered a second time; the person is asked to send it once more.
"""

from __future__ import annotations

from typing import Any

from bot.channels.telegram.incoming import Update
from bot.conversation import ChatId

_KEPT = frozenset({"update_id", "message_id", "id", "type", "data", "status"})
"""Fields whose value is needed to try again; of all others only the kind of value is kept."""
_DEEPEST, _WIDEST, _LONGEST = 6, 60, 100


def essence(update: object) -> dict[str, Any]:
    """The update without its words, small whatever came in; {} for what is no update at all."""
    kept = _without_words(update, depth=0)
    return kept if isinstance(kept, dict) else {}


def _without_words(value: object, depth: int) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict) and depth < _DEEPEST:
        fields = list(value.items())[:_WIDEST]
        return {
            str(name)[:_LONGEST]: field if name in _KEPT and _is_small(field) else _without_words(field, depth + 1)
            for name, field in fields
        }
    return type(value).__name__


def _is_small(value: object) -> bool:
    return (isinstance(value, str) and len(value) <= _LONGEST) or (isinstance(value, int) and abs(value) < 2**63)


def private_chat(update: object) -> tuple[ChatId, str] | None:
    """The private chat that an update comes from and the query to answer in it ("" for none), if that can be read."""
    if not isinstance(update, dict):
        return None
    for kind in ("message", "edited_message", "callback_query"):
        inside = update.get(kind)
        if isinstance(inside, dict):
            return _whose(inside, is_tap=kind == "callback_query")
    return None


def _whose(inside: Update, *, is_tap: bool) -> tuple[ChatId, str] | None:
    message = inside.get("message") if is_tap else inside
    chat = message.get("chat") if isinstance(message, dict) else None
    query = inside.get("id") if is_tap else ""
    if not isinstance(chat, dict) or chat.get("type") != "private" or type(chat.get("id")) is not int:
        return None
    return ChatId(chat["id"]), query if isinstance(query, str) else ""

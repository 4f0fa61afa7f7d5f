"""An update as Telegram sends it -> what happened, for the conversation.

Works on the raw JSON: an update that cannot be read is a `Strange` one, never an exception that
stops the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.channels.telegram.buttons import read_button
from bot.conversation import Arrived, ChatId, UpdateId
from bot.dialogue.turns import Heard, Sent, Typed

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""The only updates the bot asks for, at every start: Telegram remembers the last list (Bot API, getUpdates)."""

Update = dict[str, Any]

REMARKS: dict[str, str] = {
    "photo": "photo",
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "sticker": "sticker",
    "animation": "sticker",
    "document": "document",
    "location": "location",
    "venue": "location",
    "contact": "other_kind",
    "video": "other_kind",
    "poll": "other_kind",
    "dice": "other_kind",
    "story": "other_kind",
    "game": "other_kind",
    "checklist": "other_kind",
    "paid_media": "other_kind",
}
"""Kinds of message that are not text, and the remark each gets. Others (a title changed) need no answer."""


@dataclass(frozen=True, slots=True)
class Happened(Arrived):
    """Something a person did in a private chat."""

    callback: str = ""
    """The query to be answered when a button was tapped; "" otherwise."""
    tapped: int = 0
    """The message whose button was tapped; 0 when none was."""


@dataclass(frozen=True, slots=True)
class InGroup:
    """The bot was spoken to where others can read along."""

    update: UpdateId
    chat: ChatId
    callback: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """The person blocked the bot, or took that back."""

    update: UpdateId
    chat: ChatId
    status: Literal["blocked", "back"]


@dataclass(frozen=True, slots=True)
class Strange:
    """An update that needs no answer; `why` names the kind and nothing of its content."""

    update: UpdateId
    why: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An update that is not as the Bot API says; `error` is the kind of error and nothing of its content."""

    error: str


Incoming = Happened | InGroup | Membership | Strange | Unreadable
MOST_TEXT = 4096
"""Characters of a message that are read; the Bot API sends no more (Message.text)."""
_MOST_ID = 2**63 - 1
"""Larger numbers are no identifiers (Bot API: at most 52 significant bits), and no database would take them."""


def number_of(update: object) -> UpdateId | None:
    """The number under which an update was delivered; None when it has none."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return UpdateId(number) if type(number) is int and 0 <= number <= _MOST_ID else None


def chat_of(update: Any) -> ChatId | None:  # noqa: ANN401 - whatever was delivered
    """Whose message or tap it is, found at once; None for all else and for what cannot be read."""
    try:
        message = update["message"] if "message" in update else update["callback_query"]["message"]
        return ChatId(int(message["chat"]["id"]))
    except (KeyError, TypeError, ValueError):
        return None


def read_update(update: object, hear: Callable[[str], Heard]) -> Incoming:
    """What an update means. What is not as the Bot API says is `Unreadable`, never an exception."""
    number = number_of(update)
    if number is None or not isinstance(update, dict):
        return Unreadable("NoNumber")
    try:
        return _read(number, update, hear)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return Unreadable(type(error).__name__)


def _read(number: UpdateId, update: Update, hear: Callable[[str], Heard]) -> Incoming:
    if "message" in update:
        return _message(number, update["message"], hear)
    if "edited_message" in update:
        return _edited(number, update["edited_message"], hear)
    if "callback_query" in update:
        return _tap(number, update["callback_query"])
    if "my_chat_member" in update:
        member = update["my_chat_member"]
        gone = member["new_chat_member"]["status"] in ("kicked", "left")
        if not _is_private(member["chat"]):
            return Strange(number, "group")
        return Membership(number, ChatId(member["chat"]["id"]), "blocked" if gone else "back")
    return Strange(number, "kind")


def _message(number: UpdateId, message: Update, hear: Callable[[str], Heard]) -> Incoming:
    chat = ChatId(int(message["chat"]["id"]))
    if not _is_private(message["chat"]):
        # A command, or the bot by its name. Anything else there is not for the bot.
        addressed = str(message.get("text", "")).startswith(("/", "@"))
        return InGroup(number, chat) if addressed else Strange(number, "group")
    if "text" in message:
        return Happened(chat, number, Typed(hear(str(message["text"])[:MOST_TEXT])))
    kind = next((kind for kind in REMARKS if kind in message), None)
    if kind is None:
        return Strange(number, "service")
    return Happened(chat, number, _alarm_in(message.get("caption"), hear) or Sent(REMARKS[kind]))


def _edited(number: UpdateId, message: Update, hear: Callable[[str], Heard]) -> Incoming:
    chat = ChatId(int(message["chat"]["id"]))
    if not _is_private(message["chat"]):
        return Strange(number, "group")
    return Happened(chat, number, _alarm_in(message.get("text"), hear) or Sent("edited"))


def _alarm_in(text: object, hear: Callable[[str], Heard]) -> Typed | None:
    """An emergency is heard wherever it is written: in the words under a photo, and in a text changed afterwards."""
    heard = hear(text[:MOST_TEXT]) if isinstance(text, str) else None
    return Typed(heard) if heard and heard.alarm else None


def _tap(number: UpdateId, query: Update) -> Incoming:
    callback, message = str(query["id"]), query.get("message") or {}
    chat = message.get("chat") or {"id": query["from"]["id"], "type": "private"}
    if not _is_private(chat):
        return InGroup(number, ChatId(int(chat["id"])), callback)
    tap = read_button(str(query.get("data", "")))
    return Happened(ChatId(int(chat["id"])), number, tap, callback, int(message.get("message_id", 0)))


def _is_private(chat: Update) -> bool:
    return bool(chat["type"] == "private")

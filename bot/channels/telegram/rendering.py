"""Replies -> what the Bot API takes: HTML with everything escaped, keyboards, texts within the limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from typing import Any

from bot.channels.telegram.buttons import button_data, lasting_data
from bot.channels.telegram.incoming import Happened
from bot.conversation import ChatId, Parcel
from bot.dialogue.turns import Message, Reply, Screen, Turn, Typed

MOST_UNITS = 4096
"""Bot API, sendMessage.text: 1-4096 characters after entities parsing; counted in UTF-16 units to be on the safe side."""
MOST_TOAST = 200
"""Bot API, answerCallbackQuery.text: 0-200 characters."""
PREPARED = 1024
"""Texts of which the HTML is kept at hand."""
Keyboard = list[list[dict[str, str]]]


def parcel(happened: Happened, turn: Turn) -> Parcel:
    """Everything that has to be sent for a turn, as JSON."""
    return {
        "chat": happened.chat,
        "callback": happened.callback,
        "toast": turn.remark[:MOST_TOAST],
        "tapped": happened.tapped,
        "typed": isinstance(happened.event, Typed),
        "replies": [_reply(reply) for reply in turn.replies],
        "quiet": turn.quiet or turn.state is None,
        # Nothing but what to do now; with a screen in it, it would change the order of screens.
        "urgent": all(isinstance(reply, Message) and reply.urgent for reply in turn.replies),
    }


def notice(chat: ChatId, callback: str, text: str, button: tuple[str, str] | None = None) -> Parcel:
    """One message, perhaps with one link, that is not part of the conversation."""
    message = _message(Message(text))
    if button:
        message["keyboard"] = [[{"text": button[0], "url": button[1]}]]
    return {
        "chat": chat,
        "callback": callback,
        "toast": "",
        "tapped": 0,
        "typed": True,
        "replies": [message],
        "quiet": False,
        "urgent": False,
    }


def _reply(reply: Reply) -> dict[str, Any]:
    match reply:
        case Screen():
            return {
                "kind": "screen",
                "settled": reply.settled,
                "parts": list(parts(reply.text)),
                "keyboard": _keyboard(reply),
            }
        case Message():
            return _message(reply)


def _message(message: Message) -> dict[str, Any]:
    keyboard: Keyboard = [[{"text": link.title, "url": link.url}] for link in message.links]
    keyboard += [[{"text": offer.label, "callback_data": lasting_data(offer.event)}] for offer in message.offers]
    kind = "page" if message.turns_page else "message"
    return {"kind": kind, "parts": list(parts(message.text)), "keyboard": keyboard, "urgent": message.urgent}


def _keyboard(screen: Screen) -> Keyboard:
    rows: dict[int, list[dict[str, str]]] = {}
    for number, choice in enumerate(screen.choices):
        data = button_data(screen.conversation, screen.number, number)
        rows.setdefault(choice.row, []).append({"text": choice.label, "callback_data": data})
    return list(rows.values())


def html(text: str) -> str:
    """A text in Telegram's HTML: headings bold, bullets as dots, all else exactly as written."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    if line.startswith("# "):
        return f"<b>{escape(line[2:], quote=False)}</b>"
    if line.startswith("- "):
        return f"• {escape(line[2:], quote=False)}"
    return escape(line, quote=False)


@lru_cache(PREPARED)
def parts(text: str) -> tuple[str, ...]:
    """What `split` gives; many people see the same question."""
    return tuple(split(text))


def split(text: str) -> Iterator[str]:
    """The text as HTML in parts that fit a message: cut between paragraphs, else lines, else words."""
    part = ""
    for piece in _pieces(text):
        longer = f"{part}{piece}"
        if part and units(longer.strip()) > MOST_UNITS:
            yield html(part.strip())
            part = piece
        else:
            part = longer
    yield html(part.strip())


def _pieces(text: str) -> Iterable[str]:
    """The text in pieces that each fit, kept together as far as possible; joined they are the text again."""
    for paragraph in text.split("\n\n"):
        if units(paragraph) <= MOST_UNITS:
            yield f"{paragraph}\n\n"
            continue
        for line in paragraph.split("\n"):
            yield from (f"{line[start : start + MOST_UNITS // 2]}" for start in range(0, len(line), MOST_UNITS // 2))
            yield "\n"


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2

"""What a button carries, in few ASCII letters.

A button of a screen: codec version, conversation, screen and choice. A lasting button, under a
message that stays: what it opens.
"""

from __future__ import annotations

from typing import assert_never

from bot.dialogue.model import TopicId
from bot.dialogue.turns import Asked, Browsed, Lasting, Ordered, Tapped

CODEC = "1"
MOST_BYTES = 64
"""Bot API, InlineKeyboardButton.callback_data: 1-64 bytes."""
_NEVER = Tapped(conversation="", screen=-1, choice=-1)
_TOPIC, _PAGE, _COMMAND = "t", "p", "c"


def button_data(conversation: str, screen: int, choice: int) -> str:
    """The data of a screen's button, within `MOST_BYTES`."""
    return f"{CODEC}|{conversation}|{screen}|{choice}"


def lasting_data(event: Lasting) -> str:
    """The data of a lasting button, within `MOST_BYTES` while ids are (which a test sees to)."""
    match event:
        case Asked(topic=topic):
            return f"{CODEC}|{_TOPIC}|{topic}"
        case Browsed(theme=theme, page=page):
            return f"{CODEC}|{_PAGE}|{'' if theme is None else theme}.{page}"
        case Ordered(command=command):
            return f"{CODEC}|{_COMMAND}|{command}"
        case _:
            assert_never(event)


def read_button(data: str) -> Tapped | Lasting:
    """The event that the data stands for; data this version did not write fits no screen at all."""
    match data.split("|"):
        case [version, _, _] | [version, _, _, _] if version != CODEC:
            return _NEVER
        case [_, kind, what]:
            return _lasting(kind, what)
        case [_, conversation, screen, choice] if screen.isdecimal() and choice.isdecimal():
            return Tapped(conversation, int(screen), int(choice))
        case _:
            return _NEVER


def _lasting(kind: str, what: str) -> Tapped | Lasting:
    if kind == _TOPIC:
        return Asked(TopicId(what))
    if kind == _COMMAND:
        return Ordered(what)
    theme, _, page = what.partition(".")
    if kind == _PAGE and page.isdecimal() and (theme == "" or theme.isdecimal()):
        return Browsed(int(theme) if theme else None, int(page))
    return _NEVER

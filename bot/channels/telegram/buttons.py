"""What a button carries: codec version, conversation, screen and choice, in few ASCII letters."""

from __future__ import annotations

from bot.dialogue.turns import Tapped

CODEC = "1"
MOST_BYTES = 64
"""Bot API, InlineKeyboardButton.callback_data: 1-64 bytes."""
_NEVER = Tapped(conversation="", screen=-1, choice=-1)


def button_data(conversation: str, screen: int, choice: int) -> str:
    """The data of one button, within `MOST_BYTES`."""
    return f"{CODEC}|{conversation}|{screen}|{choice}"


def read_button(data: str) -> Tapped:
    """The tap that the data stands for; data this version did not write fits no screen at all."""
    codec, _, rest = data.partition("|")
    parts = rest.split("|")
    if codec != CODEC or len(parts) != 3 or not parts[1].isdecimal() or not parts[2].isdecimal():  # noqa: PLR2004
        return _NEVER
    return Tapped(parts[0], int(parts[1]), int(parts[2]))

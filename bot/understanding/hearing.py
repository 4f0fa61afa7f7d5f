"""A typed message, as understood without knowing what was asked."""

from __future__ import annotations

from bot.dialogue.folding import fold
from bot.dialogue.model import Content
from bot.dialogue.turns import Heard, Number
from bot.understanding.numbers import quantities

MOST_CHARACTERS = 4096
"""The most that a Telegram message holds; what stands beyond is not looked at."""
UNKNOWN_COMMAND = "/?"


def hear(content: Content, text: str) -> Heard:
    """What a message says: a command, also as a Dutch word typed alone, and the numbers in it."""
    text = text.strip()[:MOST_CHARACTERS]
    folded = fold(text)
    command, payload = _command(content, text, folded)
    numbers = () if command else tuple(Number(q.value, q.unit, q.bound, q.decimals) for q in quantities(text))
    return Heard(text, folded, command, payload, numbers)


def _command(content: Content, text: str, folded: str) -> tuple[str, str]:
    if text.startswith("/"):
        name, _, payload = text.partition(" ")
        # In a group the name of the bot stands behind the command: /help@RlsWijzerBot.
        name = name.partition("@")[0].lower()
        known = any(command.name == name for command in content.commands)
        return (name if known else UNKNOWN_COMMAND), payload.strip()
    return next((command.name for command in content.commands if folded in command.said), ""), ""

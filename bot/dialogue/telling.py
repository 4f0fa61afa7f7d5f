"""Values and texts as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from bot.dialogue.conditions import NONE, FactId, Known, Value
from bot.dialogue.model import Content, Fact, SourceId

PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)\}")
"""A fact in a passage: replaced by the person's own value."""


def number(value: float) -> str:
    """A number with a decimal comma, no needless digits and never an exponent: 28, 18,5."""
    written = format(Decimal(repr(float(value))), "f")
    return (written.rstrip("0").rstrip(".") if "." in written else written).replace(".", ",")


def value_text(fact: Fact, value: Value, *, none: str) -> str:
    """A value in words: the options' labels, or the number with its unit; `none` for "none of these"."""
    match value:
        case frozenset():
            return ", ".join(o.label for o in fact.options if o.id in value and o.id != NONE) or none
        case str():
            return next((option.label for option in fact.options if option.id == value), value)
        case _:
            return f"{number(value)} {fact.unit}".strip()


def filled(text: str, facts: Known) -> str:
    """The text with each {fact} replaced by the person's number."""

    def own(match: re.Match[str]) -> str:
        value = facts.values.get(FactId(match[1]))
        return number(value) if isinstance(value, (int, float)) else match[0]

    return PLACEHOLDER.sub(own, text)


def day(content: Content, moment: date) -> str:
    """A date as people say it: 24 november 2026."""
    return f"{moment.day} {content.words.months[moment.month - 1]} {moment.year}"


def sources_text(content: Content, sources: Iterable[SourceId]) -> str:
    """The sources as a patient reads them, each once."""
    return "; ".join(dict.fromkeys(content.sources[source].shown for source in sources))


def paragraphs(*parts: str) -> str:
    """The parts that say something, with a blank line between them."""
    return "\n\n".join(part for part in parts if part)


def bullets(lines: Iterable[str]) -> str:
    """The lines as a list."""
    return "\n".join(f"- {line}" for line in lines)

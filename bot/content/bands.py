"""Numeric bands and factors as an editor writes them, read aloud as Dutch."""

from __future__ import annotations

import re

from bot.dialogue.conditions import ANY_NUMBER, Band
from bot.dialogue.telling import number

_N = r"(\d+(?:[.,]\d+)?)"
_FORMS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    # pattern, limit that the first number is, limit that the second is: [ and ] include it, ( and ) do not
    (re.compile(rf"onder {_N}"), ")", ""),
    (re.compile(rf"tot {_N}"), ")", ""),
    (re.compile(rf"t/m {_N}"), "]", ""),
    (re.compile(rf"{_N} t/m {_N}"), "[", "]"),
    (re.compile(rf"{_N} tot {_N}"), "[", ")"),
    (re.compile(rf"boven {_N} t/m {_N}"), "(", "]"),
    (re.compile(rf"boven {_N} tot {_N}"), "(", ")"),
    (re.compile(rf"boven {_N}"), "(", ""),
    (re.compile(rf"vanaf {_N}"), "[", ""),
    (re.compile(rf"vanaf {_N} tot {_N}"), "[", ")"),
    (re.compile(rf"vanaf {_N} t/m {_N}"), "[", "]"),
)
KNOWN = "bekend"
"""Any number at all."""
PATTERN = f"^({'|'.join(pattern.pattern for pattern, _, _ in _FORMS)}|{KNOWN})$"
"""What a band looks like, for programs that check while somebody types."""
_FACTOR = rf"{_N}(?:\s*/\s*{_N})?"
FACTOR_PATTERN = f"^{_FACTOR}$"
"""The same for a factor."""

NOT = "niet "
"""Before an option of a list that may be ticked: holds when it was not ticked."""


def band(text: str) -> Band | None:
    """The band that was written; None when it is not one, or holds no number."""
    text = " ".join(text.split())
    if text == KNOWN:
        return ANY_NUMBER
    for pattern, first, second in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            limits = {first: match[1], second: match[2] if second else ""}
            return _filled(_band(limits))
    return None


def written(found: Band) -> str:
    """The band as an editor writes it, the opposite of `band`; a single number stands by itself."""
    low = number(found.low) if found.low is not None else ""
    high = number(found.high) if found.high is not None else ""
    if not low and not high:
        return KNOWN
    if low == high:
        return low
    if not low:
        return f"t/m {high}" if found.high_included else f"onder {high}"
    if not high:
        return f"vanaf {low}" if found.low_included else f"boven {low}"
    return f"{'' if found.low_included else 'boven '}{low} {'t/m' if found.high_included else 'tot'} {high}"


def factor(text: str) -> float | None:
    """A factor, written as a number or as a fraction ("1 / 2,247"); None when it is neither, or nought."""
    match = re.fullmatch(_FACTOR, text.strip())
    if match is None:
        return None
    below = _number(match[2]) if match[2] else 1.0
    return (_number(match[1]) / below or None) if below else None


def _band(limits: dict[str, str]) -> Band:
    low = limits.get("[") or limits.get("(")
    high = limits.get("]") or limits.get(")")
    return Band(
        low=_number(low) if low else None,
        high=_number(high) if high else None,
        low_included="[" in limits,
        high_included="]" in limits,
    )


def _filled(found: Band) -> Band | None:
    if found.low is None or found.high is None or found.low < found.high:
        return found
    return found if found.low in found else None


def _number(text: str) -> float:
    return float(text.replace(",", "."))

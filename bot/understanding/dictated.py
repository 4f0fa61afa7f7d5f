"""Messages spoken to a phone that wrote the marks as words: "ik ben duizelig komma mijn hb is vijf komma nul punt"."""

from __future__ import annotations

import re

_DIGITS = ["nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"]
_NUMBER = "|".join(_DIGITS)
_DECIMAL = re.compile(rf"\b({_NUMBER}|\d+) komma ({_NUMBER}|\d+)\b", re.IGNORECASE)
_COMMA = re.compile(r"\s*\bkomma\b", re.IGNORECASE)
_MARK = re.compile(r"\s*\b(punt|vraagteken|uitroepteken|nieuwe regel|nieuwe alinea)(?=\s|$)", re.IGNORECASE)
_SIGNS = {"vraagteken": "?", "uitroepteken": "!"}


def with_marks(text: str) -> str:
    """The message with its marks and decimals written; unchanged when nobody says "komma" in it.

    "punt" alone is an ordinary word ("ergens een punt achter zetten").
    """
    if "komma" not in text.casefold():
        return text
    decimals = _DECIMAL.sub(lambda found: f"{_digits(found[1])},{_digits(found[2])}", text)
    return _MARK.sub(lambda found: _SIGNS.get(found[1].casefold(), "."), _COMMA.sub(",", decimals))


def _digits(word: str) -> str:
    spoken = word.casefold()
    return str(_DIGITS.index(spoken)) if spoken in _DIGITS else spoken

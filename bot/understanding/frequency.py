"""How often something happens: "elke nacht", "drie keer per week", "om de dag".

What it is that happens is for the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.understanding.phrases import Token, one_of

Often = Literal["zelden", "wekelijks", "vaker", "dagelijks"]

WEEKS_IN_MONTH, WEEKS_IN_YEAR, DAYS_IN_WEEK = 4.4, 52, 7
_DAILY, _MORE_THAN_WEEKLY, _WEEKLY = 6.5, 1.3, 0.9
"""Times a week from which it counts as that; "6 of 7 keer" is daily and "4 keer per maand" weekly."""
_SOME = 3.0
"""What "een paar keer" counts for."""

_OUT_OF = one_of("van op")
_EVERY = one_of("elke iedere ieder elk alle")
_DAYS = one_of("dag dagen nacht nachten avond avonden etmaal")
_TIMES = one_of("keer keren maal")
_SEVERAL = one_of("paar enkele aantal tal meerdere verschillende veel vele")
_PER = one_of("per in op elke iedere van p")
_CURSED = one_of("godganse godsganse ganse hele enkele verdomde vervloekte rot")
_COMPARED = one_of("erger meer minder slechter")
_ALMOST = one_of("bijna haast vrijwel zowat als")
_A_WEEK: dict[str, float] = {
    **dict.fromkeys(("week", "weken", "w"), 1.0),
    **dict.fromkeys(("maand", "maanden"), 1 / WEEKS_IN_MONTH),
    **dict.fromkeys(("jaar", "jaren"), 1 / WEEKS_IN_YEAR),
    **dict.fromkeys(_DAYS, float(DAYS_IN_WEEK)),
}


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often, as the check asks it."""

    often: Often
    places: tuple[int, ...]


def frequency(tokens: Sequence[Token], start: int, end: int) -> Frequency | None:
    """How often something happens in a stretch of a message; a counted frequency goes before "elke week"."""
    for read in (_counted, _every):
        for place in range(start, end):
            if found := read(tokens, place, start, end):
                return found
    return None


def _typed(tokens: Sequence[Token], place: int, start: int, end: int) -> str:
    return tokens[place].typed if start <= place < end else ""


def _every(tokens: Sequence[Token], place: int, start: int, end: int) -> Frequency | None:
    """As in "elke nacht", "om de dag", "dagelijks"."""
    words = [_typed(tokens, p, start, end) for p in range(place - 1, place + 3)]
    before, typed, following, third = words
    daily: Often = "vaker" if before in _ALMOST else "dagelijks"
    if before == "niet":
        return None
    if typed in _EVERY:
        return _each(words, place, daily)
    if typed == "om" and following == "de" and third:
        return _every_so_many(tokens, place)
    if before != "tussen" and words[1:] == ["dag", "en", "nacht"]:
        return Frequency(daily, (place, place + 1, place + 2))
    often: dict[str, Often] = {"dagelijks": daily, "wekelijks": "wekelijks", "maandelijks": "zelden"}
    return Frequency(often[typed], (place,)) if typed in often else None


def _each(words: Sequence[str], place: int, daily: Often) -> Frequency | None:
    """As in "elke nacht", "iedere godganse nacht", "elke week"."""
    following, third = words[2:]
    if following in _DAYS or (following in _CURSED and third in _DAYS):
        return Frequency(daily, (place, place + 1 + (following in _CURSED)))
    if following in {"week", "maand"} and third not in _COMPARED:  # "elke maand erger" tells how it grows
        return Frequency("wekelijks" if following == "week" else "zelden", (place, place + 1))
    return None


def _every_so_many(tokens: Sequence[Token], place: int) -> Frequency | None:
    """As in "om de dag", "om de drie dagen"."""
    third = tokens[place + 2]
    places = (place, place + 1, place + 2)
    if third.typed in _DAYS | {"paar", "andere"}:
        return Frequency("vaker", places)
    if third.quantity is not None and third.quantity.unit == "dagen":
        return Frequency(_often(DAYS_IN_WEEK / max(third.quantity.value, 1)), places)
    return None


def _counted(tokens: Sequence[Token], place: int, start: int, end: int) -> Frequency | None:
    """As in "3 keer per week", "een paar nachten in de week", "eens per maand", "5 van de 7 nachten"."""
    times, last = _times(tokens, place, start, end)
    if not times:
        return None
    after = last + 1
    word = _typed(tokens, after, start, end)
    if word == "pw":
        return Frequency(_often(times), (*range(place, after + 1),))
    if word not in _PER:
        return None
    after += 1
    if _typed(tokens, after, start, end) in {"de", "een"}:
        after += 1
    a_week = _a_week(tokens[after]) if after < end else None
    return None if a_week is None else Frequency(_often(times * a_week), (*range(place, after + 1),))


def _a_week(token: Token) -> float | None:
    """How many of this time go in a week; also of "twee weken"."""
    if token.quantity is None:
        return _A_WEEK.get(token.typed)
    if token.quantity.value == DAYS_IN_WEEK:
        return 1.0  # "5 van de 7 nachten"
    a_week = _A_WEEK.get(token.quantity.unit)
    return None if a_week is None else a_week / max(token.quantity.value, 1)


def _times(tokens: Sequence[Token], place: int, start: int, end: int) -> tuple[float, int]:
    """How many times, nights or days are counted here (0 for none), and where the counting ends."""
    token, following = tokens[place], _typed(tokens, place + 1, start, end)
    if token.quantity is not None:
        value = token.quantity.value / (2 if token.quantity.bound == "onder" else 1)
        if token.quantity.unit in {"keer", "dagen"} or (not token.quantity.unit and following in _OUT_OF):
            return value, place
        return (value, place + 1) if not token.quantity.unit and following in _DAYS | _TIMES else (0, place)
    if token.typed in _SEVERAL and following in _DAYS | _TIMES:
        return _SOME, place + 1
    if token.typed == "eens" or (token.typed == "een" and following in _DAYS):
        fewer = _typed(tokens, place - 2, start, end) == "minder"
        return (0.5 if fewer else 1.0), place + (token.typed == "een")
    return 0, place


def _often(a_week: float) -> Often:
    if a_week >= _DAILY:
        return "dagelijks"
    if a_week > _MORE_THAN_WEEKLY:
        return "vaker"
    return "wekelijks" if a_week >= _WEEKLY else "zelden"

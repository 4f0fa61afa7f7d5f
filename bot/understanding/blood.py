"""The blood values a message states about the person who writes: ferritin, Hb, transferrin saturation.

A number belongs to the word it stands with; which of two values holds now is read from words such
as "eerst", "nu" and "van ... naar", and from the times beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from bot.understanding.clauses import Clause, Reading, Segment
from bot.understanding.numbers import Quantity
from bot.understanding.phrases import one_of
from bot.understanding.times import times

PMOL_IN_MICROGRAM = 2.247
MMOL_IN_GRAM = 0.6206
HIGHEST_HB = 11.5
"""In mmol/L; a higher number without a unit is in g/dl, as Belgian laboratories write it."""
HIGHEST_HB_IN_GRAM = 25
LOWEST_POSSIBLE_HB, HIGHEST_POSSIBLE_HB = 2, 15
FRESH = 2.0
"""Months after which a value gives way to one without a date."""

_FACTS = {"ferritine": "ferritine", "hb": "hb", "tsat": "transferrineverzadiging"}
_UNITS = {
    "ferritine": frozenset({"", "µg/L", "ng/ml", "pmol/L"}),
    "hb": frozenset({"", "mmol/L", "g/dl"}),
    "tsat": frozenset({"", "%"}),
}
_CARRIES = one_of(
    "nu eerst toen daarvoor ervoor inmiddels ik ikzelf zelf mij laatste laatst was is werd daarna weer ondertussen nog "
    "eerder na deze die bedroeg maar nee sorry oeps bedoel foutje"
)
"""Words with which a bare number goes on about the value named before."""
_STANDS_AT = one_of("op is was heb")
_COUNTED = one_of("nachten avonden ochtenden keren kinderen van keer dagen weken uur kilo tabletten pillen graden")
_DATES = one_of("vorige vorig afgelopen deze laatst gisteren vandaag begin eind vanochtend vanmorgen")
_HEARD = one_of("zei zegt volgens bleek blijkt")
_LITTLE_ELSE = 4
_NAME_BEHIND = 5


@dataclass(frozen=True, slots=True)
class Value:
    """A blood value, where its name and number stand, and in which segment."""

    fact: str
    value: float
    places: tuple[int, ...]
    segment: Segment


@dataclass(frozen=True, slots=True)
class _Candidate:
    quantity: Quantity
    place: int
    named_at: int
    segment: Segment
    rank: int
    """2 for a value of now, 0 for an earlier one."""


def blood(reading: Reading, read: frozenset[int], today: date) -> Iterator[Value]:
    """Each value once: the one of now. `read`: the places of numbers that are known to be something else."""
    found: dict[str, list[_Candidate]] = {}
    carried: list[str] = []
    afterwards = _named_afterwards(reading)
    for clause in reading.clauses:
        for segment in clause.segments:
            name, named_at = "", -1
            for place in range(segment.start, segment.end):
                if named := _name(reading, place):
                    name, named_at = named, place
                quantity = reading.tokens[place].quantity
                if quantity is None or place in read:
                    continue
                belongs = name or _found_name(reading, clause, segment, place, (carried, afterwards))
                if belongs in _FACTS and _is_value(reading, clause, segment, place, belongs):
                    rank = _rank(reading, segment, place, today)
                    at = named_at if name else place
                    found.setdefault(belongs, []).append(_Candidate(quantity, place, at, segment, rank))
            carried += [name] if name else []
    for name, candidates in found.items():
        best = max(candidates, key=lambda candidate: (candidate.rank, candidate.place))
        value = _converted(name, best.quantity)
        if value is not None:
            yield Value(_FACTS[name], value, (best.named_at, best.place), best.segment)


# --- What a number belongs to ---------------------------------------------------------------------


def _name(reading: Reading, place: int) -> str:
    """The value that a word names; empty when it names none."""
    atoms = reading.tokens[place].atoms
    for name in (*_FACTS, "otherlab"):
        if f"<{name}>" in atoms:
            return name
    return "ferritine" if "<ijzer>" in atoms and _is_iron_level(reading, place) else ""


def _is_iron_level(reading: Reading, place: int) -> bool:
    """Whether "ijzer" stands for its value: "mijn ijzer is 12", "de dokter zegt ijzer 9"."""
    before = reading.tokens[place - 1].typed if place else ""
    after = reading.tokens[place + 1 : place + 3]
    if not after:
        return False
    if before in {"mijn", "mn"} and after[0].typed in {"is", "was"}:
        return True
    bare = after[0].quantity is not None and not after[0].quantity.unit
    return bare and (len(after) == 1 or after[1].typed not in _COUNTED | {"per", "x"})


def _named_afterwards(reading: Reading) -> str:
    """The value that a message names only behind its numbers: "ik zit op 26. ferritine bedoel ik"."""
    names = [place for place in range(len(reading.tokens)) if _name(reading, place)]
    numbers = [place for place, token in enumerate(reading.tokens) if token.quantity is not None]
    return _name(reading, names[0]) if names and numbers and names[0] > numbers[-1] else ""


def _found_name(
    reading: Reading, clause: Clause, segment: Segment, place: int, elsewhere: tuple[list[str], str]
) -> str:
    """The value of a number without a name before it in its segment; `elsewhere`: named earlier, named later."""
    token = reading.tokens[place]
    quantity = token.quantity
    if quantity is None:
        return ""
    carried, afterwards = elsewhere
    if token.typed[:1].isdigit() or quantity.bound:
        for behind in range(place + 1, min(place + _NAME_BEHIND, segment.end)):
            if (named := _name(reading, behind)) and quantity.unit in _UNITS.get(named, ()):
                return named  # "26 ferritine"
    if carried and _goes_on(reading, clause, segment, quantity):
        high = carried[-1] == "hb" and quantity.value > HIGHEST_HB_IN_GRAM
        return next((each for each in reversed(carried) if not (high and each == "hb")), "")
    if afterwards and reading.tokens[place - 1].typed in _STANDS_AT:
        return afterwards
    # "18,5 ug/l" is a ferritin; "100 mcg" may be a medicine.
    return "ferritine" if quantity.unit in {"µg/L", "ng/ml"} and "l" in token.typed else ""


def _goes_on(reading: Reading, clause: Clause, segment: Segment, quantity: Quantity) -> bool:
    """Whether a number without a name goes on about the value named before."""
    index = clause.segments.index(segment)
    if index and segment.end - segment.start == 1:  # "mijn Hb is te laag, 6,8"
        before = clause.segments[index - 1]
        names = [place for place in range(before.start, before.end) if _name(reading, place)]
        return bool(names) and not any(t.quantity for t in reading.tokens[names[-1] : before.end])
    words = set(reading.words_of(segment))
    return quantity.unit in {"", "µg/L", "ng/ml"} and bool(words & _CARRIES) and not words & {"ben", "jaar"}


# --- Whether it is a value, and of when -----------------------------------------------------------


def _is_value(reading: Reading, clause: Clause, segment: Segment, place: int, name: str) -> bool:
    """Whether the number is a value of the person, and no aim, limit or count."""
    quantity = reading.tokens[place].quantity
    if quantity is None or quantity.unit not in _UNITS[name] or quantity.value <= 0 or not _is_stated(clause):
        return False
    if _is_something_else(reading, segment, place):
        return False
    behind_number = place > segment.start and reading.tokens[place - 1].quantity is not None
    if behind_number or _is_range(reading, segment, place):
        return False  # "26 (15-150)", "normaal 30-300"
    if place - 2 >= segment.start and _is_age_of_other(reading, place):
        return False
    start = _begin(reading, segment, place)
    named = max([start, *(p for p in range(start, place) if _name(reading, p))])
    if any(_is_aim(reading, p, named=p > named) for p in range(start, place)):
        return False
    limit = quantity.bound and reading.tokens[place].typed[0] not in "<>"
    return not limit or clause.marked or bool(_HEARD & set(reading.words_of(clause))) or _is_all(segment)


def _is_something_else(reading: Reading, segment: Segment, place: int) -> bool:
    """Whether a number is counted with, said not to be so, or asked to be an aim."""
    if place + 1 < segment.end and _is_count(reading, place + 1):
        return True
    if place > segment.start and reading.tokens[place - 1].typed in {"geen", "niet"}:
        return True  # "geen 60 maar 16"
    # "Is 75 een goede streefwaarde?"
    return any("<aim>" in token.atoms for token in reading.tokens[place + 1 : segment.end])


def _is_range(reading: Reading, segment: Segment, place: int) -> bool:
    """Whether a number begins a range that is called normal: "normaalwaarde ferritine 30-300"."""
    following = reading.tokens[place + 1].quantity if place + 1 < segment.end else None
    return following is not None and "<target>" in reading.atoms_of(segment)


def _is_count(reading: Reading, behind: int) -> bool:
    """Whether the word behind a number is what it counts; "18,5 van vorige week" is a value."""
    following = reading.tokens[behind + 1].typed if behind + 1 < len(reading.tokens) else ""
    return reading.tokens[behind].typed in _COUNTED and not (
        reading.tokens[behind].typed == "van" and following in _DATES
    )


def _is_stated(clause: Clause) -> bool:
    return clause.who == "self" and (clause.mood in {"says", "doubts"} or (clause.mood == "asks" and clause.marked))


def _is_all(segment: Segment) -> bool:
    """Whether a segment has hardly more than the name and the number: "ferritine onder de 10"."""
    return segment.end - segment.start <= _LITTLE_ELSE


def _is_age_of_other(reading: Reading, place: int) -> bool:
    """Whether it is how old somebody is: "ferritine 28 bij een kind van 9"."""
    return reading.tokens[place - 1].typed == "van" and "<person>" in reading.tokens[place - 2].atoms


def _is_aim(reading: Reading, place: int, *, named: bool) -> bool:
    """Whether a word says that the number is aimed for or normal: "moet boven 75", "normaal 20-300"."""
    atoms = reading.tokens[place].atoms
    asked = place + 1 < len(reading.tokens) and reading.tokens[place + 1].typed == "ik"
    return ("<should>" in atoms and not asked) or (named and "<target>" in atoms)


def _begin(reading: Reading, segment: Segment, place: int) -> int:
    """Where the words of a number begin: behind the number before it."""
    numbers = [p + 1 for p in range(segment.start, place) if reading.tokens[p].quantity is not None]
    return max([segment.start, *numbers])


def _rank(reading: Reading, segment: Segment, place: int, today: date) -> int:
    start = _begin(reading, segment, place)
    around = reading.tokens[start:place]
    if any("<now>" in token.atoms for token in around):
        return 2
    if around and around[-1].typed == "van" and "naar" in reading.words(place, segment.end):
        return 0
    moments = [w.months for w in times(reading.tokens, start, segment.end, today) if w.kind in {"ago", "since"}]
    if moments:
        return 0 if min(moments) > FRESH else 1
    return 0 if any("<past>" in token.atoms for token in around) else 1


def _converted(name: str, quantity: Quantity) -> float | None:
    """The value in the unit of the contract; None when it cannot be one."""
    value = quantity.value
    if quantity.bound:
        value = ceil(value) - 1 if quantity.bound == "onder" else floor(value) + 1
    if name == "ferritine":
        return whole(float(round(value / PMOL_IN_MICROGRAM)) if quantity.unit == "pmol/L" else value)
    if name == "tsat":
        return whole(value) if 1 <= value <= 100 else None  # noqa: PLR2004 - per cent
    if quantity.unit == "g/dl" or (not quantity.unit and value > HIGHEST_HB):
        value = round(value * MMOL_IN_GRAM, 1)
    return whole(value) if LOWEST_POSSIBLE_HB <= value <= HIGHEST_POSSIBLE_HB else None


def whole(value: float) -> float:
    """The number itself; without ".0" where it is whole."""
    return int(value) if value == int(value) else value

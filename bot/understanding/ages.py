"""How old the person who writes is, and how many weeks pregnant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.understanding.clauses import SELF, Reading, Segment
from bot.understanding.numbers import Quantity
from bot.understanding.phrases import one_of

ADULT, OLDER, OLDEST = 18, 50, 120
LONGEST_PREGNANCY = 42
_FIRST_KNOWN = 4
"""Weeks before which nobody says "ik ben 3 weken" of a pregnancy."""
_SHOWING = 12
"""Weeks from which "30 weken" alone is a pregnancy, when no treatment is spoken of."""
_GROWN = 16
"""Years from which a number beside "inmiddels" is an age."""
_NAME_ALONE, _YOUNGEST_WRITER = 4, 10

_BECOMING = one_of("word wordt wor")
_NAMES_AGE = _BECOMING | one_of("werd ben bin leeftijd geworden")
_SKIPPED = one_of(
    "er vorige ik nu net trouwens overigens eigenlijk gewoon maar ondertussen inmiddels pas van is ook bijna zelf ruim al toevallig een de reeds dus oud mijn "
    "volgende volgend maand week morgen jaar : , in januari februari maart april mei juni juli augustus september oktober "
    "november december zeker alweer intussen hier net even nog om eerlijk te zeggen eerlijk gezegd denk nou wel allebei"
)
"""What may stand between a word that names an age and the number."""
_NOW = one_of("nu inmiddels ondertussen intussen")
_DECADES = one_of("begin half eind midden achterin")
_PARENTS = one_of("moeder vader oma opa")
_COUNTED = one_of(
    "nachten avonden ochtenden keren kinderen van keer dagen weken uur kilo tabletten pillen graden geleden terug lang "
    "getrouwd kg cm meter m minuten euro stuks dochters zonen jongens meisjes mensen babys km maal"
)
_FIRST_OF_LANGUAGE = 16
"""Years from which "ik heb 45 jaar" is an age, as said by who learnt Dutch later."""
_WHEN_YOUNGER = one_of("toen sinds vanaf tot voordat voor totdat")
_BEHIND_AGE = one_of("uit en met die jaar lentes van hier")
_SPANS = one_of("sinds na elke over voor")
_NOT_PREGNANT = one_of("geleden terug bevallen")
_BUSY = one_of("bezig lang aan gestopt over te")


@dataclass(frozen=True, slots=True)
class Age:
    """An age group or a number of weeks, and where its number stands."""

    value: str | float
    place: int


# --- Years ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that may be an age, between the words of its segment."""

    reading: Reading
    segment: Segment
    place: int
    quantity: Quantity
    before: list[str]
    after: list[str]


def age(reading: Reading, today: date) -> Age | None:
    """The age group, from an age or a year of birth; None when the message states none."""
    for clause in reading.clauses:
        becoming = bool(_BECOMING & set(reading.words_of(clause)))
        if clause.who != "self" or (clause.mood not in {"says", "doubts"} and not becoming):
            continue
        for segment in clause.segments:
            for place in range(segment.start, segment.end):
                years = _years(reading, segment, place, today)
                if years is not None and 1 <= years <= OLDEST:
                    return Age(_group(years), place)
    return None


def _group(years: float) -> str:
    if years < ADULT:
        return "onder-18"
    return "18-49" if years < OLDER else "50-plus"


def _years(reading: Reading, segment: Segment, place: int, today: date) -> float | None:
    token = reading.tokens[place]
    before = reading.words(segment.start, place)
    if token.quantity is None:
        return _years_in_digits(token.typed, before, today) if token.typed.isdigit() else None
    number = _Number(reading, segment, place, token.quantity, before, reading.words(place + 1, segment.end))
    value, bound = number.quantity.value, number.quantity.bound
    if _is_birth(before) and 1900 < value <= today.year:  # noqa: PLR2004 - a year
        return today.year - value
    if not _can_be_age(number) or not _is_age(number):
        return None
    later = bool(_BECOMING & set(before[-5:])) or "tegen" in before[-2:]
    return value - later + (bound == "boven") - (bound == "onder")


def _years_in_digits(typed: str, before: list[str], today: date) -> float | None:
    """A year of birth, or "v43": digits that stand against a letter are no quantity."""
    if len(typed) == 4 and typed[:2] in {"19", "20"}:  # noqa: PLR2004 - a year
        return today.year - int(typed) if _is_birth(before) else None
    return float(typed) if before[-1:] in (["v"], ["m"]) else None


def _is_birth(before: list[str]) -> bool:
    return bool({"geboren", "bouwjaar", "geboortejaar"} & set(before)) or before[-2:] == ["ben", "van"]


def _can_be_age(number: _Number) -> bool:
    quantity = number.quantity
    if quantity.value != int(quantity.value) or quantity.unit not in {"", "jaar"}:
        return False
    if number.before[-2:] == ["in", "week"]:
        return False
    return not (number.after and number.after[0] in _COUNTED)


def _is_age(number: _Number) -> bool:
    """Whether a number is the age, from the words beside it."""
    if number.before[-1:] == ["ik"] and _WHEN_YOUNGER & set(number.before[-2:-1]):
        return False  # "toen ik 30 was"
    if number.quantity.unit == "jaar" and (verdict := _is_age_in_years(number)) is not None:
        return verdict
    if (verdict := _is_named(number)) is not None:
        return verdict
    return _is_about(number) or _is_shown(number) or _is_beside(number)


def _is_age_in_years(number: _Number) -> bool | None:
    """With "jaar" behind it; None when the words before it must tell."""
    before, after = number.before, number.after
    if "jarig" in number.reading.tokens[number.place].typed:
        return "huwelijk" not in after
    if after[:1] in (["oud"], ["jong"]):
        return "mijn" not in before or "leeftijd" in before
    if "al" in before[-2:] or _SPANS & set(before[-2:]):
        return False
    if before[-2:] == ["ik", "heb"] and not after:
        return number.quantity.value >= _FIRST_OF_LANGUAGE
    behind = range(number.place + 1, number.segment.end)
    alone = all(_is_sex(number.reading, p) or number.reading.tokens[p].typed in {"en", "hier"} for p in behind)
    return True if (set(before) <= _NOW and alone) or before[-1:] == ["ik"] else None


def _is_named(number: _Number) -> bool | None:
    """Behind "ben", "leeftijd", "vrouw"; None when nothing names it."""
    before = number.before
    rest = len(before)
    while rest and before[rest - 1] in _SKIPPED:
        rest -= 1
    if not rest:
        return None
    if before[rest - 1] in _NAMES_AGE:
        return True
    if _is_sex(number.reading, number.segment.start + rest - 1) and len(before) - rest <= 1:
        parent = before[rest - 1] in _PARENTS and before[-1] == "van"  # "moeder van 3"
        return not parent and before[rest - 2 : rest - 1] not in (["mijn"], ["mn"], ["onze"])
    # "Ik ben de jeanine van 59".
    called = before[-1] == "van" and "ben" in before[-_NAME_ALONE - 1 :]
    return True if called and number.quantity.value >= _GROWN and not _counts_things(number) else None


def _counts_things(number: _Number) -> bool:
    """Whether what stands behind the number may be what is counted."""
    return bool(number.after) and number.after[0] not in _BEHIND_AGE


def _is_about(number: _Number) -> bool:
    """A decade: "begin veertig", "in de vijftig", "tegen de 80", "de zeventig gepasseerd"."""
    before, after = number.before, number.after
    if len(before) > 1 and before[-1] in _DECADES and before[-2] in {"ben", "zit"}:
        return True
    if not after and len(before) == 1 and before[0] in _DECADES:
        return True
    if before[-2:] == ["tegen", "de"] and {"ben", "loop"} & set(before):
        return True
    if "gepasseerd" in after or (before[-2:] == ["in", "de"] and {"ben", "zit", "zijn"} & set(before)):
        return number.quantity.value % 10 == 0
    return False


def _is_shown(number: _Number) -> bool:
    """The words around it show it: "47 ben ik", "66 inmiddels", "ik (56) slik", "60+"."""
    before, after, token = number.before, number.after, number.reading.tokens[number.place]
    if (not before and after[:2] == ["ben", "ik"]) or (token.typed.endswith("+") and number.quantity.value >= OLDER):
        return True
    if not before and after and set(after) <= _NOW | {"hier"}:
        return number.quantity.value >= _GROWN
    if set(before) <= _SKIPPED | {"gisteren", "vandaag"} and after[:1] == ["geworden"]:
        return True
    if "#()" in token.atoms and {"ik", "ben"} & set(before):
        return not number.reading.atoms_of(number.segment) & {"<ferritine>", "<hb>", "<tsat>"}
    if not after and set(before) - {"ik", "ikzelf", "zelf"} <= _SKIPPED and SELF & set(before[:1]):
        return number.quantity.value >= _YOUNGEST_WRITER and not _is_measured(number.reading)
    acts = bool(after) and after[0] not in {"heb", "had"} and "<verb>" in number.reading.tokens[number.place + 1].atoms
    return before[-1:] == ["ik"] and acts


def _is_measured(reading: Reading) -> bool:
    """Whether the message names a blood value."""
    return any(token.atoms & {"<ferritine>", "<hb>", "<tsat>"} for token in reading.tokens)


def _is_beside(number: _Number) -> bool:
    """A bare number beside "man" or "vrouw", or behind "mijn leeftijd?"."""
    if number.before or number.quantity.unit:
        return False
    if number.after:
        return _is_sex(number.reading, number.place + 1)
    tokens, place = number.reading.tokens, number.place
    if place > 1 and (tokens[place - 2].typed == "leeftijd" or _is_introduced(number)):
        return True
    around = (place - 3, place - 2, place + 2)
    return any(0 <= p < len(tokens) and _is_sex(number.reading, p) and _is_alone(number.reading, p) for p in around)


def _is_introduced(number: _Number) -> bool:
    """Whether a name stands before it: "ik ben Peter, 54"."""
    clause = number.reading.clause(number.place)
    index = clause.segments.index(number.segment)
    before = number.reading.words_of(clause.segments[index - 1]) if index else []
    return "ben" in before[:3] and len(before) <= _NAME_ALONE and number.quantity.value >= _YOUNGEST_WRITER


def _is_sex(reading: Reading, place: int) -> bool:
    return "<sexes>" in reading.tokens[place].atoms


def _is_alone(reading: Reading, place: int) -> bool:
    """Whether a word is a segment by itself, perhaps with "hier"."""
    if reading.clause_at[place] < 0:
        return False
    segment = reading.segment(place)
    return all(p == place or reading.tokens[p].typed == "hier" for p in range(segment.start, segment.end))


# --- Weeks of pregnancy ---------------------------------------------------------------------------


def weeks(reading: Reading) -> Age | None:
    """How many weeks pregnant the person says to be; None when that is not said."""
    whole = frozenset[str]().union(*(reading.atoms_of(c) for c in reading.clauses if c.who == "self"))
    for clause in reading.clauses:
        if clause.who != "self" or clause.mood == "supposes":
            continue
        for segment in clause.segments:
            words = reading.words_of(segment)
            if _NOT_PREGNANT & set(words):
                continue
            for place in range(segment.start, segment.end):
                quantity = reading.tokens[place].quantity
                if quantity and 1 <= quantity.value <= LONGEST_PREGNANCY and _is_weeks(reading, segment, place, whole):
                    return Age(quantity.value, place)
    return None


def _is_weeks(reading: Reading, segment: Segment, place: int, whole: frozenset[str]) -> bool:
    words, here = reading.words_of(segment), place - segment.start
    unit, value = (q.unit, q.value) if (q := reading.tokens[place].quantity) else ("", 0)
    before = words[here - 1] if here else ""
    pregnant = "<zwanger>" in whole
    if unit == "" and (before == "week" or "+" in reading.tokens[place].typed[1:-1]):
        return pregnant
    if unit != "weken" or (before in {"al", "sinds", "na", "elke"} and not pregnant):
        return False
    if "<zwanger>" in reading.atoms_of(segment):
        return True
    if "ben" in words[max(here - 3, 0) : here] and not _BUSY & set(words[here:]):
        return value >= _FIRST_KNOWN
    treated = whole & {"<ijzer>", "<ijzermiddel>", "<infuus>", "<gebruik>"}
    alone = len(words) <= 2 and (pregnant or (value >= _SHOWING and not treated))  # noqa: PLR2004 - itself and one more
    return alone or (before == "met" and (pregnant or "<verloskundige>" in whole))

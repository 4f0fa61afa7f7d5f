"""A typed message as an answer to the open question.

Typing is an equal way to answer: the option's number, its label, its full text, or one of
the ways content lists. What cannot be read for certain is asked about, never assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor
from types import MappingProxyType
from typing import TypeVar

from bot.dialogue.conditions import NONE, FactId, Value
from bot.dialogue.folding import fold
from bot.dialogue.model import UNKNOWN, Content, Fact, Option, Question
from bot.dialogue.telling import number
from bot.dialogue.turns import Heard, Number, Tick, Unsure

T = TypeVar("T")
LONGEST_NUMBER = 3
"""Digits of the number of a choice."""
_SEPARATORS = re.compile(r"[,;/+&\n]|\b(?:en|plus)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """The message answers the question."""

    values: Mapping[FactId, Value]


@dataclass(frozen=True, slots=True)
class Ticked:
    """The message names what is to be ticked in a list; nothing, for "none of these"."""

    ticks: frozenset[Tick]


@dataclass(frozen=True, slots=True)
class Picked:
    """The message chooses for some of the statements asked side by side."""

    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """The message holds a number that must be asked about first."""

    unsure: Unsure


@dataclass(frozen=True, slots=True)
class Refused:
    """The message was understood and cannot be an answer; says which remark tells why."""

    remark: str
    details: Mapping[str, str] = field(default_factory=dict)


Reading = Given | Ticked | Picked | Doubtful | Refused

NOTHING: Mapping[FactId, Value] = MappingProxyType({})


def read_answer(
    content: Content, question: Question, heard: Heard, known: Mapping[FactId, Value] = NOTHING
) -> Reading | None:
    """What a message answers to the open question, of which some may be known; None when it is no answer to it."""
    if heard.folded in content.words.said_dont_know:
        return Given(dont_know(question, known))
    if _numbers_mean_something_else(question, heard):
        # An option that happens to read like a question, or like another fact, is an answer all the same.
        heard = replace(heard, numbers=())
    match question.kind:
        case "choice":
            return _choice(question.asks[0], heard)
        case "number":
            return read_number(content, question.asks[0], heard)
        case "ticks":
            return _ticks(content, question, heard)
        case "grid":
            return _grid(content, question, heard)


def _numbers_mean_something_else(question: Question, heard: Heard) -> bool:
    """A number in a question ("is 28 laag?") is no answer, nor one that states another fact ("ik ben 43")."""
    if heard.asks and any(map(str.isalpha, heard.folded)):
        return True
    asked = {fact.id for fact in question.asks}
    return bool(heard.facts) and asked.isdisjoint(fact for fact, _ in heard.facts)


def dont_know(question: Question, known: Mapping[FactId, Value] = NOTHING) -> dict[FactId, Value]:
    """The values that "weet ik niet" gives for every fact of the question; what is known already stays."""
    values = {fact.id: known.get(fact.id, fact.dont_know) for fact in question.asks}
    return {fact: value for fact, value in values.items() if value is not None}


def ticked_values(
    question: Question, ticks: frozenset[Tick], known: Mapping[FactId, Value] = NOTHING
) -> dict[FactId, Value]:
    """The answer that a list of ticks is: what is not ticked is "none", or not known unless it is known otherwise."""
    values: dict[FactId, Value] = {}
    for fact in question.asks:
        ticked = frozenset(option for fact_id, option in ticks if fact_id == fact.id)
        if fact.type == "several":
            values[fact.id] = ticked or frozenset({NONE})
        elif fact.dont_know is not None:
            otherwise = known.get(fact.id, fact.dont_know)
            values[fact.id] = (
                fact.tick if fact.tick in ticked else otherwise if otherwise != fact.tick else fact.dont_know
            )
    return values


def tickable(question: Question) -> list[tuple[Fact, Option]]:
    """What can be ticked on the screen, in the order shown and numbered."""
    return [
        (fact, option)
        for fact in question.asks
        for option in fact.options
        if (option.id != NONE if fact.type == "several" else option.id == fact.tick)
    ]


def at_number(shown: Sequence[T], typed: str) -> T | None:
    """What has this number on the screen, counted from 1; None when nothing has."""
    # Longer digits are no number of a screen, and thousands of them could not even be read.
    if not typed.isdecimal() or len(typed) > LONGEST_NUMBER or not 1 <= int(typed) <= len(shown):
        return None
    return shown[int(typed) - 1]


def offered(fact: Fact) -> list[Option]:
    """The options on the screen of a single fact, as shown and numbered; "weet ik niet" has its own button."""
    return [option for option in fact.options if option.id != UNKNOWN]


def _choice(fact: Fact, heard: Heard) -> Reading | None:
    shown = offered(fact)
    numbered = at_number(shown, heard.folded)
    if numbered is not None:
        return Given({fact.id: numbered.id})
    option = _option_meant(fact.options, heard.folded) or _option_with_number(fact.options, heard.numbers)
    return Given({fact.id: option.id}) if option else None


def _option_meant(options: tuple[Option, ...], folded: str) -> Option | None:
    """The option whose label, text or other wording was typed."""
    return next((o for o in options if folded in (fold(o.label), fold(o.text), fold(o.id), *o.said)), None)


def _option_with_number(options: tuple[Option, ...], numbers: tuple[Number, ...]) -> Option | None:
    if len(numbers) != 1:
        return None
    value = numbers[0].value
    return next((o for o in options if o.numbers is not None and value in o.numbers), None)


def read_number(content: Content, fact: Fact, heard: Heard) -> Reading | None:
    """The number a message gives for a fact; None when it gives none, or several."""
    if len(heard.numbers) != 1:
        return None
    written = heard.numbers[0]
    other = _other_fact_with_unit(content, fact, written)
    return _perhaps_other(fact, other, written) if other else _own_number(fact, written)


def _perhaps_other(fact: Fact, other: Fact, written: Number) -> Reading:
    factor = _factor(other, written.unit) or 1.0
    value = written.value if factor == 1 else round(written.value * factor, 1)
    if value not in other.possible:
        return impossible(other)
    return Doubtful(Unsure(fact.id, written.value, other.id, value))


def _own_number(fact: Fact, written: Number) -> Reading:
    factor = _factor(fact, written.unit)
    if factor is None:
        return Refused("unit_unknown", {"unit": written.unit, "fact": fact.name})
    value = in_own_unit(written, factor)
    if value not in fact.possible:
        return impossible(fact)
    if value not in fact.usual:
        return Doubtful(Unsure(fact.id, value))
    return Given({fact.id: value})


def impossible(fact: Fact) -> Refused:
    """That a number cannot be right for this fact, and which numbers can."""
    limits = {"low": number(fact.possible.low or 0), "high": number(fact.possible.high or 0)}
    return Refused("impossible", {"fact": fact.name, "unit": fact.unit, **limits})


def in_own_unit(written: Number, factor: float) -> float:
    """The number in the fact's unit: "<10" is 9 and ">300" is 301 (the whole number beyond, `contract.md`)."""
    value = {
        "onder": ceil(written.value) - 1,
        "boven": floor(written.value) + 1,
    }.get(written.bound, written.value)
    return float(value) if factor == 1 else float(round(value * factor))


def _factor(fact: Fact, unit: str) -> float | None:
    if unit in ("", fact.unit):
        return 1.0
    return fact.units.get(unit)


def _other_fact_with_unit(content: Content, fact: Fact, written: Number) -> Fact | None:
    """The fact this number may be instead: by its unit, or, without one, as `mix_up` says."""
    other = content.facts.get(fact.mix_up) if fact.mix_up else None
    if other is None:
        return None
    looks_like = written.unit == "" and written.decimals > 0 and not written.bound and written.value in fact.mix_up_band
    return other if written.unit == other.unit or written.unit in other.units or looks_like else None


def _ticks(content: Content, question: Question, heard: Heard) -> Reading | None:
    if heard.folded in content.words.said_none:
        return Ticked(frozenset())
    ticks = frozenset(_each_tick(question, heard))
    return Ticked(ticks) if ticks else None


def _each_tick(question: Question, heard: Heard) -> Iterator[Tick]:
    """The ticks that the parts of a message name; none at all when any part is not understood."""
    shown = tickable(question)
    found: list[Tick] = []
    # One wording may hold "en" itself ("koorts en stijve nek").
    for part in [heard.folded] if _named(question, heard.folded) else _parts(heard):
        fact, option = at_number(shown, part) or _named(question, part) or (None, None)
        if fact is None or option is None:
            return
        found.append((fact.id, option.id))
    yield from found


def _named(question: Question, part: str) -> tuple[Fact, Option] | None:
    for fact, option in tickable(question):
        if _option_meant((option,), part):
            return fact, option
    return None


def _parts(heard: Heard) -> list[str]:
    if re.fullmatch(r"[\d\s,]+", heard.folded):
        return re.findall(r"\d+", heard.folded)
    # Split before folding, which takes commas away.
    return [folded for part in _SEPARATORS.split(heard.text) if (folded := fold(part))]


def _grid(content: Content, question: Question, heard: Heard) -> Reading | None:
    options = question.asks[0].options
    if question.all_value and heard.folded in (fold(question.all_label), *content.words.said_all):
        return Given(dict.fromkeys((fact.id for fact in question.asks), question.all_value))
    numbered = _numbered_picks(question, options, heard)
    if numbered:
        return Given(dict(numbered)) if len(dict(numbered)) == len(question.asks) else Picked(numbered)
    said = [_option_meant(options, word) for word in heard.folded.replace(",", " ").split()]
    if len(said) != len(question.asks) or not all(said):
        return None
    return Given({fact.id: option.id for fact, option in zip(question.asks, said, strict=True) if option})


def _numbered_picks(question: Question, options: tuple[Option, ...], heard: Heard) -> tuple[Tick, ...]:
    """Pairs of a number and an option ("1 ja, 3 nee"); none when any part is something else."""
    parts = heard.folded.replace(",", " ").split()
    pairs = zip(parts[::2], parts[1::2], strict=False)
    found = [(at_number(question.asks, place), _option_meant(options, word)) for place, word in pairs]
    ticks = tuple((fact.id, option.id) for fact, option in found if fact and option)
    return ticks if 2 * len(ticks) == len(parts) else ()

"""What can be known of a person, cut into parts that no condition of the content can tell apart.

An option is a part of its own; a list that may be ticked is a "was it answered at all" and a tick for each
option ("geen" is: answered, nothing ticked); a number line is cut at every constant that any condition compares
with, limits as written. Besides, every fact may have been left unsaid. So a finite number of situations stands
for all people, and a part has a representative that the core can be asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.dialogue import replay
from bot.dialogue.conditions import NONE, Band, Condition, FactId, Known, Test, Value
from bot.dialogue.model import Content, Fact

UNSAID: Final = ""
"""The part of a fact that was neither asked nor mentioned."""
TICKED: Final = "ja"
UNTICKED: Final = "nee"
SAID: Final = "gegeven"

Part = str | Band
"""An option, a stretch of the number line, one of the four above, or "not known" as an answer."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing that may be known: a choice or a number, whether a list was answered, or one tick in it."""

    fact: FactId
    tick: str
    """The option of a list; "" for the fact itself."""
    parts: tuple[Part, ...]


Situation = Mapping[Variable, Part]
"""What is known of a person; a variable that is missing makes no difference."""


class Partition:
    """The variables of some contents and conditions, in the order in which facts depend on each other.

    Two contents can be compared when they share one partition, so it is made of all of them.
    """

    def __init__(self, contents: Iterable[Content], also: Iterable[Condition] = ()) -> None:
        self.facts: dict[FactId, tuple[Fact, ...]] = {}
        tests: dict[FactId, list[Test]] = {}
        conditions = list(also)
        for content in contents:
            for fact in content.facts.values():
                self.facts[fact.id] = (*self.facts.get(fact.id, ()), fact)
            conditions += conditions_of(content)
        for condition in conditions:
            for row in condition.rows:
                for test in row:
                    tests.setdefault(test.fact, []).append(test)
        found = [v for fact_id, facts in self.facts.items() for v in _variables(facts, tests.get(fact_id, []))]
        self.variables: tuple[Variable, ...] = tuple(found)
        self.levels = {(variable.fact, variable.tick): level for level, variable in enumerate(found)}

    def of(self, fact: FactId) -> tuple[Variable, ...]:
        """The variables of a fact, its ticks after it."""
        return tuple(variable for variable in self.variables if variable.fact == fact)


def conditions_of(content: Content) -> Iterator[Condition]:
    """Every condition that stands in a content."""
    for fact in content.facts.values():
        yield fact.only_with
    for rule in content.rules:
        yield rule.when
    for outcome in content.outcomes.values():
        yield from (said.when for said in outcome.say)
    for block in content.blocks:
        yield block.when
        yield from (said.when for said in block.say)


def values_of(situation: Situation) -> dict[FactId, Value]:
    """The facts as a person would state them, one representative of each part."""
    values: dict[FactId, Value] = {}
    ticks: dict[FactId, set[str]] = {}
    for variable, part in situation.items():
        if variable.tick:
            if part == TICKED:
                ticks.setdefault(variable.fact, set()).add(variable.tick)
        elif part == SAID:
            ticks.setdefault(variable.fact, set())
        elif part != UNSAID:
            values[variable.fact] = representative(part)
    values |= {fact: frozenset(ticked) or frozenset({NONE}) for fact, ticked in ticks.items()}
    return values


def known_of(content: Content, values: Mapping[FactId, Value]) -> Known:
    """What is known when a person states these values: the core's own reading of them."""
    own = {fact: value for fact, value in values.items() if fact in content.facts}
    return replay.known(content, replay.with_answer(content, (), own))


def representative(part: Part) -> Value:
    """A value that lies in the part: the option itself, or a number, as round as there is one."""
    if isinstance(part, str):
        return part
    low, high = part.low, part.high
    if low is None or high is None:
        return (low + 1 if low is not None else high - 1) if (low, high) != (None, None) else 0.0  # type: ignore[operator]
    if part.low_included:
        return low
    whole = float(int(low) + 1)
    return whole if whole in part else (high if part.high_included else (low + high) / 2)


def parts_of_numbers(bands: Iterable[Band], possible: Band) -> tuple[Band, ...]:
    """The possible numbers in stretches that none of the bands cuts, from low to high."""
    bands = tuple(bands)
    limits = sorted({limit for band in (*bands, possible) for limit in (band.low, band.high) if limit is not None})
    edges: list[float | None] = [None, *limits, None]
    pieces: list[Band] = []
    for low, high in pairwise(edges):
        if low is not None:
            pieces.append(Band(low, low))
        pieces.append(Band(low, high, low_included=low is None, high_included=high is None))
    alike: list[list[Band]] = []
    before: tuple[bool, ...] | None = None
    for piece in pieces:
        number = representative(piece)
        if isinstance(number, float) and number in possible:
            signature = tuple(number in band for band in bands)
            if signature == before:
                alike[-1].append(piece)
            else:
                alike.append([piece])
            before = signature
    return tuple(_joined(together) for together in alike)


def _joined(pieces: list[Band]) -> Band:
    first, last = pieces[0], pieces[-1]
    return Band(first.low, last.high, first.low_included, last.high_included)


def _variables(facts: tuple[Fact, ...], tests: list[Test]) -> Iterator[Variable]:
    fact = facts[0]
    options = tuple(dict.fromkeys(option.id for one in facts for option in one.options))
    match fact.type:
        case "choice":
            yield Variable(fact.id, "", (UNSAID, *options))
        case "several":
            yield Variable(fact.id, "", (UNSAID, SAID))
            told_apart = {option for test in tests for option in test.options}
            if NONE in told_apart:
                told_apart = set(options)
            for option in options:
                if option != NONE and option in told_apart:
                    yield Variable(fact.id, option, (UNTICKED, TICKED))
        case "number":
            stretches = parts_of_numbers([band for test in tests for band in test.bands], fact.possible)
            not_known = (fact.dont_know,) if isinstance(fact.dont_know, str) else ()
            yield Variable(fact.id, "", (UNSAID, *not_known, *stretches))

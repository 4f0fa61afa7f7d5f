"""Every answer leads on: no situation without an ending, no number between two bands, none in two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from operator import eq

from bot.content.bands import written
from bot.content.problems import Place
from bot.dialogue.conditions import ANY_NUMBER, Band, FactId, Row, Test
from bot.proof.diagrams import Function
from bot.proof.examining import Examined
from bot.proof.findings import Finding
from bot.proof.regions import Part, Situation, Variable, parts_of_numbers, representative
from bot.proof.situations import NOWHERE
from bot.proof.telling import region_text

Banded = tuple[Band, str, Place]
"""A band, what it belongs to, and where it is written."""


def ways_on(examined: Examined) -> Iterator[Finding]:
    """Wherever no question is open any more, some row holds; where it is a number that no row names, it is told so."""
    space, situations = examined.space, examined.situations
    left = space.where(situations.decision, lambda decided: decided == NOWHERE)
    while (simplest := space.simplest(left)) is not None:
        shown = examined.show(left)
        gap = _gap(examined, left, simplest)
        place = Place(f"{examined.root.name}/rules.yaml", 1)
        if gap is None:
            region = space.widest(left, simplest)
            yield Finding(place, "no-way-on", {"region": region_text(examined.content, region)}, shown)
            return
        variable, part = gap
        details = {"fact": variable.fact, "band": written(part) if isinstance(part, Band) else part}
        yield Finding(_nearest(examined, variable.fact, place), "number-gap", details, shown)
        left = space.but_not(left, space.where(situations.part_of(variable), partial(eq, part)))


def bands(examined: Examined) -> Iterator[Finding]:
    """Bands that share out the numbers of a fact, in rules or among the passages of an outcome or block, touch and never overlap."""
    rows = [
        (row, rule.ending.id, examined.rule_place(number, place))
        for number, rule in enumerate(examined.content.rules)
        for place, row in enumerate(rule.when.rows)
    ]
    yield from _overlaps(rows)
    for part, found in examined.parts():
        said = [
            (row, said.passage.id, found.place("say", place))
            for place, said in enumerate(part.say)
            for row in said.when.rows
        ]
        yield from _overlaps(said)
        yield from _holes(examined, said)


def _gap(examined: Examined, left: Function, simplest: Situation) -> tuple[Variable, Part] | None:
    """The number that stands between bands: with another number of the same fact there would be an ending."""
    space = examined.space
    for variable, part in simplest.items():
        if isinstance(part, Band):
            others = {v: p for v, p in simplest.items() if v != variable}
            rest = space.given(left, others)
            numbers = [p for p in variable.parts if isinstance(p, Band)]
            if any(space.at(rest, {variable: other}) is not True for other in numbers):
                return variable, part
    return None


def _nearest(examined: Examined, fact: FactId, otherwise: Place) -> Place:
    """The last row of the table that looks at this number."""
    places = [
        examined.rule_place(number, place)
        for number, rule in enumerate(examined.content.rules)
        for place, row in enumerate(rule.when.rows)
        if any(test.fact == fact and test.bands for test in row)
    ]
    return places[-1] if places else otherwise


def _alike(rows: Sequence[tuple[Row, str, Place]]) -> Iterator[tuple[FactId, list[Banded]]]:
    """Rows that differ in the band of one fact only, together."""
    groups: dict[tuple[FactId, frozenset[Test]], list[Banded]] = {}
    for row, name, place in rows:
        for test in row:
            if test.bands and not test.options:
                rest = frozenset(other for other in row if other != test)
                groups.setdefault((test.fact, rest), []).extend((band, name, place) for band in test.bands)
    for (fact, _), banded in groups.items():
        if len(banded) > 1:
            yield fact, banded


def _overlaps(rows: Sequence[tuple[Row, str, Place]]) -> Iterator[Finding]:
    for fact, banded in _alike(rows):
        for number, (band, name, _) in enumerate(banded):
            for other, other_name, place in banded[number + 1 :]:
                common = _common(band, other)
                if common is not None and name != other_name:
                    details = {
                        "fact": fact,
                        "one": written(band),
                        "other": written(other),
                        "both": written(common),
                    }
                    yield Finding(place, "number-overlap", {**details, "name": name, "other_name": other_name})


def _holes(examined: Examined, rows: Sequence[tuple[Row, str, Place]]) -> Iterator[Finding]:
    for fact, banded in _alike(rows):
        ordered = sorted(banded, key=lambda entry: (entry[0].low is not None, entry[0].low or 0.0))
        for (one, _, _), (other, _, place) in pairwise(ordered):
            if one.high is None or other.low is None:
                continue
            hole = Band(one.high, other.low, not one.high_included, not other.low_included)
            possible = examined.content.facts[fact].possible
            wide = hole.low != hole.high or (hole.low_included and hole.high_included)
            if one.high <= other.low and wide and parts_of_numbers([hole], possible):
                yield Finding(place, "number-gap", {"fact": fact, "band": written(hole)})


def _common(one: Band, other: Band) -> Band | None:
    """The numbers in both bands; None when there are none."""
    for stretch in parts_of_numbers([one, other], ANY_NUMBER):
        number = representative(stretch)
        if isinstance(number, float) and number in one and number in other:
            return stretch
    return None

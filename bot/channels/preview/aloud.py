"""Conditions and answers as an editor reads them: "Ferritine onder 50", "Zwangerschap: Ja of Misschien"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import yaml

from bot.dialogue.conditions import ANY_NUMBER, Band, Condition, FactId, Known, Test, Value
from bot.dialogue.model import Content
from bot.dialogue.telling import number, value_text


@cache
def texts() -> dict[str, Any]:
    """Everything the page says, by part of the page."""
    read: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("catalogue.yaml").read_text(encoding="utf-8"))
    return read


def band_text(band: Band) -> str:
    """The band as it is written in content."""
    if band == ANY_NUMBER:
        return str(texts()["band"]["any"])
    if band.low is not None and band.low == band.high:
        return str(texts()["band"]["exactly"]).format(low=number(band.low))
    low = "" if band.low is None else "from" if band.low_included else "above"
    high = "" if band.high is None else "through" if band.high_included else "below"
    form: str = texts()["band"][f"{low}-{high}".strip("-")]
    return form.format(low=number(band.low or 0), high=number(band.high or 0))


def test_text(content: Content, test: Test) -> str:
    """One fact and what it is compared with."""
    words, fact = texts()["condition"], content.facts[test.fact]
    values = [*map(band_text, test.bands), *(option.label for option in fact.options if option.id in test.options)]
    if fact.type == "number" and test.options:
        values.append(words["unknown"])
    form = "number" if fact.type == "number" else "none_of" if test.none_of else "option"
    return str(words[form].format(fact=fact.name, values=words["or"].join(values)))


def condition_text(content: Content, condition: Condition) -> str:
    """The whole condition in one line."""
    words = texts()["condition"]
    rows = [words["and"].join(test_text(content, test) for test in row) for row in condition.rows]
    return str(words["or_row"].join(row or words["always"] for row in rows))


def region(content: Content, facts: Known) -> tuple[str, ...]:
    """The group of people these answers stand for: each fact with its value, and a number as its band."""
    return tuple(
        test_text(content, Test(fact, bands=(_band_of(content, fact, value),)))
        if isinstance(value, (int, float))
        else str(
            texts()["condition"]["option"].format(
                fact=content.facts[fact].name,
                values=value_text(content.facts[fact], value, none=content.words.none_of_these),
            )
        )
        for fact in content.facts
        if (value := facts.said(fact)) is not None
    )


def bands(content: Content, fact: FactId) -> tuple[Band, ...]:
    """The number line of a fact, cut at every limit that any condition has; one band where there is none."""
    cuts = sorted({cut for test in _tests(content) if test.fact == fact for band in test.bands for cut in _cuts(band)})
    ends = [None, *cuts, None]
    return tuple(
        Band(
            low=low[0] if low else None,
            high=high[0] if high else None,
            low_included=low is None or not low[1],
            high_included=high is None or high[1],
        )
        for low, high in pairwise(ends)
    )


def inside(band: Band) -> float:
    """A number in the band."""
    if band.low is None or band.high is None:
        return (band.high or 2.0) / 2 if band.low is None else band.low * 2 + 1
    return (band.low + band.high) / 2


def _band_of(content: Content, fact: FactId, value: Value) -> Band:
    return next(band for band in bands(content, fact) if isinstance(value, (int, float)) and value in band)


def _cuts(band: Band) -> Iterator[tuple[float, bool]]:
    """Where the band cuts the line: at a number, and whether the number lies before the cut."""
    if band.low is not None:
        yield band.low, not band.low_included
    if band.high is not None:
        yield band.high, band.high_included


def _tests(content: Content) -> Iterator[Test]:
    for condition in _conditions(content):
        for row in condition.rows:
            yield from row


def _conditions(content: Content) -> Iterator[Condition]:
    """Every condition there is, but for those of alarms in free text."""
    yield from (rule.when for rule in content.rules)
    yield from (block.when for block in content.blocks)
    yield from (fact.only_with for fact in content.facts.values())
    said: Iterable[Any] = (*content.outcomes.values(), *content.blocks)
    yield from (part.when for speaker in said for part in speaker.say)

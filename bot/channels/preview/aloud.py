"""What the page says, and the group of people that answers stand for. Conditions are put into words by `bot.graph.conditions`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bot.dialogue.conditions import ANY_NUMBER, Band, FactId, Known, Test, Value
from bot.dialogue.model import Content
from bot.dialogue.telling import value_text
from bot.graph.conditions import comparison
from bot.proof.regions import conditions_of, parts_of_numbers
from bot.proof.telling import fact_text


@cache
def texts() -> dict[str, Any]:
    """Everything the page says, by part of the page."""
    read: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("catalogue.yaml").read_text(encoding="utf-8"))
    return read


def region(content: Content, facts: Known) -> tuple[str, ...]:
    """The group of people these answers stand for: each fact with its value, and a number as its band."""
    return tuple(
        comparison(content, Test(fact, bands=(_band_of(content, fact, value),)))
        if isinstance(value, (int, float))
        else fact_text(content, fact, value_text(content.facts[fact], value, none=content.words.none_of_these))
        for fact in content.facts
        if (value := facts.said(fact)) is not None
    )


def bands(content: Content, fact: FactId) -> tuple[Band, ...]:
    """The number line of a fact, in stretches that no condition cuts; one band where there is none."""
    tests = [
        test for condition in conditions_of(content) for row in condition.rows for test in row if test.fact == fact
    ]
    return parts_of_numbers([band for test in tests for band in test.bands], ANY_NUMBER)


def _band_of(content: Content, fact: FactId, value: Value) -> Band:
    return next(band for band in bands(content, fact) if isinstance(value, (int, float)) and value in band)

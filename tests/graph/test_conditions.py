"""Conditions in words: short, in the words of the content, and never less than was written."""

from typing import NamedTuple

import pytest

from bot.content import bands
from bot.content.bands import band
from bot.content.loading import default_root, load
from bot.dialogue.conditions import Condition, FactId
from bot.dialogue.conditions import Test as Comparison
from bot.graph.conditions import spoken

CONTENT = load(default_root())


def one(fact: str, *options: str, none_of: bool = False) -> Comparison:
    """A comparison with options."""
    return Comparison(FactId(fact), frozenset(options), none_of=none_of)


def number(fact: str, written: str) -> Comparison:
    """A comparison with a band."""
    found = band(written)
    assert found is not None
    return Comparison(FactId(fact), bands=(found,))


class Case(NamedTuple):
    """Rows, and how they are said."""

    said: str
    rows: tuple[tuple[Comparison, ...], ...]


CASES = (
    Case("Leeftijd: Jonger dan 18", ((one("leeftijd", "onder-18"),),)),
    Case("Ziekten: Nierziekte / Darmziekte", ((one("ziekten", "nierziekte", "darmziekte"),),)),
    Case("IJzer en supplementen: niet IJzertabletten", ((one("supplement", "ijzertablet", none_of=True),),)),
    Case("Ferritine: niet bekend", ((one("ferritine", "weet-niet"),),)),
    Case("Ferritine: bekend", ((number("ferritine", "bekend"),),)),
    Case("Rust en Avond: Nee", ((one("rust", "nee"), one("avond", "nee")),)),
    Case("Rust of Avond: Nee", ((one("rust", "nee"),), (one("avond", "nee"),))),
    Case("Rust: Nee; of Avond: Twijfel", ((one("rust", "nee"),), (one("avond", "twijfel"),))),
    Case(
        "ten minste 2 van Drang, Rust en Avond: Nee",
        (
            (one("drang", "nee"), one("rust", "nee")),
            (one("drang", "nee"), one("avond", "nee")),
            (one("avond", "nee"), one("rust", "nee")),
        ),
    ),
    # One pair is missing, so "at least two" would say too much.
    Case(
        "Drang: Nee én Rust of Avond: Nee",
        ((one("drang", "nee"), one("rust", "nee")), (one("drang", "nee"), one("avond", "nee"))),
    ),
    Case(
        "Hoe lang al ijzer: Korter dan 3 maanden, én een van: Ferritine: onder 50; of Hoe vaak: Af en toe",
        (
            (one("ijzer-duur", "korter-dan-3-maanden"), number("ferritine", "onder 50")),
            (one("ijzer-duur", "korter-dan-3-maanden"), one("ernst", "zelden")),
        ),
    ),
    Case("Ferritine: 50 t/m 300 én Ziek rond de bloedtest: Ja", ((number("ferritine", "50 t/m 300"), one("ziek", "ja")),)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_a_condition_in_words(case: Case) -> None:
    """Alike rows are said as one, others apart."""
    assert str(spoken(CONTENT, Condition(case.rows))) == case.said


@pytest.mark.parametrize(
    "written",
    ["onder 50", "t/m 50", "boven 300", "vanaf 75", "50 t/m 75", "50 tot 75", "boven 75 t/m 300", "boven 75 tot 300", "bekend"],
)  # fmt: skip
def test_a_band_is_said_as_an_editor_writes_it(written: str) -> None:
    """Reading and writing are each other's opposite."""
    found = band(written)
    assert found is not None
    assert bands.written(found) == written


def test_a_limit_with_a_fraction_has_a_decimal_comma() -> None:
    """As people write it."""
    found = band("onder 7,5")
    assert found is not None
    assert bands.written(found) == "onder 7,5"


def test_every_condition_of_the_content_names_all_its_facts() -> None:
    """No fact and no option of any condition is left out of what is said."""
    conditions = [rule.when for rule in CONTENT.rules] + [block.when for block in CONTENT.blocks]
    for condition in conditions:
        said = str(spoken(CONTENT, condition))
        for row in condition.rows:
            for test in row:
                fact = CONTENT.facts[test.fact]
                assert fact.name in said
                labels = [o.label for o in fact.options if o.id in test.options]
                assert [label for label in labels if label not in said] == []
                assert [bands.written(b) for b in test.bands if bands.written(b) not in said] == []

"""Conditions while facts are still open: true, false, or not decided yet; and the limits of bands."""

from itertools import product

import pytest

from bot.dialogue.conditions import ALWAYS, ANY_NUMBER, Band, Condition, FactId, Known, Value
from bot.dialogue.conditions import Test as Compared  # pytest would take "Test" for tests

A, B, C = FactId("a"), FactId("b"), FactId("c")
YES = {fact: Compared(fact, options=frozenset({"ja"})) for fact in (A, B, C)}
AND = Condition(((YES[A], YES[B]),))
OR = Condition(((YES[A],), (YES[B],)))
BOTH = Condition(((YES[A], YES[B]), (YES[C],)))
NEVER = Condition(())

# How a fact stands: said "ja", said "nee", still open, or never to be known (which fails every test).
STANDS: dict[str, bool | None] = {"ja": True, "nee": False, "open": None, "closed": False}


def known(**stands: str) -> Known:
    """What is known when each fact stands like this."""
    values: dict[FactId, Value] = {FactId(fact): said for fact, said in stands.items() if said in ("ja", "nee")}
    return Known(values, frozenset(FactId(fact) for fact, said in stands.items() if said == "closed"))


@pytest.mark.parametrize(("a", "b"), list(product(STANDS, STANDS)))
def test_and_or(a: str, b: str) -> None:
    """Kleene's tables: "and" is the least of its tests, "or" the most, with undecided in between."""
    order = {False: 0, None: 1, True: 2}
    facts, of = known(a=a, b=b), [STANDS[a], STANDS[b]]
    assert facts.verdict(AND) is min(of, key=order.__getitem__)
    assert facts.verdict(OR) is max(of, key=order.__getitem__)


@pytest.mark.parametrize(
    ("stands", "verdict", "undecided"),
    [
        ({"a": "open", "b": "open", "c": "open"}, "open", {"a", "b", "c"}),
        ({"a": "ja", "b": "open", "c": "open"}, "open", {"b", "c"}),
        ({"a": "nee", "b": "open", "c": "open"}, "open", {"c"}),
        ({"a": "closed", "b": "open", "c": "open"}, "open", {"c"}),
        ({"a": "open", "b": "nee", "c": "open"}, "open", {"c"}),
        ({"a": "ja", "b": "open", "c": "nee"}, "open", {"b"}),
        ({"a": "open", "b": "open", "c": "ja"}, "ja", set()),
        ({"a": "ja", "b": "ja", "c": "open"}, "ja", set()),
        ({"a": "nee", "b": "open", "c": "nee"}, "nee", set()),
        ({"a": "open", "b": "closed", "c": "closed"}, "nee", set()),
    ],
)
def test_only_what_can_still_matter_is_undecided(stands: dict[str, str], verdict: str, undecided: set[str]) -> None:
    """A row that fails already needs no more facts, and a decided condition needs none at all."""
    facts = known(**stands)
    assert facts.verdict(BOTH) is STANDS[verdict]
    assert set(facts.undecided(BOTH)) == undecided


def test_the_empty_conditions() -> None:
    """One empty row always holds, no row never does, whatever is known."""
    for facts in (known(), known(a="nee"), known(a="closed")):
        assert facts.verdict(ALWAYS) is True
        assert facts.verdict(NEVER) is False
        assert list(facts.undecided(ALWAYS)) == list(facts.undecided(NEVER)) == []


def test_the_facts_of_a_condition() -> None:
    """In the order written, as often as they are looked at."""
    assert list(BOTH.facts()) == [A, B, C]
    assert list(Condition((*OR.rows, *AND.rows)).facts()) == [A, B, A, B]
    assert list(ALWAYS.facts()) == []


ANY_OF = Compared(A, frozenset({"ja", "twijfel"}))
BELOW = Compared(A, bands=(Band(high=50, high_included=False),))
OUTSIDE = Compared(A, bands=(Band(high=20), Band(low=300, low_included=False)))
UNKNOWN_OR_HIGH = Compared(A, frozenset({"weet-niet"}), (Band(low=300),))


@pytest.mark.parametrize(
    ("compared", "passes", "fails"),
    [
        (ANY_OF, ("ja", "twijfel", frozenset({"nee", "twijfel"})), ("nee", frozenset({"nee"}), frozenset({"nee", "geen"}))),
        (BELOW, (0.0, 49.9), (50.0, 51.0, "weet-niet")),
        (OUTSIDE, (0.0, 20.0, 300.5), (20.1, 300.0)),
        # "weet-niet" is a value of a number, which lies in no band.
        (UNKNOWN_OR_HIGH, ("weet-niet", 300.0), (12.0,)),
        (Compared(A, bands=(ANY_NUMBER,)), (0.0, 1e9), ("weet-niet",)),
    ],
)  # fmt: skip
def test_one_fact_against_constants(compared: Compared, passes: tuple[Value, ...], fails: tuple[Value, ...]) -> None:
    """Any of the options, also one of several, or a number in any of the bands."""
    assert [value for value in passes if not compared.holds(value)] == []
    assert [value for value in fails if compared.holds(value)] == []


@pytest.mark.parametrize(
    ("band", "inside", "outside"),
    [
        (Band(), (-1e9, 0, 1e9), ()),
        (Band(high=50, high_included=False), (-1, 0, 49.999), (50, 50.001)),
        (Band(high=50), (0, 49.9, 50), (50.001, 51)),
        (Band(low=50), (50, 50.001, 1e6), (49.999, 0)),
        (Band(low=300, low_included=False), (300.001, 1e6), (300, 299.9)),
        (Band(50, 75), (50, 60, 75), (49.999, 75.001)),
        (Band(75, 300, low_included=False), (75.001, 300), (75, 300.001)),
        (Band(18, 50, high_included=False), (18, 49.999), (17.999, 50)),
        (Band(1, 2, low_included=False, high_included=False), (1.5,), (1, 2)),
        (Band(42, 42), (42,), (41.999, 42.001)),
    ],
    ids=str,
)
def test_a_band_has_its_limits_as_written(band: Band, inside: tuple[float, ...], outside: tuple[float, ...]) -> None:
    """A limit is in the band or not, exactly."""
    assert [number for number in inside if number not in band] == []
    assert [number for number in outside if number in band] == []

"""Functions of a situation: compared with what they stand for, situation by situation."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest

from bot.dialogue.conditions import ALWAYS, FactId
from bot.dialogue.model import Content, Fact, Option
from bot.proof.diagrams import Function, Space
from bot.proof.regions import Part, Partition, Situation, Variable


class Few(Partition):
    """A partition of three made-up facts."""

    def __init__(self) -> None:
        super().__init__(())
        self.variables = tuple(Variable(FactId(name), "", ("", "a", "b")) for name in "xyz")
        self.levels = {(variable.fact, ""): level for level, variable in enumerate(self.variables)}


@pytest.fixture
def space() -> Space:
    """A space over three facts of two options each."""
    return Space(Few())


def is_a(space: Space, level: int) -> Function:
    """True where one fact is "a"."""
    return space.node(level, tuple(space.constant(part == "a") for part in space.partition.variables[level].parts))


def everywhere(space: Space) -> list[Situation]:
    """All situations."""
    variables = space.partition.variables
    return [dict(zip(variables, parts, strict=True)) for parts in product(*(v.parts for v in variables))]


def test_combining_is_pointwise(space: Space) -> None:
    """Whatever the operation, in every situation the value is that of the values."""
    x, y, z = (is_a(space, level) for level in range(3))
    made: dict[Function, Callable[..., object]] = {
        space.both(x, y): lambda a, b, _: a and b,
        space.either(y, z): lambda _, b, c: b or c,
        space.but_not(x, space.both(y, z)): lambda a, b, c: a and not (b and c),
        space.combined(lambda *values: sum(map(bool, values)), x, y, z): lambda a, b, c: a + b + c,
    }
    for function, plain in made.items():
        for situation in everywhere(space):
            a, b, c = (part == "a" for part in situation.values())
            assert space.at(function, situation) == plain(a, b, c)


def test_equal_functions_are_the_same(space: Space) -> None:
    """However they were made; a function that does not depend on a fact does not look at it."""
    x, y = is_a(space, 0), is_a(space, 1)
    assert space.both(x, y) == space.both(y, x)
    assert space.either(space.both(x, y), space.but_not(x, y)) == x
    assert space.support(space.either(space.both(x, y), space.but_not(x, y))) == space.partition.variables[:1]
    assert space.constant(1) != space.constant(True)  # noqa: FBT003 - a value


def test_regions_cover_exactly_where_it_is_so_once(space: Space) -> None:
    """Each situation with the value lies in one region, each other in none; the share is that part of all."""
    x, y, z = (is_a(space, level) for level in range(3))
    function = space.either(space.both(x, y), space.but_not(z, x))
    regions = list(space.regions(function))
    hits = 0
    for situation in everywhere(space):
        inside = [r for r in regions if all(situation[variable] in parts for variable, parts in r.allowed)]
        assert len(inside) == bool(space.at(function, situation))
        hits += len(inside)
    assert space.share(function) == pytest.approx(hits / 27)


def test_what_is_given_is_taken_out(space: Space) -> None:
    """A function of the rest, equal to the first wherever that is known."""
    x, y, z = (is_a(space, level) for level in range(3))
    function = space.either(space.both(x, y), z)
    given: dict[Variable, Part] = {space.partition.variables[0]: "a"}
    assert space.given(function, given) == space.either(y, z)


def test_the_simplest_situation_says_least(space: Space) -> None:
    """As few facts as possible; None where it is never so."""
    x, y, z = (is_a(space, level) for level in range(3))
    simplest = space.simplest(space.either(space.both(x, y), z))
    assert simplest is not None
    assert [part for part in simplest.values() if part] == ["a"]
    assert space.simplest(space.but_not(x, x)) is None
    assert space.never(space.but_not(x, x))


def test_a_partition_knows_facts_of_both_contents(content: Content) -> None:
    """Two contents are compared over the options and limits of both."""
    other = Fact(FactId("nieuw"), "choice", "Nieuw", (Option("a", "A", "A"),), only_with=ALWAYS)
    more = replace(content, facts={**content.facts, other.id: other})
    assert (FactId("nieuw"), "") in Partition([content, more]).levels

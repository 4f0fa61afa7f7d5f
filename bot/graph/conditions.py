"""Conditions in the words of the content, short enough for a picture.

A condition is a list of rows; alike rows are said as one: "Rust of Avond: Nee", "ten minste 2 van Drang,
Rust en Avond: Twijfel". Nothing is left out: what is said holds exactly when the condition holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import comb

from bot.content.bands import written
from bot.dialogue.conditions import Condition, FactId, Row, Test
from bot.dialogue.model import UNKNOWN, Content
from bot.graph.wording import listed, say


@dataclass(frozen=True, slots=True)
class Spoken:
    """A condition in words: what always holds, and alternatives of which one is enough."""

    common: str
    choices: tuple[str, ...] = ()

    def __str__(self) -> str:
        """In one line."""
        return f"{self.common} {say('alternatives', 'choice').join(self.choices)}".strip()


@dataclass(frozen=True, slots=True)
class _Family:
    """Rows that differ only in which facts pass the same comparison."""

    size: int
    compared: Test
    rest: Row


def spoken(content: Content, condition: Condition) -> Spoken:
    """The condition in words."""
    rows = condition.rows
    common = tuple(test for test in rows[0] if all(test in row for row in rows)) if len(rows) > 1 else ()
    choices = tuple(_choices(content, [tuple(t for t in row if t not in common) for row in rows]))
    if not common:
        return Spoken(choices[0]) if len(choices) == 1 else Spoken("", choices)
    if len(choices) == 1:
        return Spoken(say("alternatives", "and").join((_row(content, common), *choices)))
    return Spoken(say("alternatives", "together", common=_row(content, common)), choices)


def comparison(content: Content, test: Test) -> str:
    """A comparison with the name of its fact: "Ferritine: 50 t/m 75"."""
    return say("alternatives", "fact", name=content.facts[test.fact].name, value=compared(content, test))


def compared(content: Content, test: Test) -> str:
    """What the fact is compared with, without its name."""
    fact = content.facts[test.fact]
    if fact.type == "number":
        parts = [say("numbers", "unknown")] if UNKNOWN in test.options else []
        return say("alternatives", "values").join([*parts, *(written(band) for band in test.bands)])
    labels = say("alternatives", "values").join(option.label for option in fact.options if option.id in test.options)
    return say("alternatives", "not", value=labels) if test.none_of else labels


def _choices(content: Content, rows: list[Row]) -> Iterator[str]:
    """The rows in words, alike rows together, each where its first row stands."""
    families: dict[_Family, list[Row]] = {}
    for row in rows:
        for family in _families(content, row):
            families.setdefault(family, []).append(row)
    complete = {
        family: members
        for family, members in families.items()
        if len(members) > 1 and len(members) == comb(len(_varied(content, family, members)), family.size)
    }
    said: set[Row] = set()
    for row in rows:
        if row in said:
            continue
        fitting = [f for f, members in complete.items() if row in members and said.isdisjoint(members)]
        if not fitting:
            said.add(row)
            yield _row(content, row)
            continue
        family = max(fitting, key=lambda f: len(complete[f]))
        said.update(complete[family])
        yield _family(content, family, _varied(content, family, complete[family]))


def _families(content: Content, row: Row) -> Iterator[_Family]:
    """Every way to see the row as one of a family."""
    for test in row:
        alike = [other for other in row if _alike(content, test, other)]
        if alike[0] is test:
            rest = tuple(other for other in row if other not in alike)
            yield _Family(len(alike), Test(FactId(""), test.options, test.bands, test.none_of), rest)


def _alike(content: Content, one: Test, other: Test) -> bool:
    """Whether two comparisons are with the same, in the same words."""
    same = (one.options, one.bands, one.none_of) == (other.options, other.bands, other.none_of)
    return same and compared(content, one) == compared(content, other)


def _varied(content: Content, family: _Family, members: Iterable[Row]) -> list[FactId]:
    """The facts the family is about, in the order of content."""
    found = {test.fact for row in members for test in row if test not in family.rest}
    return [fact for fact in content.facts if fact in found]


def _family(content: Content, family: _Family, facts: list[FactId]) -> str:
    test = Test(facts[0], family.compared.options, family.compared.bands, family.compared.none_of)
    names, value = [content.facts[fact].name for fact in facts], compared(content, test)
    if family.size == 1:
        said = say("alternatives", "fact", name=listed(names, "or"), value=value)
    else:
        said = say("alternatives", "at_least", number=family.size, names=listed(names), value=value)
    return say("alternatives", "and").join((said, *(comparison(content, test) for test in family.rest)))


def _row(content: Content, row: Row) -> str:
    """Comparisons that all hold; facts compared with the same stand together."""
    said: list[str] = []
    done: set[Test] = set()
    for test in row:
        if test in done:
            continue
        alike = [other for other in row if _alike(content, test, other)]
        done.update(alike)
        names = listed(content.facts[other.fact].name for other in alike)
        said.append(say("alternatives", "fact", name=names, value=compared(content, test)))
    return say("alternatives", "and").join(said)

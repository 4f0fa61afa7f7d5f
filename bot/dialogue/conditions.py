"""Conditions: one fact against constants, joined by "and" in a row and by "or" over rows.

Nothing stronger can be written, and that is the point: every condition is a union of
boxes, so questions about *all* conversations have exact answers.

While a check is going on some facts are still open, so a condition has three verdicts:
True, False, or None for "depends on what is not known yet" (Kleene's strong logic).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NewType

FactId = NewType("FactId", str)

NONE = "geen"
"""The option of a set that excludes all others, as `contract.md` names it."""

Value = str | frozenset[str] | float
"""An option, a set of options (never empty), or a number in the fact's own unit."""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the number line; None means no limit on that side."""

    low: float | None = None
    high: float | None = None
    low_included: bool = True
    high_included: bool = True

    def __contains__(self, number: float) -> bool:
        """Whether the number lies in the band, limits as written."""
        if self.low is not None and (number < self.low or (number == self.low and not self.low_included)):
            return False
        return self.high is None or number < self.high or (number == self.high and self.high_included)


ANY_NUMBER = Band()


@dataclass(frozen=True, slots=True)
class Test:
    """One fact compared with constants: any of these options, or a number in one of these bands."""

    fact: FactId
    options: frozenset[str] = frozenset()
    bands: tuple[Band, ...] = ()
    none_of: bool = False
    """A set of options passes when it has none of the test's instead."""

    def holds(self, value: Value) -> bool:
        """Whether a known value passes; a set of options passes when it has any of the test's."""
        if isinstance(value, str):
            return value in self.options
        if isinstance(value, frozenset):
            return value.isdisjoint(self.options) is self.none_of
        return any(value in band for band in self.bands)

    def holds_already(self, some: frozenset[str]) -> bool | None:
        """The same for a set to which options may still be added; None while these can make the difference."""
        if not some.isdisjoint(self.options):
            return not self.none_of
        return self.none_of if self.options <= {NONE} else None


Row = tuple[Test, ...]
"""Tests that must all hold."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when any of its rows holds. A condition with one empty row always holds."""

    rows: tuple[Row, ...] = ((),)

    def facts(self) -> Iterator[FactId]:
        """The facts it looks at, in the order written, perhaps more than once."""
        return (test.fact for row in self.rows for test in row)


ALWAYS = Condition()


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of a person: the values in force, and the facts that will stay unknown.

    A fact stays unknown when no question asks it or when it does not apply; a test of it fails.
    """

    values: Mapping[FactId, Value]
    closed: AbstractSet[FactId]
    partial: Mapping[FactId, frozenset[str]] = field(default_factory=dict)
    """Sets of options that are not complete yet: what is in them is certain, what is not in them is open."""

    def said(self, fact: FactId) -> Value | None:
        """What is known of a fact, complete or not; None for nothing."""
        return self.values.get(fact, self.partial.get(fact))

    def verdict(self, condition: Condition) -> bool | None:
        """True or False when what is known decides it, None while it depends on an open fact."""
        verdict: bool | None = False
        for row in condition.rows:
            holds = self._row(row)
            if holds:
                return True
            if holds is None:
                verdict = None
        return verdict

    def undecided(self, condition: Condition) -> Iterator[FactId]:
        """The open facts the verdict still depends on; none when it is decided."""
        if self.verdict(condition) is None:
            for row in condition.rows:
                if self._row(row) is None:
                    yield from (test.fact for test in row if self._test(test) is None)

    def left(self, condition: Condition) -> Condition:
        """What of it is still open: the rows that may yet hold, each without the tests that hold already."""
        rows = (row for row in condition.rows if self._row(row) is None)
        return Condition(tuple(tuple(test for test in row if self._test(test) is None) for row in rows))

    def _row(self, row: Row) -> bool | None:
        verdict: bool | None = True
        for test in row:
            holds = self._test(test)
            if holds is False:
                return False
            if holds is None:
                verdict = None
        return verdict

    def _test(self, test: Test) -> bool | None:
        value = self.values.get(test.fact)
        if value is not None:
            return test.holds(value)
        if test.fact in self.partial:
            return test.holds_already(self.partial[test.fact])
        return False if test.fact in self.closed else None

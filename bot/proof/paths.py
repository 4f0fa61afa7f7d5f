"""What is asked: every conversation in which all questions are answered by hand, walked with the core's own next question.

Two conversations that leave the same conditions open go on in the same way, whatever was answered before, so they
are one *moment* here. That makes the walk exact and small: the number of conversations is counted, not listed.
A screen that asks several facts is answered one fact after the other, which changes nothing in what is known
after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from bot.dialogue import replay
from bot.dialogue.conditions import NONE, Condition, FactId, Known, Test, Value
from bot.dialogue.model import Content, Fact, Question, QuestionId
from bot.proof.regions import known_of, parts_of_numbers, representative

Step = Callable[[int], None]
"""Told how many moments were walked, for a progress bar."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Answers that lead to the same moment: one of them, and how many there are."""

    value: Value
    count: int
    to: int


@dataclass(slots=True)
class Moment:
    """A point in the check: what is asked now, and where each answer leads."""

    known: Mapping[FactId, Value]
    """What was answered on one of the shortest ways here."""
    question: Question | None
    """None at the end."""
    fact: FactId | None = None
    """The fact of the question that is answered now."""
    first: bool = False
    """Whether it is the first fact of its screen."""
    ways: tuple[Ways, ...] = ()


@dataclass(slots=True)
class Walk:
    """All moments, each after those that lead to it on the shortest way; the first is the beginning."""

    content: Content
    moments: list[Moment] = field(default_factory=list)
    lengths: Counter[int] = field(default_factory=Counter)
    """How many conversations have how many questions."""

    @property
    def conversations(self) -> int:
        """How many there are; numbers that no condition tells apart count as one answer."""
        return sum(self.lengths.values())

    @property
    def longest(self) -> int:
        """Questions in the longest conversation."""
        return max(self.lengths, default=0)

    @property
    def median(self) -> int:
        """Questions in the conversation in the middle, when all are ordered by length."""
        left = (self.conversations + 1) // 2
        for length in sorted(self.lengths):
            left -= self.lengths[length]
            if left <= 0:
                return length
        return 0

    def asked(self) -> frozenset[QuestionId]:
        """The questions that some conversation asks."""
        return frozenset(moment.question.id for moment in self.moments if moment.question)

    def longest_answers(self) -> Mapping[FactId, Value]:
        """What is answered in one of the longest conversations."""
        depths: dict[int, int] = {}
        answers: dict[FactId, Value] = {}
        for place in reversed(self._order()):
            moment = self.moments[place]
            depths[place] = moment.first + max((depths[way.to] for way in moment.ways), default=0)
        place = 0
        while (moment := self.moments[place]).fact is not None:
            way = max(moment.ways, key=lambda way: depths[way.to])
            answers[moment.fact] = way.value
            place = way.to
        return answers

    def count(self) -> None:
        """Fill in `lengths`."""
        found: dict[int, Counter[int]] = {}
        for place in reversed(self._order()):
            moment = self.moments[place]
            lengths: Counter[int] = Counter() if moment.ways else Counter({0: 1})
            for way in moment.ways:
                for length, number in found[way.to].items():
                    lengths[length + moment.first] += number * way.count
            found[place] = lengths
        self.lengths = found[0]

    def _order(self) -> list[int]:
        """The moments so that each stands before those it leads to."""
        order: list[int] = []
        seen: set[int] = set()
        todo: list[tuple[int, bool]] = [(0, False)]
        while todo:
            place, done = todo.pop()
            if done:
                order.append(place)
            elif place not in seen:
                seen.add(place)
                todo.append((place, True))
                todo += [(way.to, False) for way in self.moments[place].ways]
        return order[::-1]


def walk(content: Content, step: Step = lambda _: None) -> Walk:
    """Every conversation with this content that is answered by hand."""
    result = Walk(content)
    places: dict[Hashable, int] = {}
    rests: list[tuple[FactId, ...]] = []

    def place_of(values: Mapping[FactId, Value], rest: tuple[FactId, ...]) -> int:
        known = known_of(content, values)
        key = (rest, what_is_open(content, known))
        if key not in places:
            places[key] = len(result.moments)
            result.moments.append(Moment(values, None))
            rests.append(rest)
        return places[key]

    place_of({}, ())
    place = 0
    while place < len(result.moments):
        moment, rest = result.moments[place], rests[place]
        known = known_of(content, moment.known)
        moment.question = content.asking(rest[0]) if rest else replay.open_question(content, known)
        if moment.question is not None:
            facts = rest or tuple(fact.id for fact in moment.question.asks)
            moment.fact, moment.first = facts[0], not rest
            tests = tuple(open_tests(content, known, facts[0]))
            ways: dict[int, Ways] = {}
            for value, count in answers_apart(content.facts[facts[0]], tests):
                to = place_of({**moment.known, facts[0]: value}, facts[1:])
                before = ways.get(to, Ways(value, 0, to))
                ways[to] = replace(before, count=before.count + count)
            moment.ways = tuple(ways.values())
        place += 1
        step(place)
    result.count()
    return result


def what_is_open(content: Content, known: Known) -> Hashable:
    """All that decides how a check goes on: the rows still in play, and what is left of each open condition."""
    rows = tuple(id(rule) for rule in replay.live_rules(content, known))
    left = {(id(condition), known.left(condition)) for condition in _open(content, known)}
    todo = [condition for _, condition in left]
    facts: set[FactId] = set()
    while todo:
        for fact in set(todo.pop().facts()) - facts:
            facts.add(fact)
            # Whether a fact applies decides whether it is asked.
            applies = content.facts[fact].only_with
            if known.verdict(applies) is not True:
                left.add((id(applies), known.left(applies)))
                todo.append(known.left(applies))
    return rows, frozenset(left)


def open_tests(content: Content, known: Known, fact: FactId) -> Iterator[Test]:
    """The tests of this fact whose verdict still matters, or may come to matter when other facts turn out to apply."""
    conditions = [*_open(content, known), *(other.only_with for other in content.facts.values())]
    for condition in conditions:
        for row in known.left(condition).rows:
            yield from (test for test in row if test.fact == fact)


def answers_apart(fact: Fact, tests: tuple[Test, ...]) -> Iterator[tuple[Value, int]]:
    """The answers that these tests tell apart: one of each kind, and how many there are of it."""
    found: dict[tuple[bool, ...], list[Value]] = {}
    for value in all_answers(fact, tests):
        found.setdefault(tuple(test.holds(value) for test in tests), []).append(value)
    for alike in found.values():
        yield alike[0], len(alike)


def all_answers(fact: Fact, tests: tuple[Test, ...]) -> Iterator[Value]:
    """Every answer that can be given, simplest first; of a number one of each stretch that the tests tell apart."""
    if fact.type == "number":
        if fact.dont_know is not None:
            yield fact.dont_know
        for stretch in parts_of_numbers([band for test in tests for band in test.bands], fact.possible):
            yield representative(stretch)
        return
    options = [option.id for option in fact.options]
    if fact.type == "choice":
        yield from sorted(options, key=lambda option: option == fact.tick)
        return
    yield frozenset({NONE})
    ticks = [option for option in options if option != NONE]
    for number in range(1, len(ticks) + 1):
        yield from (frozenset(ticked) for ticked in combinations(ticks, number))


def _open(content: Content, known: Known) -> Iterator[Condition]:
    yield from (condition for condition in replay.at_stake(content, known) if known.verdict(condition) is None)
    for rule in content.rules:
        verdict = known.verdict(rule.when)
        if verdict:
            return
        if verdict is None and rule.if_known:
            # Nothing is asked for its sake, but an answer that is asked for anything else may bring it about.
            yield rule.when

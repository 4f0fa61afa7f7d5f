"""The shortest conversation that shows something, found with the core's own next question.

Breadth first over answers given by hand; what a person must have mentioned by themselves comes before the first
question, and only where it cannot be shown without.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.dialogue import replay
from bot.dialogue.conditions import FactId, Known, Test, Value
from bot.dialogue.model import Content, Fact, OutcomeId, Question
from bot.proof.diagrams import Function, Space
from bot.proof.paths import all_answers, open_tests, what_is_open
from bot.proof.regions import SAID, TICKED, UNTICKED, Part, Partition, Variable, known_of, values_of


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a person mentions first, what is asked and answered then, and where it ends."""

    mentioned: tuple[tuple[FactId, Value], ...]
    answers: tuple[tuple[FactId, Value], ...]
    ending: OutcomeId | None = None
    finished: bool = False
    """Nothing is asked any more; without an ending, then, there is none."""

    @property
    def values(self) -> dict[FactId, Value]:
        """All that is known after it."""
        return dict(self.mentioned + self.answers)


def shortest(content: Content, space: Space, where: Function, *, at_end: bool = True) -> Conversation | None:
    """A conversation that comes to where the function is True, with as few questions as possible.

    None when no conversation does. With `at_end` it is held to its end; else it may stop before.
    """
    if space.never(where):
        return None
    found = _by_hand(content, space, where, {}, at_end=at_end)
    if found is not None:
        return found
    simplest = space.simplest(where)
    assert simplest is not None  # noqa: S101 - there is one, or nothing would have been looked for
    values = values_of(simplest)
    mentioned = _must_mention(content, space, where, values)
    return _by_hand(content, space, where, mentioned, at_end=at_end) or _ended(content, values, ())


def parts_of(partition: Partition, fact: FactId, value: Value) -> dict[Variable, Part]:
    """The parts in which a value lies."""
    parts: dict[Variable, Part] = {}
    for variable in partition.of(fact):
        match value:
            case str():
                parts[variable] = value
            case frozenset():
                parts[variable] = (TICKED if variable.tick in value else UNTICKED) if variable.tick else SAID
            case _:
                parts[variable] = next(p for p in variable.parts if not isinstance(p, str) and value in p)
    return parts


def _by_hand(
    content: Content, space: Space, where: Function, mentioned: Mapping[FactId, Value], *, at_end: bool
) -> Conversation | None:
    for fact, value in mentioned.items():
        where = space.given(where, parts_of(space.partition, fact, value))
    todo: deque[tuple[dict[FactId, Value], Function]] = deque([(dict(mentioned), where)])
    seen: set[Hashable] = set()
    while todo:
        values, left = todo.popleft()
        known = known_of(content, values)
        question = replay.open_question(content, known)
        if (question is None or not at_end) and space.at(left, {}) is True:
            return _ended(content, mentioned, tuple((f, v) for f, v in values.items() if f not in mentioned))
        screens = [(values, left)]
        for fact in _to_answer(question, values):
            screens = list(_answered(content, space, screens, content.facts[fact], seen))
        todo.extend(screens if question is not None else ())
    return None


def _answered(
    content: Content,
    space: Space,
    screens: Iterable[tuple[dict[FactId, Value], Function]],
    fact: Fact,
    seen: set[Hashable],
) -> Iterator[tuple[dict[FactId, Value], Function]]:
    """The screens with one more fact answered, as far as they can still come to what is looked for by a new way."""
    for values, left in screens:
        for value, onward in _answers(content, space, known_of(content, values), fact, left):
            if space.never(onward):
                continue
            more = {**values, fact.id: value}
            key = (fact.id, what_is_open(content, known_of(content, more)), onward)
            if key not in seen:
                seen.add(key)
                yield more, onward


def _to_answer(question: Question | None, values: Mapping[FactId, Value]) -> tuple[FactId, ...]:
    return tuple(fact.id for fact in question.asks if fact.id not in values) if question else ()


def _answers(
    content: Content, space: Space, known: Known, fact: Fact, left: Function
) -> Iterator[tuple[Value, Function]]:
    """Answers that differ in what they leave open or in what they show."""
    tests = tuple(open_tests(content, known, fact.id))
    matter = [variable for variable in space.support(left) if variable.fact == fact.id]
    bands = [Test(fact.id, bands=(p,)) for v in matter for p in v.parts if not isinstance(p, str)]
    done: set[Hashable] = set()
    for value in all_answers(fact, (*tests, *bands)):
        parts = parts_of(space.partition, fact.id, value)
        signature = (tuple(test.holds(value) for test in tests), tuple(parts[v] for v in matter))
        if signature not in done:
            done.add(signature)
            yield value, space.given(left, parts)


def _must_mention(
    content: Content, space: Space, where: Function, values: Mapping[FactId, Value]
) -> dict[FactId, Value]:
    """Those of the values that no question would bring out: without any one of them something else comes of it."""
    mentioned = dict(values)
    for fact in values:
        fewer = {name: value for name, value in mentioned.items() if name != fact}
        reached = _asked_out(content, fewer, values)
        left = where
        for name, value in reached.items():
            left = space.given(left, parts_of(space.partition, name, value))
        if space.at(left, {}) is True:
            mentioned = fewer
    return mentioned


def _asked_out(
    content: Content, mentioned: Mapping[FactId, Value], values: Mapping[FactId, Value]
) -> dict[FactId, Value]:
    """All that is known at the end, when each question is answered with these values, else with "I do not know"."""
    reached = dict(mentioned)
    while (question := replay.open_question(content, known_of(content, reached))) is not None:
        for fact in question.asks:
            reached.setdefault(fact.id, values.get(fact.id, fact.absent or ""))
    return reached


def _ended(
    content: Content, mentioned: Mapping[FactId, Value], answers: tuple[tuple[FactId, Value], ...]
) -> Conversation:
    known = known_of(content, {**mentioned, **dict(answers)})
    finished = replay.open_question(content, known) is None
    ending = replay.ending(content, known) if finished else None
    return Conversation(tuple(mentioned.items()), answers, ending.id if ending else None, finished)

"""Which questions a person is asked, as a function of the situation, so that two contents can be compared in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from bot.dialogue import replay
from bot.dialogue.conditions import FactId, Value
from bot.dialogue.model import Content, Fact, Question
from bot.proof.diagrams import Function, Space
from bot.proof.paths import open_tests, what_is_open
from bot.proof.regions import UNSAID, Part, Variable, known_of, values_of

Onward = Callable[[Value], Function]


def asked(content: Content, space: Space) -> Function:
    """The questions, in order, that somebody is asked who answers them by hand and mentions nothing before.

    A fact that is unsaid is answered as `play` answers it: with what holds when nothing was said.
    """
    done: dict[Hashable, Function] = {}

    def at(values: Mapping[FactId, Value], rest: tuple[FactId, ...]) -> Function:
        known = known_of(content, values)
        key = (rest, what_is_open(content, known))
        if key not in done:
            question = None if rest else replay.open_question(content, known)
            facts = rest or _facts_of(question)
            if not facts:
                done[key] = space.constant(())
                return done[key]
            fact = content.facts[facts[0]]
            matter = {option for test in open_tests(content, known, fact.id) for option in test.options}
            after = _split(space, fact, matter, lambda value: at({**values, fact.id: value}, facts[1:]))
            done[key] = after if question is None else space.combined(_preceded(question.id), after)
        return done[key]

    return at({}, ())


def _facts_of(question: Question | None) -> tuple[FactId, ...]:
    return tuple(fact.id for fact in question.asks) if question else ()


def _split(space: Space, fact: Fact, matter: set[str], onward: Onward) -> Function:
    """What follows each answer, put together by the variables of the fact that matter now."""
    own, *ticks = (v for v in space.partition.of(fact.id) if not v.tick or v.tick in matter)
    branches = []
    for part in own.parts:
        if part == UNSAID:
            branches.append(onward(_unsaid(fact)))
        else:
            branches.append(_ticked(space, fact, ticks, {own: part}, onward))
    return _case(space, own, branches)


def _ticked(
    space: Space, fact: Fact, ticks: list[Variable], situation: dict[Variable, Part], onward: Onward
) -> Function:
    if not ticks:
        return onward(values_of(situation)[fact.id])
    first, *others = ticks
    return _case(space, first, [_ticked(space, fact, others, {**situation, first: p}, onward) for p in first.parts])


def _case(space: Space, variable: Variable, branches: list[Function]) -> Function:
    """The branch of the part that holds, whatever the order of the variables in the branches."""
    places = {part: place for place, part in enumerate(variable.parts)}
    level = space.partition.levels[variable.fact, variable.tick]
    which = space.node(level, tuple(space.constant(places[part]) for part in variable.parts))
    return space.combined(lambda place, *values: values[place], which, *branches)


def _preceded(question: str) -> Callable[[Hashable], Hashable]:
    return lambda later: (question, *later) if isinstance(later, tuple) else later


def _unsaid(fact: Fact) -> Value:
    value = fact.absent if fact.absent is not None else fact.dont_know
    assert value is not None  # noqa: S101 - a fact that is asked has one, which content checks
    return value

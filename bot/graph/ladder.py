"""The check as a ladder: questions and rows of the priority table, in the order in which they count.

A question stands before the first row that can need its answer, in the order in which questions are asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.dialogue.conditions import ALWAYS, Condition, FactId
from bot.dialogue.model import Alarm, Content, Question, Rule


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, by its number in the order of asking."""

    number: int
    question: Question
    only_with: Condition
    """When it is asked at all; ALWAYS for a question that stands on its own."""
    opens: tuple[int, ...]
    """The questions that are asked only after some answers to this one."""
    rows: tuple[int, ...]
    """The rows that look at its answer."""
    blocks: int
    passages: int
    """How many blocks look at it, and how many passages of outcomes."""


@dataclass(frozen=True, slots=True)
class Decide:
    """A row of the priority table, by its number from the top."""

    number: int
    rule: Rule

    @property
    def urgency(self) -> str:
        """The level of an alarm, or the urgency of an outcome, as content names it."""
        ending = self.rule.ending
        return str(ending.level) if isinstance(ending, Alarm) else ending.urgency


Step = Ask | Decide


def ladder(content: Content) -> tuple[Step, ...]:
    """Every question and every row, from the top down."""
    return tuple(_steps(content))


def alarms(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The part that is about emergencies: their rows, and the questions these look at."""
    rows = [step for step in steps if isinstance(step, Decide) and isinstance(step.rule.ending, Alarm)]
    facts = {fact for row in rows for fact in row.rule.when.facts()}
    return tuple(s for s in steps if s in rows or (isinstance(s, Ask) and _asks(s.question, facts)))


def branches(content: Content, steps: tuple[Step, ...]) -> tuple[tuple[Condition, tuple[Step, ...]], ...]:
    """For each answer that opens further questions: these questions, and the rows that look at them."""
    opened = tuple(dict.fromkeys(s.only_with for s in steps if isinstance(s, Ask) and s.only_with != ALWAYS))
    return tuple((condition, tuple(_branch(content, steps, condition))) for condition in opened)


def _branch(content: Content, steps: tuple[Step, ...], condition: Condition) -> Iterator[Step]:
    facts = {fact.id for fact in content.facts.values() if fact.only_with == condition}
    for step in steps:
        if isinstance(step, Ask):
            if step.only_with == condition:
                yield step
        elif not facts.isdisjoint(step.rule.when.facts()):
            yield step


def _steps(content: Content) -> Iterator[Step]:
    first = [_first_row(content, question) for question in content.questions]
    # Questions are asked in their own order, so none stands below one that is asked later.
    place = [min(first[number:]) for number in range(len(first))]
    for row, rule in enumerate(content.rules):
        yield from (_ask(content, number) for number in range(len(first)) if place[number] == row)
        yield Decide(row + 1, rule)
    yield from (_ask(content, number) for number in range(len(first)) if place[number] == len(content.rules))


def _ask(content: Content, number: int) -> Ask:
    question = content.questions[number]
    only_with = {fact.only_with for fact in question.asks}
    return Ask(
        number=number + 1,
        question=question,
        only_with=only_with.pop() if len(only_with) == 1 else ALWAYS,
        opens=tuple(other for other, q in enumerate(content.questions, start=1) if _opens(question, q)),
        rows=tuple(row for row, rule in enumerate(content.rules, start=1) if _looks(question, rule.when)),
        blocks=sum(_looks(question, block.when, *(said.when for said in block.say)) for block in content.blocks),
        passages=sum(_looks(question, said.when) for outcome in content.outcomes.values() for said in outcome.say),
    )


def _opens(question: Question, other: Question) -> bool:
    return _looks(question, *(fact.only_with for fact in other.asks))


def _looks(question: Question, *conditions: Condition) -> bool:
    return any(_asks(question, set(condition.facts())) for condition in conditions)


def _first_row(content: Content, question: Question) -> int:
    """The first row that can need the answer, also to know whether another question applies."""
    for row, rule in enumerate(content.rules):
        if not rule.if_known and _asks(question, _needed(content, set(rule.when.facts()))):
            return row
    return len(content.rules)


def _needed(content: Content, facts: set[FactId]) -> set[FactId]:
    """These facts and those they depend on."""
    parents = {parent for fact in facts for parent in content.facts[fact].only_with.facts()}
    return facts | (_needed(content, parents) if parents else set())


def _asks(question: Question, facts: set[FactId]) -> bool:
    return any(fact.id in facts for fact in question.asks)

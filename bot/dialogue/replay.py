"""A conversation is the list of its answers; everything else is replayed from it.

The open question, the outcome, "back", "correct one answer and keep the others", "resume"
and a content change in the middle are all the same pure functions of that list. No
position is ever stored, so none can go stale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from bot.dialogue.conditions import NONE, Condition, FactId, Known, Value
from bot.dialogue.model import Alarm, Block, Content, Fact, Outcome, Question, Rule


class Answer(NamedTuple):
    """A fact with a value, as given to one wording of its question."""

    fact: FactId
    value: Value
    fingerprint: str = ""
    partial: bool = False
    """A set heard in passing: true as far as it goes, and the question stays open for the rest."""


Answers = tuple[Answer, ...]
"""In the order given; each fact at most once."""

REMEMBERED = 2048
"""Conversations of which what follows from the answers is kept at hand; a turn asks for it many times."""


def given(answers: Answers) -> dict[FactId, Value]:
    """The values as given, by fact."""
    return {answer.fact: answer.value for answer in answers}


def with_answer(content: Content, answers: Answers, values: Mapping[FactId, Value]) -> Answers:
    """The list with these values in it: a fact already answered keeps its place, a new one comes last."""
    return _with(
        answers, {fact: Answer(fact, _tidy(value), _fingerprint(content, fact)) for fact, value in values.items()}
    )


def with_heard(content: Content, answers: Answers, values: Mapping[FactId, Value]) -> Answers:
    """The list with what was heard in passing: options of a set are added, and say nothing of the other options."""
    before = {answer.fact: answer for answer in answers}
    return _with(answers, {fact: _heard(content, before.get(fact), fact, value) for fact, value in values.items()})


def is_said(answers: Answers, fact: FactId, value: Value) -> bool:
    """Whether the answers say this already, or more."""
    said = given(answers).get(fact)
    if isinstance(value, frozenset) and isinstance(said, frozenset):
        return value <= said
    return said == value


def without_last(content: Content, answers: Answers) -> Answers:
    """The list without the answer given last; a screen that asks several facts is one answer."""
    if not answers:
        return answers
    question = content.asking(answers[-1].fact)
    together = {fact.id for fact in question.asks} if question else {answers[-1].fact}
    return tuple(answer for answer in answers if answer.fact not in together)


def reconciled(content: Content, answers: Answers) -> tuple[Answers, Answers]:
    """The answers this content still understands, and those it must ask again because their question changed."""
    dropped = tuple(answer for answer in answers if not _still_valid(content, answer))
    return (tuple(answer for answer in answers if answer not in dropped) if dropped else answers), dropped


@lru_cache(maxsize=REMEMBERED)
def known(content: Content, answers: Answers) -> Known:
    """What these answers say: facts that apply, what they imply, and what will stay unknown."""
    said = _with_implied(content, given(answers))
    partly = {answer.fact for answer in answers if answer.partial}
    values: dict[FactId, Value] = {}
    partial: dict[FactId, frozenset[str]] = {}
    closed: set[FactId] = set()
    # Grows while it is read: what a fact depends on comes before it.
    so_far = Known(values, closed, partial)
    asked = {fact.id for question in content.questions for fact in question.asks}
    for fact in content.facts.values():
        applies = so_far.verdict(fact.only_with)
        value = said.get(fact.id)
        if applies and fact.id in partly and isinstance(value, frozenset):
            partial[fact.id] = value
        elif applies and value is not None:
            values[fact.id] = value
        elif applies is False or fact.id not in asked:
            closed.add(fact.id)
    return so_far


def open_question(content: Content, facts: Known) -> Question | None:
    """The first question whose answer can still change what is said at the end; None when nothing can."""
    return next(iter(open_questions(content, facts)), None)


@lru_cache(maxsize=REMEMBERED)
def open_questions(content: Content, facts: Known) -> tuple[Question, ...]:
    """The questions that are open as far as can be known now, in order."""
    open_facts = {fact for fact in wanted(content, facts) if _can_be_asked(content.facts[fact], facts)}
    return tuple(q for q in content.questions if any(fact.id in open_facts for fact in q.asks))


def wanted(content: Content, facts: Known) -> frozenset[FactId]:
    """The open facts on which what is said at the end can still depend, also those that may turn out not to apply."""
    found = {fact for condition in at_stake(content, facts) for fact in facts.undecided(condition)}
    for fact_id in tuple(found):
        # Whether the fact applies must be known before it can be asked.
        found.update(facts.undecided(content.facts[fact_id].only_with))
    return frozenset(found)


def questions_left(content: Content, facts: Known) -> int:
    """How many questions are open as far as can be known now; answers may close or open some."""
    return len(open_questions(content, facts))


def ending(content: Content, facts: Known) -> Outcome | Alarm | None:
    """Where the check ends with what is known: the first row that holds; None when no row does."""
    return next((rule.ending for rule in content.rules if facts.verdict(rule.when)), None)


def blocks(content: Content, facts: Known, outcome: Outcome | Alarm) -> tuple[Block, ...]:
    """The blocks that are appended to this outcome, in the order of content."""
    return tuple(
        block
        for block in content.blocks
        if (outcome.id in block.outcomes or outcome.id in block.if_known) and facts.verdict(block.when)
    )


def live_rules(content: Content, facts: Known) -> Iterator[Rule]:
    """The rows that may still decide, in order: up to and including the first that certainly holds."""
    for rule in content.rules:
        verdict = facts.verdict(rule.when)
        if verdict or (verdict is None and not rule.if_known):
            yield rule
        if verdict:
            return


def at_stake(content: Content, facts: Known) -> Iterator[Condition]:
    """The conditions on which what is said at the end may still depend; some of them may be decided."""
    live = tuple(live_rules(content, facts))
    yield from (rule.when for rule in live)
    outcomes = {rule.ending.id: rule.ending for rule in live if isinstance(rule.ending, Outcome)}
    for outcome in outcomes.values():
        yield from (said.when for said in outcome.say)
    for block in content.blocks:
        if not block.outcomes.isdisjoint(outcomes):
            yield block.when
            if facts.verdict(block.when) is not False:
                yield from (said.when for said in block.say)


def _can_be_asked(fact: Fact, facts: Known) -> bool:
    return fact.id not in facts.values and facts.verdict(fact.only_with) is True


def _with(answers: Answers, new: dict[FactId, Answer]) -> Answers:
    kept = tuple(new.pop(answer.fact, answer) for answer in answers)
    return kept + tuple(new.values())


def _heard(content: Content, before: Answer | None, fact: FactId, value: Value) -> Answer:
    if not isinstance(value, frozenset) or NONE in value:
        return Answer(fact, value, _fingerprint(content, fact))
    if before is None or not isinstance(before.value, frozenset):
        return Answer(fact, value, _fingerprint(content, fact), partial=True)
    return before._replace(value=_tidy(before.value | value))


def _with_implied(content: Content, said: dict[FactId, Value]) -> dict[FactId, Value]:
    implied: dict[FactId, Value] = {}
    for fact_id in said:
        implied |= content.facts[fact_id].implies if fact_id in content.facts else {}
    return implied | said


def _still_valid(content: Content, answer: Answer) -> bool:
    fact = content.facts.get(answer.fact)
    if fact is None or not is_value(fact, answer.value):
        return False
    return not answer.fingerprint or answer.fingerprint == _fingerprint(content, answer.fact)


def is_value(fact: Fact, value: Value) -> bool:
    """Whether the fact can have this value with this content."""
    options = {option.id for option in fact.options}
    match value:
        case str():
            return fact.type != "several" and (value in options or value == fact.dont_know)
        case frozenset():
            return fact.type == "several" and value <= options
        case _:
            return fact.type == "number"


def _fingerprint(content: Content, fact: FactId) -> str:
    question = content.asking(fact)
    return question.fingerprint if question else ""


def _tidy(value: Value) -> Value:
    """Without "none of these" where something else stands beside it: that is a slip."""
    return value - {NONE} if isinstance(value, frozenset) and len(value) > 1 else value


def title(ending: Outcome | Alarm) -> str:
    """What an ending is called, to a patient."""
    return ending.title if isinstance(ending, Outcome) else ending.name

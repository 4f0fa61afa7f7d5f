"""Where a conversation is in the tree: each question with its state, what can still come of it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.channels.preview.aloud import bands, texts
from bot.content.bands import written
from bot.dialogue import replay
from bot.dialogue.conditions import NONE, Band, Condition, FactId, Known, Value
from bot.dialogue.model import Alarm, Block, Content, Fact, Outcome, Question
from bot.dialogue.replay import Answers
from bot.dialogue.telling import value_text
from bot.graph.conditions import comparison, spoken
from bot.proof.regions import representative

Mark = Literal["holds", "fails", "open"]


@dataclass(frozen=True, slots=True)
class Station:
    """A question on the way, with what was answered."""

    question: Question
    state: Literal["answered", "unused", "open", "later", "perhaps", "unneeded"]
    answer: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition taken apart: rows of which one must hold, each of tests that must all hold."""

    rows: tuple[tuple[tuple[str, Mark], ...], ...]


@dataclass(frozen=True, slots=True)
class Possible:
    """An outcome that can still come, with its rows of the priority table (counted from 0) and why they may hold."""

    ending: Outcome | Alarm
    certain: bool
    """A row of it holds whatever is answered; only what stands above can still come before it."""
    reasons: tuple[tuple[int, Reason], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A band of the number line, with what the answer given now would come to in it."""

    text: str
    here: bool
    then: str
    """The outcome whose row holds; "" when none does yet."""
    others: int
    """How many other outcomes can still come instead."""


def stations(content: Content, answers: Answers, changing: str) -> tuple[Station, ...]:
    """Every question in order. `changing` is the question whose answer is being changed, if any."""
    facts = replay.known(content, answers)
    now = changing or getattr(replay.open_question(content, facts), "id", "")
    return tuple(_station(content, answers, facts, question, now) for question in content.questions)


def possible(content: Content, facts: Known) -> tuple[Possible, ...]:
    """The outcomes that can still come, in the order of the priority table."""
    places = {id(rule): number for number, rule in enumerate(content.rules)}
    rows: dict[str, list[int]] = {}
    for rule in replay.live_rules(content, facts):
        rows.setdefault(rule.ending.id, []).append(places[id(rule)])
    return tuple(
        Possible(
            content.rules[numbers[0]].ending,
            any(facts.verdict(content.rules[number].when) is True for number in numbers),
            tuple((number, reason(content, facts, content.rules[number].when)) for number in numbers),
        )
        for numbers in rows.values()
    )


def added(content: Content, facts: Known) -> tuple[tuple[Block, Reason], ...]:
    """The blocks that are said at the outcome that holds, and why."""
    ending = replay.ending(content, facts)
    found = replay.blocks(content, facts, ending) if ending else ()
    return tuple((block, reason(content, facts, block.when)) for block in found)


def reason(content: Content, facts: Known, condition: Condition) -> Reason:
    """The condition with what is known of each test; rows that fail are left out when another can hold."""
    always: tuple[tuple[str, Mark], ...] = ((texts()["path"]["always"], "holds"),)
    rows = tuple(
        tuple((comparison(content, test), _mark(facts.verdict(Condition(((test,),))))) for test in row) or always
        for row in condition.rows
    )
    standing = tuple(row for row in rows if all(mark != "fails" for _, mark in row))
    return Reason(standing or rows)


def number_line(content: Content, answers: Answers, fact: Fact) -> tuple[Stretch, ...]:
    """The bands of a number, each with the outcome it leads to when all other answers stay."""
    value = replay.known(content, answers).values.get(fact.id)

    def stretch(band: Band) -> Stretch:
        facts = replay.known(content, replay.with_answer(content, answers, {fact.id: representative(band)}))
        ending = replay.ending(content, facts)
        live = {rule.ending.id for rule in replay.live_rules(content, facts)}
        here = isinstance(value, (int, float)) and value in band
        return Stretch(written(band), here, replay.title(ending) if ending else "", len(live) - 1)

    return tuple(map(stretch, bands(content, fact.id)))


def _station(content: Content, answers: Answers, facts: Known, question: Question, now: str) -> Station:
    given = replay.given(answers)
    lines = [
        value_text(fact, given[fact.id], none=content.words.none_of_these)
        for fact in question.asks
        if fact.id in given and given[fact.id] != _unticked(fact)
    ]
    answer = ", ".join(dict.fromkeys(lines)) or (content.words.none_of_these if _answered(given, question) else "")
    if question.id == now:
        return Station(question, "open", answer)
    if _answered(given, question):
        used = any(fact.id in facts.values for fact in question.asks)
        return Station(question, "answered" if used else "unused", answer, "" if used else _not_now(content, question))
    return _unanswered(content, facts, question, answer)


def _unanswered(content: Content, facts: Known, question: Question, answer: str) -> Station:
    if question in replay.open_questions(content, facts):
        return Station(question, "later", answer)
    wanted = replay.wanted(content, facts)
    if any(fact.id in wanted for fact in question.asks):
        return Station(question, "perhaps", answer, _not_now(content, question))
    return Station(question, "unneeded", answer, _why_not(content, facts, question))


def _why_not(content: Content, facts: Known, question: Question) -> str:
    words = texts()["why_not"]
    if all(facts.verdict(fact.only_with) is False for fact in question.asks):
        return _not_now(content, question)
    ending = replay.ending(content, facts)
    if ending and len({rule.ending.id for rule in replay.live_rules(content, facts)}) == 1:
        return str(words["decided"].format(outcome=replay.title(ending)))
    return str(words["no_matter"])


def _not_now(content: Content, question: Question) -> str:
    """When the question applies."""
    conditions = dict.fromkeys(str(spoken(content, fact.only_with)) for fact in question.asks)
    return str(texts()["why_not"]["applies"].format(condition="; ".join(conditions)))


def _answered(given: Mapping[FactId, Value], question: Question) -> bool:
    return all(fact.id in given for fact in question.asks)


def _unticked(fact: Fact) -> Value | None:
    """The value that says nothing beside others on the same screen."""
    return frozenset({NONE}) if fact.type == "several" else fact.dont_know if fact.tick else None


def _mark(verdict: bool | None) -> Mark:  # noqa: FBT001 - a verdict has three values
    return "open" if verdict is None else "holds" if verdict else "fails"

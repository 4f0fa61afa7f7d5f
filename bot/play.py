"""The check answered by a list of facts instead of a person: what it asked, where it ended, what it said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.dialogue import advice, replay
from bot.dialogue.conditions import NONE, FactId, Value
from bot.dialogue.model import UNKNOWN, Content, Fact, Outcome
from bot.dialogue.telling import number
from bot.errors import BotError

TOO_LARGE = 1e12
"""No fact has a number like this; infinity and what is no number at all are not below it either."""


@dataclass(frozen=True, slots=True)
class Played:
    """One check, from its first question to its end."""

    outcome: str
    extra: tuple[str, ...]
    asked: tuple[str, ...]
    """The questions asked, in order."""
    links: tuple[str, ...]
    text: str
    passages: tuple[str, ...]
    """The passages of the outcome and its blocks, in the order said."""

    def as_json(self) -> dict[str, Any]:
        """As `rls-bot play --jsonl` writes it."""
        return {
            "outcome": self.outcome,
            "extra": list(self.extra),
            "asked": list(self.asked),
            "links": list(self.links),
            "text": self.text,
            "passages": list(self.passages),
        }


class BadFacts(BotError):
    """The facts given to `play` are not facts of this content."""


def play(content: Content, given: Mapping[str, object]) -> Played:
    """Answer each question from the given facts, "not known" where nothing was given.

    Facts that were never asked count as known as well, as if the person had mentioned them.
    Raises BadFacts for a fact or value that does not exist.
    """
    values = {FactId(name): value_of(content, name, written) for name, written in given.items()}
    stated: replay.Answers = replay.with_answer(content, (), {f: v for f, v in values.items() if v is not None})
    answers: replay.Answers = ()
    asked: list[str] = []
    while (question := replay.open_question(content, replay.known(content, answers))) is not None:
        asked.append(question.id)
        known = replay.known(content, stated).values
        answers = replay.with_answer(content, answers, {f.id: _answer(f, known) for f in question.asks})
    unasked = {a.fact: a.value for a in stated if a.fact not in replay.given(answers)}
    return _played(content, replay.with_answer(content, answers, unasked), tuple(asked))


def _played(content: Content, answers: replay.Answers, asked: tuple[str, ...]) -> Played:
    facts = replay.known(content, answers)
    ending = replay.ending(content, facts)
    message = advice.result(content, facts)
    extra = replay.blocks(content, facts, ending) if isinstance(ending, Outcome) else ()
    said = advice.passages(content, facts, ending) if isinstance(ending, Outcome) else ()
    return Played(
        outcome=ending.id if ending else "",
        extra=tuple(block.id for block in extra),
        asked=asked,
        links=tuple(link.url for link in message.links),
        text=message.text,
        passages=tuple(passage.id for passage in said),
    )


def _answer(fact: Fact, known: Mapping[FactId, Value]) -> Value:
    """The given value, also where another fact implies it; else what holds when nothing was said."""
    if fact.id in known:
        return known[fact.id]
    if fact.absent is None:
        message = f"the fact {fact.id} is asked but has no dont_know in facts.yaml"
        raise BadFacts(message)
    return fact.absent


def value_of(content: Content, name: str, written: object) -> Value | None:
    """A JSON value as a value of the fact; None when it counts as not given. Raises BadFacts."""
    fact = content.facts.get(FactId(name))
    if fact is None:
        message = f'there is no fact "{name}"'
        raise BadFacts(message)
    match written:
        case None:
            return None
        case bool():
            pass
        case int() | float() if fact.type == "number" and abs(written) < TOO_LARGE:
            return _number(fact, float(written))
        case str() if fact.type == "number" and written == UNKNOWN:
            return UNKNOWN
        case str() if fact.type == "choice" and _has(fact, [written]):
            return written
        case list() if fact.type == "several" and _has(fact, written):
            return frozenset(written) or frozenset({NONE})
        case str() if fact.type == "several" and _has(fact, [written]):
            return frozenset({written})
    message = f'"{name}" cannot be {written!r}; it can be {_possible(fact)}'
    raise BadFacts(message)


def _number(fact: Fact, value: float) -> Value | None:
    """A number below what is possible counts as not given, one above as confirmed."""
    below = fact.possible.low is not None and value < fact.possible.low
    return None if below else value


def _has(fact: Fact, values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values) and {*values} <= {option.id for option in fact.options}


def _possible(fact: Fact) -> str:
    if fact.type == "number":
        return f"a number in {fact.unit}" + (f" (from {number(fact.possible.low)})" if fact.possible.low else "")
    return ", ".join(option.id for option in fact.options)

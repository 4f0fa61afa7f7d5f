"""Answers that nobody gave in the conversation: filled in on a form, or found so that a certain question is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.channels.preview.aloud import bands, texts
from bot.dialogue import replay
from bot.dialogue.conditions import FactId, Value
from bot.dialogue.model import UNKNOWN, Content, Fact, Question
from bot.dialogue.replay import Answers
from bot.proof.regions import representative

MOST_TRIED = 20_000
"""Screens looked at on the way to a question; the real content needs a few hundred."""


def filled_in(content: Content, form: Mapping[str, Sequence[str]]) -> tuple[Answers, str]:
    """The answers on the form, in the order of the facts, and what is wrong with the first that cannot be one."""
    values: dict[FactId, Value] = {}
    problem = ""
    for fact in content.facts.values():
        written = [text.strip() for text in form.get(fact.id, ()) if text.strip()]
        if not written:
            continue
        value = _value(fact, written)
        if value is None:
            problem = problem or str(texts()["what_if"]["impossible"]).format(fact=fact.name, value=written[0])
        else:
            values[fact.id] = value
    return replay.with_answer(content, (), values), problem


def way_to(content: Content, goal: Question, given: Answers) -> Answers | None:
    """Answers after which this question is the open one; those given are kept where they lead there.

    None when no such answers are found with at most one thing out of the ordinary on each screen.
    """
    heard = tuple(answer for answer in given if content.asking(answer.fact) is None)
    return _way(content, goal, heard, replay.given(given), iter(range(MOST_TRIED)))


def values_of(content: Content, fact: Fact) -> Iterator[Value]:
    """An answer of every kind: a number in each band, each option, each set of one option."""
    if fact.type == "number":
        yield from (representative(band) for band in bands(content, fact.id))
    for option in fact.options:
        yield frozenset({option.id}) if fact.type == "several" else option.id


def _way(
    content: Content, goal: Question, answers: Answers, given: Mapping[FactId, Value], budget: Iterator[int]
) -> Answers | None:
    facts = replay.known(content, answers)
    question = replay.open_question(content, facts)
    if question is None or question.id == goal.id:
        return answers if question else None
    # What a question can matter for only shrinks, so a goal that has become idle stays so.
    idle = replay.wanted(content, facts).isdisjoint(fact.id for fact in goal.asks)
    if idle or next(budget, None) is None:
        return None
    onward = (replay.with_answer(content, answers, values) for values in _ways_on(content, question, given))
    found = (_way(content, goal, more, given, budget) for more in onward)
    return next((way for way in found if way is not None), None)


def _ways_on(content: Content, question: Question, given: Mapping[FactId, Value]) -> Iterator[dict[FactId, Value]]:
    """The given answer or the most ordinary one, then those that differ from it in one fact."""
    usual = {fact.id: given.get(fact.id, question.all_value or fact.absent or UNKNOWN) for fact in question.asks}
    yield usual
    for fact in question.asks:
        yield from (usual | {fact.id: value} for value in values_of(content, fact))


def _value(fact: Fact, written: Sequence[str]) -> Value | None:
    match fact.type:
        case "several":
            value: Value = frozenset(written)
        case "choice":
            value = written[0]
        case "number":
            return _number(fact, written[0])
    return value if replay.is_value(fact, value) else None


def _number(fact: Fact, written: str) -> Value | None:
    if written == UNKNOWN:
        return fact.dont_know
    try:
        value = float(written.replace(",", "."))
    except ValueError:
        return None
    return value if value in fact.possible else None

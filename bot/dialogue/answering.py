"""Answers: given, ticked, confirmed and changed. An answer that closes the last question ends the check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue import advice, replay
from bot.dialogue.conditions import FactId, Value
from bot.dialogue.model import Content, OutcomeId, Question, QuestionId
from bot.dialogue.reading import (
    dont_know,
    impossible,
    ticked_values,
)
from bot.dialogue.replying import refuse, show
from bot.dialogue.screens import is_finished, known_before, open_question, screen_of, ticks_of
from bot.dialogue.telling import number, paragraphs, value_text
from bot.dialogue.turns import (
    State,
    Tick,
    Turn,
)


def with_question(content: Content, state: State, turn: Callable[[Question], Turn]) -> Turn:
    """A turn about the open question; the screen as it is when there is none."""
    question = open_question(content, state)
    return turn(question) if question else show(content, state)


def toggled(content: Content, state: State, question: Question, tick: Tick) -> Turn:
    """A tick set or taken away."""
    return show(content, replace(state, ticks=ticks_of(content, state, question) ^ {tick}))


def ticked(content: Content, state: State, question: Question) -> Turn:
    """What is ticked is the answer."""
    ticks, known = ticks_of(content, state, question), known_before(content, state, question)
    return give(content, state, ticked_values(question, ticks, known))


def not_known(content: Content, state: State, question: Question) -> Turn:
    """The answer "weet ik niet", for all that is not known yet."""
    return give(content, state, dont_know(question, known_before(content, state, question)))


def give(content: Content, state: State, values: dict[FactId, Value], *, read_back: bool = False) -> Turn:
    """Take an answer: a new one goes last, a changed one keeps its place, all others stay."""
    state = replace(state.cleared(), answers=replay.with_answer(content, state.answers, values))
    note = _assumed(content, values, everything=read_back)
    if is_finished(content, state):
        return ended(content, replace(state, ended_at=""), paragraphs(note, _effect(content, state)))
    return show(content, state, note)


def _assumed(content: Content, values: dict[FactId, Value], *, everything: bool) -> str:
    """A number is read back with its unit, so that a wrong reading is seen at once; so is a correction."""
    words = content.words
    told = [
        f"{content.facts[fact].name} {value_text(content.facts[fact], value, none=words.none_of_these)}"
        for fact, value in values.items()
        if everything or isinstance(value, (int, float))
    ]
    return words.assumed.format(answer=", ".join(told)) if told else ""


def _effect(content: Content, state: State) -> str:
    """What a changed answer did to the outcome; nothing when no answer was changed."""
    before = content.outcomes.get(OutcomeId(state.ended_at)) or content.alarms.get(OutcomeId(state.ended_at))
    after = replay.ending(content, replay.known(content, state.answers))
    if before is None:
        return ""
    if after is None or before.id == after.id:
        return content.words.result_same
    return content.words.result_changed.format(before=replay.title(before), after=replay.title(after))


def ended(content: Content, state: State, note: str = "") -> Turn:
    """The form collapses into the answers; what fits them is said in a message of its own."""
    result = advice.result(content, replay.known(content, state.answers))
    return Turn(state, (screen_of(content, state, note), result))


def pick(content: Content, state: State, *chosen: Tick) -> Turn:
    """Choose for statements; the answer is given when every statement has its choice."""
    question = open_question(content, state)
    if question is None:
        return show(content, state)
    picked = dict(ticks_of(content, state, question)) | dict(chosen)
    if picked.keys() == {fact.id for fact in question.asks}:
        return give(content, state, dict(picked))
    return show(content, replace(state, ticks=frozenset(picked.items())))


def confirmed(content: Content, state: State, verdict: str) -> Turn:
    """The number in doubt is right, or wrong, or another fact."""
    unsure = state.unsure
    if unsure is None or verdict == "wrong":
        return show(content, replace(state, unsure=None))
    if verdict == "right" or unsure.perhaps is None:
        if unsure.value in content.facts[unsure.fact].possible:
            return give(content, state, {unsure.fact: unsure.value})
        return refuse(content, replace(state, unsure=None), impossible(content.facts[unsure.fact]))
    other = content.facts[unsure.perhaps]
    value = f"{number(unsure.perhaps_value)} {other.unit}"
    note = content.words.noted_other.format(other=other.name, value=value)
    answers = replay.with_answer(content, state.answers, {other.id: unsure.perhaps_value})
    return show(content, replace(state, unsure=None, answers=answers), note)


def facts_confirmed(content: Content, state: State, *, right: bool) -> Turn:
    """Use what was heard, and skip its questions; or go on as if it was not said."""
    if not right:
        return show(content, replace(state, proposed=()), content.words.dropped)
    answers = replay.with_heard(content, state.answers, dict(state.proposed))
    now = replace(state.cleared(), answers=answers)
    if is_finished(content, now):
        return ended(content, now, content.words.noted)
    return show(content, now, content.words.noted)


def change(content: Content, state: State, question_id: QuestionId | None) -> Turn:
    """Change an earlier answer: this one, or pick which."""
    question = content.question(question_id) if question_id else None
    if question is None:
        return show(content, replace(state.cleared(), changing="choose"))
    ending = replay.ending(content, replay.known(content, state.answers))
    now = replace(state, changing=question.id, ticks=None, ended_at=ending.id if ending else "")
    return show(content, now)

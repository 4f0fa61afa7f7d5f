"""A state written with one content, made fit for another: nobody is broken off by a release."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import replay
from bot.dialogue.conditions import FactId
from bot.dialogue.model import Content, QuestionId
from bot.dialogue.turns import State


def reconciled(content: Content, state: State) -> tuple[State, str]:
    """The state this content understands, and what the person is told when answers must be given again."""
    state = _without_strange(content, state)
    kept, dropped = replay.reconciled(content, state.answers)
    if not dropped:
        return state, ""
    names = dict.fromkeys(q.name for answer in dropped if (q := content.asking(answer.fact)))
    told = content.words.content_changed.format(names=", ".join(names)) if names else ""
    return replace(state.cleared(), answers=kept), told


def _without_strange(content: Content, state: State) -> State:
    """The state without what is half done about things that content no longer has."""
    unsure = state.unsure
    if unsure and not {unsure.fact, unsure.perhaps or unsure.fact} <= content.facts.keys():
        unsure = None
    changing = state.changing
    if changing not in (None, "choose") and content.question(QuestionId(str(changing))) is None:
        changing = None
    proposed = tuple(
        (fact, value)
        for fact, value in state.proposed
        if fact in content.facts and replay.is_value(content.facts[fact], value)
    )
    ticks = None if state.ticks is None else frozenset(tick for tick in state.ticks if _is_option(content, *tick))
    if (unsure, changing, proposed, ticks) == (state.unsure, state.changing, state.proposed, state.ticks):
        return state
    return replace(state, ticks=ticks, unsure=unsure, proposed=proposed, changing=changing)


def _is_option(content: Content, fact: FactId, option: str) -> bool:
    return fact in content.facts and any(known.id == option for known in content.facts[fact].options)

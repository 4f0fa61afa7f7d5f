"""A choice of the live screen, tapped or typed -> its turn."""

from __future__ import annotations

from typing import assert_never

from bot.dialogue.answering import (
    change,
    confirmed,
    facts_confirmed,
    give,
    not_known,
    pick,
    ticked,
    toggled,
    with_question,
)
from bot.dialogue.commands import consented, obey, start_check
from bot.dialogue.model import Content
from bot.dialogue.turns import (
    Action,
    ChangeAnswer,
    Confirm,
    ConfirmFacts,
    Consent,
    Do,
    Done,
    DontKnow,
    Give,
    Pick,
    StartCheck,
    State,
    Toggle,
    Turn,
)


def act(content: Content, state: State, action: Action) -> Turn:  # noqa: C901, PLR0911 - one case for each action
    """What a choice does."""
    match action:
        case StartCheck():
            return start_check(content, state)
        case Consent(given=given):
            return consented(content, state, given=given)
        case Give(values=values):
            return give(content, state, dict(values))
        case Toggle(tick=tick):
            return with_question(content, state, lambda question: toggled(content, state, question, tick))
        case Pick(tick=tick):
            return pick(content, state, tick)
        case Done():
            return with_question(content, state, lambda question: ticked(content, state, question))
        case DontKnow():
            return with_question(content, state, lambda question: not_known(content, state, question))
        case Confirm(verdict=verdict):
            return confirmed(content, state, verdict)
        case ConfirmFacts(right=right):
            return facts_confirmed(content, state, right=right)
        case ChangeAnswer(question=question):
            return change(content, state, question)
        case Do(command=command):
            return obey(content, state, command)
        case _:
            assert_never(action)

"""A typed message -> its turn: an emergency first, then a command, an answer, a correction, a question, facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.dialogue import advice, replay, topics
from bot.dialogue.actions import act
from bot.dialogue.answering import give, pick, ticked
from bot.dialogue.commands import obey
from bot.dialogue.conditions import FactId, Value
from bot.dialogue.folding import fold
from bot.dialogue.model import Alarm, Content
from bot.dialogue.reading import (
    Doubtful,
    Given,
    Picked,
    Refused,
    Ticked,
    at_number,
    read_answer,
    read_number,
    ticked_values,
)
from bot.dialogue.replying import leave, refuse, say, show
from bot.dialogue.screens import known_before, open_question, screen_of, ticks_of
from bot.dialogue.turns import Done, Heard, Message, Offer, Ordered, State, Turn

STOPS_TALK = 2
"""Alarms up to this level end the talk until the person goes on (`medical/facts.md`, section 3)."""
SHORT_ANSWER = 4
"""Words; what is longer was meant as more than an answer."""


def typed(content: Content, state: State, heard: Heard) -> Turn:
    """An emergency first, then a command, an answer, a correction, a question, facts; else "I do not know"."""
    alarm = content.alarms[heard.alarm] if heard.alarm else None
    if alarm is not None and alarm.level <= STOPS_TALK:
        return _stopped_by(content, state, alarm)
    if heard.command:
        return obey(content, state, heard.command, heard.payload)
    turn = _understood(content, state, heard)
    if alarm is None:
        return turn or _not_understood(content, state, heard)
    message = advice.alarm_message(alarm)
    return replace(turn, replies=(message, *turn.replies)) if turn else say(content, state, message)


def _understood(content: Content, state: State, heard: Heard) -> Turn | None:
    turn = _as_choice(content, state, heard) or _as_other_number(content, state, heard)
    # Who answers the question instead of "klopt dat?" leaves what was heard unused; after a question it still waits.
    for understood in (_as_answer, _as_correction):
        turn = turn or understood(content, replace(state, proposed=()), heard)
    for understood in (_as_question, _as_facts):
        turn = turn or understood(content, state, heard)
    return turn


def _as_choice(content: Content, state: State, heard: Heard) -> Turn | None:
    """The choice of a screen without a question that was typed: its number, its label, or yes and no."""
    choices = screen_of(content, state).choices
    if open_question(content, state) is not None and state.unsure is None and not state.proposed:
        # A question reads its own answers; only "Klaar" is a word of the screen.
        done = any(isinstance(choice.action, Done) for choice in choices)
        return act(content, state, Done()) if done and heard.folded == fold(content.words.done) else None
    numbered = at_number(choices, heard.folded)
    if numbered is not None:
        return act(content, state, numbered.action)
    for choice in choices:
        if heard.folded == fold(choice.label):
            return act(content, state, choice.action)
    if state.place == "consent" or state.unsure is not None or state.proposed:
        for words, choice in ((content.words.said_yes, choices[0]), (content.words.said_no, choices[1])):
            if heard.folded in words:
                return act(content, state, choice.action)
    return None


def _as_answer(content: Content, state: State, heard: Heard) -> Turn | None:  # noqa: PLR0911 - one case for each reading
    """An answer to the open question."""
    question = open_question(content, state)
    if question is None or state.unsure is not None:
        return None
    match read_answer(content, question, heard, known_before(content, state, question)):
        case Given(values=values):
            return give(content, state, dict(values))
        case Ticked(ticks=ticks):
            # What was heard before and stands ticked is added to, not forgotten.
            adds = state.ticks is None and state.changing is None
            before = ticks_of(content, state, question) if adds else frozenset()
            return ticked(content, replace(state, ticks=ticks | before), question)
        case Picked(ticks=ticks):
            return pick(content, state, *ticks)
        case Doubtful(unsure=unsure):
            return show(content, replace(state, unsure=unsure))
        case Refused() as refused if not heard.facts:
            return refuse(content, state, refused)
        case _:
            return None


def _as_correction(content: Content, state: State, heard: Heard) -> Turn | None:
    """Another answer to the question answered last ("nee, 28")."""
    question = content.asking(state.answers[-1].fact) if state.answers else None
    if heard.correction is None or question is None or state.place != "check":
        return None
    changing = replace(state.cleared(), changing=question.id)
    match read_answer(content, question, heard.correction):
        case Given(values=values):
            return give(content, changing, dict(values), read_back=True)
        case Ticked(ticks=ticks):
            return give(content, changing, ticked_values(question, ticks), read_back=True)
        case Doubtful(unsure=unsure):
            return show(content, replace(changing, unsure=unsure))
        case _:
            return None


def _as_other_number(content: Content, state: State, heard: Heard) -> Turn | None:
    """Another number in place of the only one that waits for "klopt dat?" ("nee, 150")."""
    numbers = [fact for fact, value in state.proposed if isinstance(value, (int, float))]
    if heard.correction is None or len(numbers) != 1:
        return None
    match read_number(content, content.facts[numbers[0]], heard.correction):
        case Given(values=values):
            return show(content, replace(state, proposed=_with_new(state.proposed, values)))
        case Refused() as refused:
            return refuse(content, state, refused)
        case _:
            return None


def _with_new(
    proposed: tuple[tuple[FactId, Value], ...], new: Mapping[FactId, Value]
) -> tuple[tuple[FactId, Value], ...]:
    """What waits for "klopt dat?", with what was heard now; of two values for a fact the later holds."""
    return tuple({**dict(proposed), **new}.items())


def _as_question(content: Content, state: State, heard: Heard) -> Turn | None:
    """A question about a topic: its answer, or the topics it may be; facts in it are read back afterwards."""
    waits = _waits(content, state)
    if not heard.sure or (not heard.asks and (heard.facts or (waits and _is_short(heard)))):
        return None
    if heard.sure == "suggest" or (waits and not heard.asks):
        # Words that are no question are more likely an answer that was not understood.
        offers = tuple(topics.offer(content, topic) for topic in heard.topics)
        return say(content, state, Message(content.words.did_you_mean, offers=offers))
    told = topics.told(content, heard.topics[0], heard.second)
    proposing = _proposing(content, state, heard)
    return say(content, proposing or state, *told)


def _as_facts(content: Content, state: State, heard: Heard) -> Turn | None:
    """Facts the person states: read back and confirmed, never assumed."""
    if not heard.facts:
        return None
    if not state.consent:
        return show(content, replace(state.cleared(), place="consent"), content.words.heard_without_consent)
    proposing = _proposing(content, state, heard)
    return show(content, proposing) if proposing else show(content, state, content.words.heard_before)


def _proposing(content: Content, state: State, heard: Heard) -> State | None:
    """The state in which what was heard is read back; None when there is nothing new, or no consent to use it."""
    waiting = tuple(
        (fact, value)
        for fact, value in _with_new(state.proposed, dict(heard.facts))
        if fact in content.facts and not replay.is_said(state.answers, fact, value)
    )
    if waiting == state.proposed or not state.consent or state.place == "consent":
        return None
    return replace(state.cleared(), place="check", proposed=waiting)


def _not_understood(content: Content, state: State, heard: Heard) -> Turn:
    """Short words at an open question are a failed answer; all else is a question nobody wrote an answer to."""
    if _waits(content, state) and _is_short(heard) and not heard.asks:
        return show(content, state, content.words.not_understood)
    return say(content, state, advice.unknown(content))


def _waits(content: Content, state: State) -> bool:
    """Whether something is asked of the person now."""
    return open_question(content, state) is not None or state.place == "consent" or state.changing is not None


def _is_short(heard: Heard) -> bool:
    return len(heard.folded.split()) <= SHORT_ANSWER


def _stopped_by(content: Content, state: State, alarm: Alarm) -> Turn:
    """What to do, and nothing else: no question stays open until the person goes on."""
    go_on = (Offer(content.words.go_on_after_alarm, Ordered("/check")),) if state.answers else ()
    return Turn(leave(state), (replace(advice.alarm_message(alarm), offers=go_on),), quiet=True)

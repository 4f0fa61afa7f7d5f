"""Commands, and the buttons that stay good for ever: topics and their pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.dialogue import advice, replay, topics
from bot.dialogue.answering import ended
from bot.dialogue.conditions import Known
from bot.dialogue.model import Content, TopicId
from bot.dialogue.replying import leave, passage, say, show
from bot.dialogue.screens import is_finished, open_question
from bot.dialogue.telling import bullets, paragraphs, sources_text
from bot.dialogue.turns import Message, State, Turn


def asked(content: Content, state: State, topic: TopicId) -> Turn:
    """The answer to a topic, without a question in between."""
    if topic not in content.topics:
        return browsed(content, state, None, 0)
    return say(content, state, *topics.told(content, topic))


def _browse(content: Content, state: State) -> Turn:
    return say(content, state, replace(topics.page(content, None, 0), turns_page=False))


def browsed(content: Content, state: State, theme: int | None, page: int) -> Turn:
    """A page of topics in place of the one before; the conversation below it is not touched."""
    return Turn(state, (topics.page(content, theme, page),))


def obey(content: Content, state: State, command: str, payload: str = "") -> Turn:
    """A command, with what stood behind it; an unknown one says so."""
    if command == "/start" and payload == "check":
        return start_check(content, state)
    if command == "/start" and payload.startswith(TOPIC_LINK) and payload.removeprefix(TOPIC_LINK) in content.topics:
        return asked(content, state, TopicId(payload.removeprefix(TOPIC_LINK)))
    known = _COMMANDS.get(command)
    return known(content, state) if known else show(content, state, content.words.unknown_command)


def start_check(content: Content, state: State) -> Turn:
    """Start the check, go on with it, or show where it ended; asks for consent first."""
    if not state.consent:
        return show(content, replace(state.cleared(), place="consent"))
    here = replace(state.cleared(), place="check")
    if is_finished(content, here):
        return ended(content, here, content.words.already_done)
    return show(content, here, content.words.resumed if state.answers else "")


def consented(content: Content, state: State, *, given: bool) -> Turn:
    """The person agreed, or not, to the use of health answers."""
    if given:
        return start_check(content, replace(state, consent=True))
    return say(content, leave(state), passage(content, "geen-toestemming"))


def _to_start(content: Content, state: State) -> Turn:
    return show(content, leave(state))


def _restart(content: Content, state: State) -> Turn:
    note = content.words.restarted if state.answers else ""
    here = replace(state.cleared(), answers=(), ended_at="", place="check" if state.consent else "consent")
    return show(content, here, note)


def _back(content: Content, state: State) -> Turn:
    """Leave the innermost thing that is open, else undo the answer given last."""
    if state.unsure is not None or state.proposed:
        return show(content, replace(state, unsure=None, proposed=()))
    if state.changing is not None:
        return show(content, state.cleared())
    if state.place != "check" or not state.answers:
        here = leave(state)
        return show(content, here, "" if state.place == "consent" else content.words.nothing_to_undo)
    return show(content, replace(state.cleared(), answers=replay.without_last(content, state.answers)))


def _why(content: Content, state: State) -> Turn:
    question = open_question(content, state)
    if question is None:
        return show(content, state, content.words.nothing_to_explain)
    words = content.words
    source = words.source.format(sources=sources_text(content, question.sources))
    return show(content, state, paragraphs(f"# {words.why_heading}", question.why, source))


def _kept(content: Content, state: State) -> Turn:
    words = content.words
    # All that is kept, also an answer that does not count as the others are now.
    everything = Known(replay.given(state.answers), frozenset())
    lines = bullets(advice.answer_lines(content, everything))
    kept = paragraphs(lines, words.kept_until) if lines else words.kept_nothing
    return say(content, state, Message(paragraphs(f"# {words.kept_heading}", kept)))


def _summary(content: Content, state: State) -> Turn:
    return say(content, state, advice.summary(content, replay.known(content, state.answers)))


def _stop(content: Content, state: State) -> Turn:
    return say(content, leave(state), passage(content, "gestopt"))


def _privacy(content: Content, state: State) -> Turn:
    return say(content, state, passage(content, "privacy"))


def _help(content: Content, state: State) -> Turn:
    return say(content, state, passage(content, "help"))


def _forget(content: Content, _state: State) -> Turn:
    return Turn(None, (passage(content, "gewist"),))


_COMMANDS: Mapping[str, Callable[[Content, State], Turn]] = {
    "/start": _to_start,
    "/check": start_check,
    "/onderwerpen": _browse,
    "/terug": _back,
    "/waarom": _why,
    "/samenvatting": _summary,
    "/opnieuw": _restart,
    "/stop": _stop,
    "/privacy": _privacy,
    "/mijngegevens": _kept,
    "/wis": _forget,
    "/help": _help,
}
TOPIC_LINK = "onderwerp_"
"""Opens a topic: https://t.me/<bot>?start=onderwerp_ijzerinfuus."""
COMMANDS = frozenset(_COMMANDS)
"""The commands there are; content names each of them once."""

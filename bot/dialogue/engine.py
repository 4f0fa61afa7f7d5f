"""step(): one event in, one turn out.

Total: every state and every event gets a reply. Pure: no clock, chance, files or network,
so the same conversation always goes the same way, whatever it is held through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never
from zlib import crc32

from bot.dialogue import advice, replay
from bot.dialogue.conditions import FactId, Value
from bot.dialogue.folding import fold
from bot.dialogue.model import Content, OutcomeId, PassageId, Question, QuestionId
from bot.dialogue.reading import Doubtful, Given, Refused, dont_know, read_answer, ticked_values
from bot.dialogue.screens import is_finished, open_question, screen_of, ticks_of
from bot.dialogue.telling import bullets, number, paragraphs, sources_text
from bot.dialogue.turns import (
    Action,
    ChangeAnswer,
    Confirm,
    Consent,
    Do,
    Done,
    DontKnow,
    Event,
    Give,
    Heard,
    Message,
    Pick,
    Reply,
    Sent,
    StartCheck,
    State,
    Tapped,
    Toggle,
    Turn,
    Typed,
)


def step(content: Content, state: State, event: Event) -> Turn:
    """Answer one event. A tap on a button of an older screen changes nothing and shows the current one."""
    state, changed = _reconciled(content, state)
    if state.shown not in ("", mark(content, state)):
        # Content has changed and would draw another screen now: the buttons in the chat are old ones.
        state = _next_screen(state)
    if isinstance(event, Tapped) and not _is_current(content, state, event):
        turn = Turn(state, (screen_of(content, state, changed),), remark=content.words.old_button)
    else:
        turn = _answer(content, _next_screen(state), event)
        if changed and turn.state is not None:
            turn = replace(turn, replies=(Message(changed), *turn.replies))
    return replace(turn, state=turn.state and replace(turn.state, shown=mark(content, turn.state)))


def mark(content: Content, state: State) -> str:
    """What tells the live screen's choices apart from those of another question or another content."""
    question = open_question(content, state)
    labels = "\n".join(choice.label for choice in screen_of(content, state).choices)
    return f"{question.id if question else ''}:{crc32(labels.encode()):x}"


def _is_current(content: Content, state: State, tap: Tapped) -> bool:
    """The press counts only on the screen that is shown now (compare and set)."""
    here = (tap.conversation, tap.screen) == (state.conversation, state.screen)
    return here and 0 <= tap.choice < len(screen_of(content, state).choices)


def _answer(content: Content, state: State, event: Event) -> Turn:
    match event:
        case Tapped(choice=choice):
            return _act(content, state, screen_of(content, state).choices[choice].action)
        case Typed(heard=heard):
            return _typed(content, state, heard)
        case Sent(remark=remark):
            return _show(content, state, getattr(content.words, remark))
        case _:
            assert_never(event)


def _act(content: Content, state: State, action: Action) -> Turn:  # noqa: C901, PLR0911 - one case for each action
    match action:
        case StartCheck():
            return _start_check(content, state)
        case Consent(given=given):
            return _consented(content, state, given=given)
        case Give(values=values):
            return _give(content, state, dict(values))
        case Toggle(tick=tick):
            return _show(content, replace(state, ticks=state.ticks ^ {tick}))
        case Pick(tick=tick):
            return _pick(content, state, tick)
        case Done():
            return _with_question(content, state, lambda question: ticked_values(question, state.ticks))
        case DontKnow():
            return _with_question(content, state, dont_know)
        case Confirm(verdict=verdict):
            return _confirmed(content, state, verdict)
        case ChangeAnswer(question=question):
            return _change(content, state, question)
        case Do(command=command):
            return _command(content, state, command)
        case _:
            assert_never(action)


# --- Typed ------------------------------------------------------------------------------------


def _typed(content: Content, state: State, heard: Heard) -> Turn:
    if heard.command:
        return _command(content, state, heard.command, heard.payload)
    if state.unsure is None:
        question = open_question(content, state)
        if question is not None:
            return _read(content, state, question, heard)
    action = _choice_meant(content, state, heard)
    return _act(content, state, action) if action else _show(content, state, content.words.not_understood)


def _read(content: Content, state: State, question: Question, heard: Heard) -> Turn:
    match read_answer(content, question, heard):
        case Given(values=values):
            return _give(content, state, dict(values))
        case Doubtful(unsure=unsure):
            return _show(content, replace(state, unsure=unsure))
        case Refused(remark=remark, details=details):
            return _show(content, state, getattr(content.words, remark).format(**details))
        case None:
            return _show(content, state, content.words.not_understood)


def _choice_meant(content: Content, state: State, heard: Heard) -> Action | None:
    """The choice of a screen without a question that was typed: its number, its label, or yes and no for the first two."""
    choices = screen_of(content, state).choices
    if heard.folded.isdecimal() and 1 <= int(heard.folded) <= len(choices):
        return choices[int(heard.folded) - 1].action
    for choice in choices:
        if heard.folded == fold(choice.label):
            return choice.action
    if state.place == "consent" or state.unsure is not None:
        if heard.folded in content.words.said_yes:
            return choices[0].action
        if heard.folded in content.words.said_no:
            return choices[1].action
    return None


# --- Commands ---------------------------------------------------------------------------------


def _command(content: Content, state: State, command: str, payload: str = "") -> Turn:
    if command == "/start" and payload == "check":
        return _start_check(content, state)
    obey = _COMMANDS.get(command)
    return obey(content, state) if obey else _show(content, state, content.words.unknown_command)


def _start_check(content: Content, state: State) -> Turn:
    if not state.consent:
        return _show(content, replace(_clear(state), place="consent"))
    here = replace(_clear(state), place="check")
    if is_finished(content, here):
        return _ended(content, here, content.words.already_done)
    return _show(content, here, content.words.resumed if state.answers else "")


def _consented(content: Content, state: State, *, given: bool) -> Turn:
    if given:
        return _start_check(content, replace(state, consent=True))
    return _say(content, _leave(state), _passage(content, "geen-toestemming"))


def _to_start(content: Content, state: State) -> Turn:
    return _show(content, _leave(state))


def _restart(content: Content, state: State) -> Turn:
    note = content.words.restarted if state.answers else ""
    here = replace(_clear(state), answers=(), place="check" if state.consent else "consent")
    return _show(content, here, note)


def _back(content: Content, state: State) -> Turn:
    """Leave the innermost thing that is open, else undo the answer given last."""
    if state.unsure is not None:
        return _show(content, replace(state, unsure=None))
    if state.changing is not None:
        return _show(content, _clear(state))
    if state.place != "check" or not state.answers:
        here = _leave(state)
        return _show(content, here, "" if state.place == "consent" else content.words.nothing_to_undo)
    return _show(content, replace(_clear(state), answers=replay.without_last(content, state.answers)))


def _why(content: Content, state: State) -> Turn:
    question = open_question(content, state)
    if question is None:
        return _show(content, state, content.words.nothing_to_explain)
    words = content.words
    source = words.source.format(sources=sources_text(content, question.sources))
    return _show(content, state, paragraphs(f"# {words.why_heading}", question.why, source))


def _kept(content: Content, state: State) -> Turn:
    words = content.words
    lines = bullets(advice.answer_lines(content, replay.known(content, state.answers)))
    kept = paragraphs(lines, words.kept_until) if lines else words.kept_nothing
    return _say(content, state, Message(paragraphs(f"# {words.kept_heading}", kept)))


def _summary(content: Content, state: State) -> Turn:
    return _say(content, state, advice.summary(content, replay.known(content, state.answers)))


def _stop(content: Content, state: State) -> Turn:
    return _say(content, _leave(state), _passage(content, "gestopt"))


def _privacy(content: Content, state: State) -> Turn:
    return _say(content, state, _passage(content, "privacy"))


def _help(content: Content, state: State) -> Turn:
    return _say(content, state, _passage(content, "help"))


def _forget(content: Content, _state: State) -> Turn:
    return Turn(None, (_passage(content, "gewist"),))


_COMMANDS: Mapping[str, Callable[[Content, State], Turn]] = {
    "/start": _to_start,
    "/check": _start_check,
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
COMMANDS = frozenset(_COMMANDS)
"""The commands there are; content names each of them once."""


# --- Answers ----------------------------------------------------------------------------------


def _with_question(content: Content, state: State, answer: Callable[[Question], dict[FactId, Value]]) -> Turn:
    question = open_question(content, state)
    return _give(content, state, answer(question)) if question else _show(content, state)


def _give(content: Content, state: State, values: dict[FactId, Value]) -> Turn:
    """Take an answer: a new one goes last, a changed one keeps its place, all others stay."""
    state = replace(_clear(state), answers=replay.with_answer(content, state.answers, values))
    note = _assumed(content, values)
    if is_finished(content, state):
        return _ended(content, replace(state, ended_at=""), paragraphs(note, _effect(content, state)))
    return _show(content, state, note)


def _assumed(content: Content, values: dict[FactId, Value]) -> str:
    """A number is read back with its unit, so that a wrong reading is seen at once."""
    for fact_id, value in values.items():
        if isinstance(value, (int, float)):
            fact = content.facts[fact_id]
            return content.words.assumed.format(fact=fact.name, value=f"{number(value)} {fact.unit}")
    return ""


def _effect(content: Content, state: State) -> str:
    """What a changed answer did to the outcome; nothing when no answer was changed."""
    before = content.outcomes.get(OutcomeId(state.ended_at)) or content.alarms.get(OutcomeId(state.ended_at))
    after = replay.ending(content, replay.known(content, state.answers))
    if before is None:
        return ""
    if after is None or before.id == after.id:
        return content.words.result_same
    return content.words.result_changed.format(before=replay.title(before), after=replay.title(after))


def _ended(content: Content, state: State, note: str = "") -> Turn:
    """The form collapses into the answers; what fits them is said in a message of its own."""
    result = advice.result(content, replay.known(content, state.answers))
    return Turn(state, (screen_of(content, state, note), result))


def _pick(content: Content, state: State, tick: tuple[FactId, str]) -> Turn:
    """Choose for one statement; the answer is given when every statement has its choice."""
    ticks = frozenset(other for other in state.ticks if other[0] != tick[0]) | {tick}
    question = open_question(content, state)
    if question is not None and {fact for fact, _ in ticks} == {fact.id for fact in question.asks}:
        return _give(content, state, dict(ticks))
    return _show(content, replace(state, ticks=ticks))


def _confirmed(content: Content, state: State, verdict: str) -> Turn:
    unsure = state.unsure
    if unsure is None or verdict == "wrong":
        return _show(content, replace(state, unsure=None))
    if verdict == "right" or unsure.perhaps is None:
        return _give(content, state, {unsure.fact: unsure.value})
    other = content.facts[unsure.perhaps]
    note = content.words.noted_other.format(other=other.name, value=f"{number(unsure.value)} {other.unit}")
    answers = replay.with_answer(content, state.answers, {other.id: unsure.value})
    return _show(content, replace(state, unsure=None, answers=answers), note)


def _change(content: Content, state: State, question_id: QuestionId | None) -> Turn:
    question = content.question(question_id) if question_id else None
    if question is None:
        return _show(content, replace(_clear(state), changing="choose"))
    ending = replay.ending(content, replay.known(content, state.answers))
    now = replace(state, changing=question.id, ticks=ticks_of(state, question), ended_at=ending.id if ending else "")
    return _show(content, now)


# --- Turns ------------------------------------------------------------------------------------


def _show(content: Content, state: State, note: str = "") -> Turn:
    return Turn(state, (screen_of(content, state, note),))


def _say(content: Content, state: State, message: Message) -> Turn:
    """Say something and come back to the same place."""
    replies: tuple[Reply, ...] = (message, screen_of(content, state))
    return Turn(state, replies)


def _passage(content: Content, passage: str) -> Message:
    return Message(content.passages[PassageId(passage)].text)


def _next_screen(state: State) -> State:
    return replace(state, screen=state.screen + 1)


def _clear(state: State) -> State:
    """Nothing half done: no ticks, no number in doubt, no answer being changed."""
    return replace(state, ticks=frozenset(), unsure=None, changing=None)


def _leave(state: State) -> State:
    return replace(_clear(state), place="start")


def _reconciled(content: Content, state: State) -> tuple[State, str]:
    """The state this content understands, and what the person is told when answers must be given again."""
    kept, dropped = replay.reconciled(content, state.answers)
    if not dropped:
        return state, ""
    names = dict.fromkeys(q.name for answer in dropped if (q := content.asking(answer.fact)))
    told = content.words.content_changed.format(names=", ".join(names)) if names else ""
    return replace(_clear(state), answers=kept), told

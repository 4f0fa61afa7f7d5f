"""step(): one event in, one turn out.

Total: every state and every event gets a reply. Pure: no clock, chance, files or network,
so the same conversation always goes the same way, whatever it is held through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never
from zlib import crc32

from bot.dialogue import advice, replay, topics
from bot.dialogue.conditions import FactId, Known, Value
from bot.dialogue.folding import fold
from bot.dialogue.model import Alarm, Content, OutcomeId, PassageId, Question, QuestionId, TopicId
from bot.dialogue.reading import (
    Doubtful,
    Given,
    Picked,
    Refused,
    at_number,
    dont_know,
    impossible,
    read_answer,
    ticked_values,
)
from bot.dialogue.reconciling import reconciled
from bot.dialogue.screens import is_finished, open_question, screen_of, ticks_of
from bot.dialogue.telling import bullets, number, paragraphs, sources_text, value_text
from bot.dialogue.turns import (
    Action,
    Asked,
    Browsed,
    ChangeAnswer,
    Confirm,
    ConfirmFacts,
    Consent,
    Do,
    Done,
    DontKnow,
    Event,
    Give,
    Heard,
    Message,
    Offer,
    Ordered,
    Pick,
    Screen,
    Sent,
    StartCheck,
    State,
    Tapped,
    Tick,
    Toggle,
    Turn,
    Typed,
)


def step(content: Content, state: State, event: Event) -> Turn:
    """Answer one event. A tap on a button of an older screen changes nothing and shows the current one."""
    state, changed = reconciled(content, state)
    if state.shown not in ("", mark(content, state)):
        # Content has changed and would draw another screen now: the buttons in the chat are old ones.
        state = _next_screen(state)
    if isinstance(event, Tapped) and not _is_current(content, state, event):
        turn = Turn(state, (screen_of(content, state, changed),), remark=content.words.old_button)
    else:
        turn = _answer(content, _next_screen(state), event)
        if changed and turn.state is not None:
            turn = replace(turn, replies=(Message(changed), *turn.replies))
    if turn.state is None:
        return turn
    if not turn.quiet and not any(isinstance(reply, Screen) for reply in turn.replies):
        # The live screen stays as it is, so its buttons stay good.
        return replace(turn, state=replace(turn.state, screen=state.screen, shown=state.shown))
    return replace(turn, state=replace(turn.state, shown=mark(content, turn.state)))


def mark(content: Content, state: State) -> str:
    """What tells the live screen's choices apart from those of another question or another content."""
    question = open_question(content, state)
    labels = "\n".join(choice.label for choice in screen_of(content, state).choices)
    asked = f"{question.id} {question.fingerprint}" if question else ""
    return f"{asked}:{crc32(labels.encode()):x}"


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
        case Asked(topic=topic):
            return _asked(content, state, topic)
        case Browsed(theme=theme, page=page):
            return _browsed(content, state, theme, page)
        case Ordered(command=command):
            return _command(content, state, command)
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
        case ConfirmFacts(right=right):
            return _facts_confirmed(content, state, right=right)
        case ChangeAnswer(question=question):
            return _change(content, state, question)
        case Do(command=command):
            return _command(content, state, command)
        case _:
            assert_never(action)


# --- Typed ------------------------------------------------------------------------------------


def _typed(content: Content, state: State, heard: Heard) -> Turn:
    """An emergency first, then a command, an answer, a correction, a question, facts; else "I do not know"."""
    alarm = content.alarms[heard.alarm] if heard.alarm else None
    if alarm is not None and alarm.level <= STOPS_TALK:
        return _stopped_by(content, state, alarm)
    if heard.command:
        return _command(content, state, heard.command, heard.payload)
    turn = _understood(content, state, heard)
    if alarm is None:
        return turn or _not_understood(content, state, heard)
    message = advice.alarm_message(alarm)
    return replace(turn, replies=(message, *turn.replies)) if turn else _say(content, state, message)


def _understood(content: Content, state: State, heard: Heard) -> Turn | None:
    turn = _as_choice(content, state, heard)
    if turn is None and state.proposed:
        # Something else was typed instead of yes or no: what was heard before is not used.
        state = replace(state, proposed=())
    for understood in (_as_answer, _as_correction, _as_question, _as_facts):
        turn = turn or understood(content, state, heard)
    return turn


def _as_choice(content: Content, state: State, heard: Heard) -> Turn | None:
    """The choice of a screen without a question that was typed: its number, its label, or yes and no."""
    choices = screen_of(content, state).choices
    if open_question(content, state) is not None and state.unsure is None and not state.proposed:
        # A question reads its own answers; only "Klaar" is a word of the screen.
        done = any(isinstance(choice.action, Done) for choice in choices)
        return _act(content, state, Done()) if done and heard.folded == fold(content.words.done) else None
    numbered = at_number(choices, heard.folded)
    if numbered is not None:
        return _act(content, state, numbered.action)
    for choice in choices:
        if heard.folded == fold(choice.label):
            return _act(content, state, choice.action)
    if state.place == "consent" or state.unsure is not None or state.proposed:
        for words, choice in ((content.words.said_yes, choices[0]), (content.words.said_no, choices[1])):
            if heard.folded in words:
                return _act(content, state, choice.action)
    return None


def _as_answer(content: Content, state: State, heard: Heard) -> Turn | None:
    """An answer to the open question."""
    question = open_question(content, state)
    if question is None or state.unsure is not None:
        return None
    match read_answer(content, question, heard):
        case Given(values=values):
            return _give(content, state, dict(values))
        case Picked(ticks=ticks):
            return _pick(content, state, *ticks)
        case Doubtful(unsure=unsure):
            return _show(content, replace(state, unsure=unsure))
        case Refused() as refused if not heard.facts:
            return _refuse(content, state, refused)
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
            return _give(content, changing, dict(values), read_back=True)
        case Doubtful(unsure=unsure):
            return _show(content, replace(changing, unsure=unsure))
        case _:
            return None


def _as_question(content: Content, state: State, heard: Heard) -> Turn | None:
    """A question about a topic: its answer, or the topics it may be; facts in it are read back afterwards."""
    waits = _waits(content, state)
    if not heard.sure or (not heard.asks and (heard.facts or (waits and _is_short(heard)))):
        return None
    if heard.sure == "suggest" or (waits and not heard.asks):
        # Words that are no question are more likely an answer that was not understood.
        offers = tuple(topics.offer(content, topic) for topic in heard.topics)
        return _say(content, state, Message(content.words.did_you_mean, offers=offers))
    told = topics.told(content, heard.topics[0], heard.second)
    proposing = _proposing(content, state, heard)
    return _say(content, proposing or state, *told)


def _as_facts(content: Content, state: State, heard: Heard) -> Turn | None:
    """Facts the person states: read back and confirmed, never assumed."""
    if not heard.facts:
        return None
    if not state.consent:
        return _show(content, state, content.words.heard_without_consent)
    proposing = _proposing(content, state, heard)
    return _show(content, proposing) if proposing else None


def _proposing(content: Content, state: State, heard: Heard) -> State | None:
    """The state in which what was heard is read back; None when there is nothing new, or no consent to use it."""
    given = replay.given(state.answers)
    new = tuple((fact, value) for fact, value in heard.facts if fact in content.facts and given.get(fact) != value)
    if not new or not state.consent or state.place == "consent":
        return None
    return replace(state.cleared(), place="check", proposed=new)


def _not_understood(content: Content, state: State, heard: Heard) -> Turn:
    """Short words at an open question are a failed answer; all else is a question nobody wrote an answer to."""
    if _waits(content, state) and _is_short(heard) and not heard.asks:
        return _show(content, state, content.words.not_understood)
    return _say(content, state, advice.unknown(content))


def _waits(content: Content, state: State) -> bool:
    """Whether something is asked of the person now."""
    return open_question(content, state) is not None or state.place == "consent" or state.changing is not None


def _is_short(heard: Heard) -> bool:
    return len(heard.folded.split()) <= SHORT_ANSWER


def _stopped_by(content: Content, state: State, alarm: Alarm) -> Turn:
    """What to do, and nothing else: no question stays open until the person goes on."""
    go_on = (Offer(content.words.go_on_after_alarm, Ordered("/check")),) if state.answers else ()
    return Turn(_leave(state), (replace(advice.alarm_message(alarm), offers=go_on),), quiet=True)


STOPS_TALK = 2
"""Alarms up to this level end the talk until the person goes on (`medical/facts.md`, section 3)."""
SHORT_ANSWER = 4
"""Words; what is longer was meant as more than an answer."""

# --- Topics -----------------------------------------------------------------------------------


def _asked(content: Content, state: State, topic: TopicId) -> Turn:
    if topic not in content.topics:
        return _browsed(content, state, None, 0)
    return _say(content, state, *topics.told(content, topic))


def _browse(content: Content, state: State) -> Turn:
    return _say(content, state, replace(topics.page(content, None, 0), turns_page=False))


def _browsed(content: Content, state: State, theme: int | None, page: int) -> Turn:
    """A page of topics in place of the one before; the conversation below it is not touched."""
    return Turn(state, (topics.page(content, theme, page),))


# --- Commands ---------------------------------------------------------------------------------


def _command(content: Content, state: State, command: str, payload: str = "") -> Turn:
    if command == "/start" and payload == "check":
        return _start_check(content, state)
    if command == "/start" and payload.startswith(TOPIC_LINK) and payload.removeprefix(TOPIC_LINK) in content.topics:
        return _asked(content, state, TopicId(payload.removeprefix(TOPIC_LINK)))
    obey = _COMMANDS.get(command)
    return obey(content, state) if obey else _show(content, state, content.words.unknown_command)


def _start_check(content: Content, state: State) -> Turn:
    if not state.consent:
        return _show(content, replace(state.cleared(), place="consent"))
    here = replace(state.cleared(), place="check")
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
    here = replace(state.cleared(), answers=(), ended_at="", place="check" if state.consent else "consent")
    return _show(content, here, note)


def _back(content: Content, state: State) -> Turn:
    """Leave the innermost thing that is open, else undo the answer given last."""
    if state.unsure is not None or state.proposed:
        return _show(content, replace(state, unsure=None, proposed=()))
    if state.changing is not None:
        return _show(content, state.cleared())
    if state.place != "check" or not state.answers:
        here = _leave(state)
        return _show(content, here, "" if state.place == "consent" else content.words.nothing_to_undo)
    return _show(content, replace(state.cleared(), answers=replay.without_last(content, state.answers)))


def _why(content: Content, state: State) -> Turn:
    question = open_question(content, state)
    if question is None:
        return _show(content, state, content.words.nothing_to_explain)
    words = content.words
    source = words.source.format(sources=sources_text(content, question.sources))
    return _show(content, state, paragraphs(f"# {words.why_heading}", question.why, source))


def _kept(content: Content, state: State) -> Turn:
    words = content.words
    # All that is kept, also an answer that does not count as the others are now.
    everything = Known(replay.given(state.answers), frozenset())
    lines = bullets(advice.answer_lines(content, everything))
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


# --- Answers ----------------------------------------------------------------------------------


def _with_question(content: Content, state: State, answer: Callable[[Question], dict[FactId, Value]]) -> Turn:
    question = open_question(content, state)
    return _give(content, state, answer(question)) if question else _show(content, state)


def _give(content: Content, state: State, values: dict[FactId, Value], *, read_back: bool = False) -> Turn:
    """Take an answer: a new one goes last, a changed one keeps its place, all others stay."""
    state = replace(state.cleared(), answers=replay.with_answer(content, state.answers, values))
    note = _assumed(content, values, everything=read_back)
    if is_finished(content, state):
        return _ended(content, replace(state, ended_at=""), paragraphs(note, _effect(content, state)))
    return _show(content, state, note)


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


def _ended(content: Content, state: State, note: str = "") -> Turn:
    """The form collapses into the answers; what fits them is said in a message of its own."""
    result = advice.result(content, replay.known(content, state.answers))
    return Turn(state, (screen_of(content, state, note), result))


def _pick(content: Content, state: State, *chosen: Tick) -> Turn:
    """Choose for statements; the answer is given when every statement has its choice."""
    picked = dict(state.ticks) | dict(chosen)
    question = open_question(content, state)
    if question is not None and picked.keys() == {fact.id for fact in question.asks}:
        return _give(content, state, dict(picked))
    return _show(content, replace(state, ticks=frozenset(picked.items())))


def _confirmed(content: Content, state: State, verdict: str) -> Turn:
    unsure = state.unsure
    if unsure is None or verdict == "wrong":
        return _show(content, replace(state, unsure=None))
    if verdict == "right" or unsure.perhaps is None:
        if unsure.value in content.facts[unsure.fact].possible:
            return _give(content, state, {unsure.fact: unsure.value})
        return _refuse(content, replace(state, unsure=None), impossible(content.facts[unsure.fact]))
    other = content.facts[unsure.perhaps]
    value = f"{number(unsure.perhaps_value)} {other.unit}"
    note = content.words.noted_other.format(other=other.name, value=value)
    answers = replay.with_answer(content, state.answers, {other.id: unsure.perhaps_value})
    return _show(content, replace(state, unsure=None, answers=answers), note)


def _facts_confirmed(content: Content, state: State, *, right: bool) -> Turn:
    """Use what was heard, and skip its questions; or go on as if it was not said."""
    if not right:
        return _show(content, replace(state, proposed=()), content.words.dropped)
    answers = replay.with_answer(content, state.answers, dict(state.proposed))
    now = replace(state.cleared(), answers=answers)
    if is_finished(content, now):
        return _ended(content, now, content.words.noted)
    return _show(content, now, content.words.noted)


def _change(content: Content, state: State, question_id: QuestionId | None) -> Turn:
    question = content.question(question_id) if question_id else None
    if question is None:
        return _show(content, replace(state.cleared(), changing="choose"))
    ending = replay.ending(content, replay.known(content, state.answers))
    now = replace(state, changing=question.id, ticks=ticks_of(state, question), ended_at=ending.id if ending else "")
    return _show(content, now)


# --- Turns ------------------------------------------------------------------------------------


def _refuse(content: Content, state: State, refused: Refused) -> Turn:
    return _show(content, state, getattr(content.words, refused.remark).format(**refused.details))


def _show(content: Content, state: State, note: str = "") -> Turn:
    return Turn(state, (screen_of(content, state, note),))


def _say(content: Content, state: State, *messages: Message) -> Turn:
    """Say something and come back to the same place: an open question is shown again, whatever else is live stays."""
    waits = state.place != "start" and not is_finished(content, state)
    if not waits and state.shown == mark(content, state):
        return Turn(state, messages)
    return Turn(state, (*messages, screen_of(content, state)))


def _passage(content: Content, passage: str) -> Message:
    return Message(content.passages[PassageId(passage)].text)


def _next_screen(state: State) -> State:
    return replace(state, screen=state.screen + 1)


def _leave(state: State) -> State:
    return replace(state.cleared(), place="start")

"""Conversations for tests, as data: a state at a given place, what a person does there, what came back."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NotRequired, TypedDict, TypeGuard, assert_never, cast

import yaml

from bot.dialogue import replay
from bot.dialogue.conditions import FactId, Value
from bot.dialogue.engine import step
from bot.dialogue.folding import fold
from bot.dialogue.model import Content, OutcomeId, Question, TopicId
from bot.dialogue.replying import mark
from bot.dialogue.screens import open_question, screen_of, ticks_of
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
    Lasting,
    Number,
    Ordered,
    Pick,
    Screen,
    Sent,
    StartCheck,
    State,
    Tapped,
    Toggle,
    Turn,
    Typed,
)
from bot.understanding.numbers import quantities

Doing = str | int | dict[str, Any]
"""Text that is typed, {type: it, with what was understood}, {tap: what its button does, or its place}, {send: remark},
or a lasting button: {ask: topic}, {browse: theme, page: n}, {order: command}."""
Facts = Mapping[str, object]

TYPICAL: Facts = {
    "leeftijd": "18-49",
    **dict.fromkeys(("drang", "rust", "bewegen", "avond"), "ja"),
    "ernst": "wekelijks",
    "ferritine": 28,
    "ferritine-datum": "korter-dan-6-maanden",
    "ziek": "nee",
}
"""Somebody with typical complaints and a low ferritin; everything else is as when nothing was said."""


class Then(TypedDict, total=False):
    """What came back. What is not named must be as it was before; no answers other than these changed."""

    gives: dict[str, object]
    takes: list[str] | str  # facts, or "all"
    place: str
    asks: str | None
    consent: bool
    ticks: list[str]
    unsure: list[object] | None  # fact, value, the fact it may be instead
    proposed: dict[str, object]
    changing: str | None
    remark: str  # the name of a word
    quiet: bool
    forgotten: bool
    replies: int
    first: str  # what stands in the first reply
    says: list[str]  # text, or words.NAME, or passages.ID
    never_says: list[str]


class Case(TypedDict):
    """One event: where the person was, what happened before, what they did, what came back."""

    at: str
    does: Doing
    name: NotRequired[str]
    facts: NotRequired[Facts]
    after: NotRequired[list[Doing]]
    then: NotRequired[Then]


def cases(folder: Path) -> list[Case]:
    """Every case of every file in a folder, in order."""
    found = [case for path in sorted(folder.glob("*.yaml")) for case in yaml.safe_load(path.read_text("utf-8"))]
    return cast("list[Case]", found)


def name_of(case: Case) -> str:
    """The case's name; without one, where it was and what was done."""
    after = " after " + ", ".join(map(str, case["after"])) if "after" in case else ""
    return case.get("name", f"{case['at']}{after}: {case['does']}")


# --- States -----------------------------------------------------------------------------------


def value_of(written: object) -> Value:
    """A value as a test writes it: an option, a list of options, a number."""
    match written:
        case list():
            return frozenset(written)
        case int() | float():
            return float(written)
        case _:
            return str(written)


def question(content: Content, question_id: str) -> Question:
    """The question with this id, which must exist."""
    return next(q for q in content.questions if q.id == question_id)


def answers_up_to(content: Content, at: str, facts: Facts | None = None) -> replay.Answers:
    """The answers of somebody with these facts before the question `at` comes, or at the end ("finished")."""
    values = {**TYPICAL, **(facts or {})}
    answers: replay.Answers = ()
    while (q := replay.open_question(content, replay.known(content, answers))) is not None and q.id != at:
        given = {f.id: value_of(values[f.id]) if f.id in values else f.absent for f in q.asks}
        answers = replay.with_answer(content, answers, {fact: v for fact, v in given.items() if v is not None})
    assert at == ("finished" if q is None else q.id), f"these answers do not lead to {at}"
    return answers


def state_at(content: Content, at: str, facts: Facts | None = None) -> State:
    """Start, consent, a question, "finished"; or "choose", "changing" (the age), "unsure" (of 1500), "proposed"."""
    if at in WAYS:
        before, *doings = WAYS[at]
        return after(content, state_at(content, str(before), facts), *doings)
    if at == "start":
        return seen_by_person(content, State("c", screen=1))
    if at == "consent":
        return seen_by_person(content, State("c", screen=1, place="consent"))
    answers = answers_up_to(content, at, facts)
    return seen_by_person(content, State("c", screen=1, consent=True, place="check", answers=answers))


def state_asking(content: Content, question_id: str) -> State:
    """Somebody who is asked this question, whatever it takes to be asked it."""
    iron = {"supplement": ["ijzertablet", "ijzerinfuus"], "infuus-wanneer": "langer-geleden", "ijzer-klachten": "nee"}
    for facts in ({}, {"ferritine": 60}, {**iron, "ijzer-door": "arts", "ijzer-duur": "3-maanden-of-langer"}):
        with suppress(AssertionError):
            return state_at(content, question_id, facts)
    raise AssertionError(question_id)


HEARD: Facts = {"leeftijd": "50-plus", "ferritine": 20}
"""What somebody states in the middle of the check."""
WAYS: Mapping[str, list[Doing]] = {
    "choose": ["finished", {"tap": "change"}],
    "changing": ["choose", {"tap": "change leeftijd"}],
    "unsure": ["ferritine", "1500"],
    "proposed": ["gezondheid", {"type": "ik ben 60 en mijn ferritine is 20", "facts": HEARD}],
}
"""Places that are reached from another place by doing something there."""


def seen_by_person(content: Content, state: State) -> State:
    """The state when its screen is the live one in the chat."""
    return replace(state, shown=mark(content, state))


def after(content: Content, state: State, *doings: Doing) -> State:
    """The state after all this was done."""
    for doing in doings:
        now = step(content, state, event_of(content, state, doing)).state
        assert now is not None, f"everything was forgotten after {doing}"
        state = now
    return state


# --- What a person does -----------------------------------------------------------------------


def event_of(content: Content, state: State, doing: Doing) -> Event:
    """What was done, as an event. A tap may name a screen, counted from the current one, and a conversation."""
    if not isinstance(doing, dict):
        return Typed(heard(content, str(doing)))
    if "tap" in doing:
        tapped = doing["tap"]
        choice = tapped if isinstance(tapped, int) else choice_that(content, state, tapped)
        return Tapped(doing.get("conversation", state.conversation), state.screen + doing.get("screen", 0), choice)
    if "type" in doing:
        return Typed(heard(content, doing["type"], doing))
    if "send" in doing:
        return Sent(doing["send"])
    return lasting(doing)


def lasting(doing: dict[str, Any]) -> Lasting:
    """A button that stays good for ever."""
    if "ask" in doing:
        return Asked(TopicId(doing["ask"]))
    if "browse" in doing:
        return Browsed(doing["browse"], doing.get("page", 0))
    return Ordered(doing["order"])


def heard(content: Content, text: str, understood: Mapping[str, Any] | None = None) -> Heard:
    """A message in which commands and numbers are heard, and beside them only what a test says was understood."""
    found = dict(understood or {})
    text = text.strip()
    if text.startswith("/"):
        name, _, payload = text.partition(" ")
        return Heard(text, fold(text), name, payload)
    word = fold(text)
    command = next((command.name for command in content.commands if word in command.said), "")
    return Heard(
        text,
        word,
        command,
        numbers=tuple(Number(q.value, q.unit, q.bound, q.decimals) for q in quantities(text)),
        alarm=OutcomeId(found["alarm"]) if "alarm" in found else None,
        facts=tuple((FactId(fact), value_of(value)) for fact, value in found.get("facts", {}).items()),
        topics=tuple(map(TopicId, found.get("topics", ()))),
        sure=found.get("sure", ""),
        second=found.get("second"),
        asks=found.get("asks", False),
        correction=heard(content, found["correction"]) if "correction" in found else None,
    )


def choice_that(content: Content, state: State, does: str) -> int:
    """The place of the button that does this, whatever it says."""
    named = [action_name(content, choice.action) for choice in screen_of(content, state).choices]
    assert does in named, f"no button does {does!r}; there are {named}"
    return named.index(does)


def action_name(content: Content, action: Action) -> str:  # noqa: C901, PLR0911 - one for each action
    """What a button does, in one word or two."""
    match action:
        case StartCheck():
            return "start check"
        case Consent(given=given):
            return "agree" if given else "disagree"
        case Give(values=values):
            return _gives(content, values)
        case Toggle(tick=tick) | Pick(tick=tick):
            return " ".join(tick)
        case Done():
            return "done"
        case DontKnow():
            return "dont know"
        case Confirm(verdict=verdict):
            return verdict
        case ConfirmFacts(right=right):
            return "right" if right else "wrong"
        case ChangeAnswer(question=question_id):
            return f"change {question_id}" if question_id else "change"
        case Do(command=command):
            return command
        case _:
            assert_never(action)


def _gives(content: Content, values: tuple[tuple[FactId, Value], ...]) -> str:
    """The one option; "all" for the shortcut of the marks, "none" for none of the things to tick."""
    asking = content.asking(values[0][0])
    assert asking is not None
    if asking.kind == "choice":
        return str(values[0][1])
    return "all" if asking.kind == "grid" else "none"


# --- What came back ---------------------------------------------------------------------------


def seen(content: Content, state: State) -> dict[str, object]:
    """What a case can tell of a state."""
    asked = open_question(content, state)
    return {
        "place": state.place,
        "asks": asked.id if asked else None,
        "consent": state.consent,
        "ticks": sorted(map(" ".join, ticks_of(content, state, asked))) if _is_ticked(asked) else [],
        "unsure": _unsure(state),
        "proposed": dict(state.proposed),
        "changing": state.changing,
        "answers": {answer.fact: answer.value for answer in state.answers},
    }


def _is_ticked(asked: Question | None) -> TypeGuard[Question]:
    return asked is not None and asked.kind in ("ticks", "grid")


def _unsure(state: State) -> list[object] | None:
    found = state.unsure
    if found is None:
        return None
    return [found.fact, found.value, *([found.perhaps] if found.perhaps else [])]


def expected(content: Content, before: State, then: Then) -> dict[str, object]:
    """The state a case expects, told the same way."""
    now = seen(content, before)
    answers = {answer.fact: answer.value for answer in before.answers}
    takes = then.get("takes", [])
    for fact in list(answers) if takes == "all" else takes:
        del answers[FactId(fact)]
    for fact, value in then.get("gives", {}).items():
        answers[FactId(fact)] = value_of(value)
    changed = {key: value for key, value in then.items() if key in now}
    if "ticks" in changed:
        changed["ticks"] = sorted(then["ticks"])
    if "proposed" in changed:
        changed["proposed"] = {FactId(fact): value_of(value) for fact, value in then["proposed"].items()}
    return {**now, **changed, "answers": answers}


def text_of(turn: Turn) -> str:
    """Everything a turn says, buttons included."""
    lines: list[str] = []
    for reply in turn.replies:
        buttons = reply.choices if isinstance(reply, Screen) else reply.offers
        lines += [reply.text, *(f"[{button.label}]" for button in buttons)]
    return "\n".join(lines)


def text_named(content: Content, written: str) -> str:
    """The text a case means: words.NAME and passages.ID are those of content, anything else is itself."""
    kind, _, name = written.partition(".")
    if kind == "words" and name:
        return str(getattr(content.words, name))
    if kind == "passages" and name:
        return next(passage.text for passage in content.passages.values() if passage.id == name)
    return written

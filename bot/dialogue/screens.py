"""What the live message shows in each state. Drawn from the state alone, so it can be drawn again.

A press on a button is therefore only a number: the screen is drawn anew and the choice with
that number is what was meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.dialogue import replay
from bot.dialogue.advice import answer_lines
from bot.dialogue.conditions import NONE, FactId, Known, Value
from bot.dialogue.model import Content, Option, PassageId, Question
from bot.dialogue.reading import offered, tickable, ticked_values
from bot.dialogue.telling import bullets, number, paragraphs, value_text
from bot.dialogue.turns import (
    Action,
    ChangeAnswer,
    Choice,
    Confirm,
    ConfirmFacts,
    Consent,
    Do,
    Done,
    DontKnow,
    Give,
    Pick,
    Screen,
    StartCheck,
    State,
    Tick,
    Toggle,
    Unsure,
)

SHARED_ROW_LABEL = 18
"""Labels up to this many characters may share a row of two; longer ones are cut off on a phone (field reports)."""
SHORT_LABEL = 10
"""Labels up to this many characters may share a row of three."""
ON, OFF = "☑ ", "☐ "


@dataclass(slots=True)
class _Rows:
    """Collects choices row by row."""

    choices: list[Choice] = field(default_factory=list)
    row: int = 0

    def add(self, *cells: tuple[str, Action]) -> None:
        self.choices += [Choice(label, action, self.row) for label, action in cells]
        self.row += 1


def open_question(content: Content, state: State) -> Question | None:
    """The question on the live screen: the one being changed, else the first one left open."""
    if state.place != "check" or state.changing == "choose":
        return None
    if state.changing is not None:
        return content.question(state.changing)
    return replay.open_question(content, replay.known(content, state.answers))


def is_finished(content: Content, state: State) -> bool:
    """Whether the check is at its end, with nothing being changed or asked back."""
    aside = state.changing is not None or state.unsure is not None or bool(state.proposed)
    return state.place == "check" and not aside and open_question(content, state) is None


def screen_of(content: Content, state: State, note: str = "") -> Screen:
    """What the live message shows, after a remark on what just happened."""
    drawn = _drawn(content, _bare(state))
    text = paragraphs(note, drawn.text)
    return Screen(state.screen, state.conversation, text, drawn.choices, drawn.about, drawn.settled)


def _bare(state: State) -> State:
    """Only what a screen is drawn from: people who answered alike see the same, whoever they are."""
    return State(
        "", place=state.place, answers=state.answers, ticks=state.ticks, unsure=state.unsure,
        proposed=state.proposed, changing=state.changing,
    )  # fmt: skip


@lru_cache(maxsize=replay.REMEMBERED)
def _drawn(content: Content, state: State) -> Screen:
    """A turn looks at the screen before and at the one after, two or three times each."""
    text, rows = _body(content, state)
    question = open_question(content, state)
    return Screen(
        number=0,
        conversation="",
        text=text,
        choices=tuple(rows.choices),
        about=("question", question.id) if question else None,
        settled=is_finished(content, state),
    )


def _body(content: Content, state: State) -> tuple[str, _Rows]:
    if state.place == "start":
        return _start(content, state)
    if state.place == "consent":
        return _consent(content)
    if state.unsure is not None:
        return _unsure(content, state.unsure)
    if state.proposed:
        return _proposed(content, state)
    if state.changing == "choose":
        return _choose(content, state)
    question = open_question(content, state)
    return _finished(content, state) if question is None else _question(content, state, question)


def _start(content: Content, state: State) -> tuple[str, _Rows]:
    words, rows = content.words, _Rows()
    begun = bool(state.answers)
    finished = begun and replay.open_question(content, replay.known(content, state.answers)) is None
    rows.add((words.see_result if finished else words.go_on if begun else words.start_check, StartCheck()))
    rows.add((words.privacy, Do("/privacy")), (words.help, Do("/help")))
    return content.passages[PassageId("welkom")].text, rows


def _consent(content: Content) -> tuple[str, _Rows]:
    rows = _Rows()
    rows.add((content.words.agree, Consent(given=True)))
    rows.add((content.words.disagree, Consent(given=False)))
    return content.passages[PassageId("toestemming")].text, rows


def _unsure(content: Content, unsure: Unsure) -> tuple[str, _Rows]:
    words, rows, fact = content.words, _Rows(), content.facts[unsure.fact]
    if unsure.perhaps is None:
        rows.add((words.right, Confirm("right")))
        rows.add((words.wrong, Confirm("wrong")))
        return words.is_that_right.format(fact=fact.name, value=f"{number(unsure.value)} {fact.unit}"), rows
    other = content.facts[unsure.perhaps].name
    rows.add((words.other_fact.format(other=other), Confirm("other")))
    rows.add((words.same_fact.format(fact=fact.name), Confirm("right")))
    rows.add((words.wrong, Confirm("wrong")))
    return words.perhaps_other.format(value=number(unsure.value), other=other, fact=fact.name), rows


def _proposed(content: Content, state: State) -> tuple[str, _Rows]:
    words, rows = content.words, _Rows()
    rows.add((words.right, ConfirmFacts(right=True)))
    rows.add((words.not_right, ConfirmFacts(right=False)))
    lines = [
        f"{content.facts[fact].name}: {value_text(content.facts[fact], value, none=words.none_of_these)}"
        for fact, value in state.proposed
        if fact in content.facts
    ]
    return paragraphs(words.heard, bullets(lines), words.is_it_right), rows


def _choose(content: Content, state: State) -> tuple[str, _Rows]:
    rows = _Rows()
    answered = replay.known(content, state.answers).values
    for question in content.questions:
        if any(fact.id in answered for fact in question.asks):
            rows.add((question.name, ChangeAnswer(question.id)))
    numbered = _numbered([choice.label for choice in rows.choices])
    rows.add((content.words.keep, Do("/terug")))
    return paragraphs(content.words.choose_change, numbered), rows


def _finished(content: Content, state: State) -> tuple[str, _Rows]:
    words, rows = content.words, _Rows()
    rows.add((words.change, ChangeAnswer(None)))
    rows.add((words.summary, Do("/samenvatting")), (words.restart, Do("/opnieuw")))
    lines = answer_lines(content, replay.known(content, state.answers))
    return paragraphs(f"# {words.answers_heading}", bullets(lines)), rows


def _question(content: Content, state: State, question: Question) -> tuple[str, _Rows]:
    shown = {"choice": _choice, "number": _number, "ticks": _ticks, "grid": _grid}[question.kind]
    body, rows = shown(content, state, question)
    rows.add(
        (content.words.dont_know, DontKnow()),
        (content.words.why, Do("/waarom")),
        (content.words.back, Do("/terug")),
    )
    return paragraphs(f"# {_heading(content, state, question)}", question.text, body, question.help), rows


def _heading(content: Content, state: State, question: Question) -> str:
    if state.changing is not None:
        return content.words.changing.format(name=question.name)
    facts = replay.known(content, state.answers)
    answered = sum(any(fact.id in facts.values for fact in q.asks) for q in content.questions)
    total = answered + replay.questions_left(content, facts)
    return content.words.progress.format(number=answered + 1, total=total)


def _choice(content: Content, state: State, question: Question) -> tuple[str, _Rows]:
    fact, rows = question.asks[0], _Rows()
    given = _given(content, state, fact.id)
    options = offered(fact)
    cells: list[tuple[str, Action]] = [
        ((ON if option.id == given else "") + option.label, Give(((fact.id, option.id),))) for option in options
    ]
    _lay_out(rows, cells)
    return paragraphs(_numbered([option.text for option in options]), content.words.type_or_tap), rows


def _number(content: Content, _: State, question: Question) -> tuple[str, _Rows]:
    return content.words.number_wanted.format(unit=question.asks[0].unit), _Rows()


def _ticks(content: Content, state: State, question: Question) -> tuple[str, _Rows]:
    words, rows, ticks = content.words, _Rows(), ticks_of(content, state, question)
    shown = tickable(question)
    cells: list[tuple[str, Action]] = [
        ((ON if (fact.id, option.id) in ticks else OFF) + option.label, Toggle((fact.id, option.id)))
        for fact, option in shown
    ]
    _lay_out(rows, cells, plain=max(len(option.label) for _, option in shown))
    if ticks:
        rows.add((words.done, Done()))
    else:
        none = ticked_values(question, ticks, known_before(content, state, question))
        rows.add((words.none_of_these, Give(tuple(none.items()))))
    names = [option.label for fact, option in shown if (fact.id, option.id) in ticks]
    ticked = words.ticked.format(names=", ".join(names)) if names else ""
    return paragraphs(_numbered([option.text for _, option in shown]), words.type_or_tick, ticked), rows


def _grid(content: Content, state: State, question: Question) -> tuple[str, _Rows]:
    rows, ticks = _Rows(), ticks_of(content, state, question)
    if question.all_value:
        everything = tuple((fact.id, question.all_value) for fact in question.asks)
        rows.add((question.all_label, Give(everything)))
    for place, fact in enumerate(question.asks, start=1):
        rows.add(*(_grid_cell(ticks, place, fact.id, option) for option in fact.options))
    statements = _numbered([fact.statement for fact in question.asks])
    return paragraphs(statements, content.words.type_or_grid), rows


def _grid_cell(ticks: frozenset[Tick], place: int, fact: FactId, option: Option) -> tuple[str, Action]:
    tick: Tick = (fact, option.id)
    return (f"{ON if tick in ticks else ''}{place} {option.label.lower()}", Pick(tick))


def _given(content: Content, state: State, fact: FactId) -> object:
    """The answer so far, shown when it is being changed."""
    facts: Known = replay.known(content, state.answers)
    return facts.values.get(fact) if state.changing else None


def known_before(content: Content, state: State, question: Question) -> dict[FactId, Value]:
    """What is known already of a question that is open; nothing while its answer is being changed."""
    if state.changing is not None:
        return {}
    facts = replay.known(content, state.answers)
    said = {fact.id: facts.said(fact.id) for fact in question.asks}
    return {fact: value for fact, value in said.items() if value is not None}


def ticks_of(content: Content, state: State, question: Question) -> frozenset[Tick]:
    """What is ticked or picked on its screen: until somebody touches it, what is known already."""
    if state.ticks is not None:
        return state.ticks
    facts = replay.known(content, state.answers)
    ticks: set[Tick] = set()
    for fact in question.asks:
        value = facts.said(fact.id)
        if isinstance(value, frozenset):
            ticks |= {(fact.id, option) for option in value if option != NONE}
        elif isinstance(value, str) and (question.kind == "grid" or value == fact.tick):
            ticks.add((fact.id, value))
    return frozenset(ticks)


def _lay_out(rows: _Rows, cells: Sequence[tuple[str, Action]], plain: int | None = None) -> None:
    """Spread cells over rows: three or two a row while every label stays readable on a phone, else one."""
    longest = plain if plain is not None else max((len(label) for label, _ in cells), default=0)
    across = 3 if longest <= SHORT_LABEL and len(cells) == 3 else 2 if longest <= SHARED_ROW_LABEL else 1  # noqa: PLR2004
    for start in range(0, len(cells), across):
        rows.add(*cells[start : start + across])


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, start=1))

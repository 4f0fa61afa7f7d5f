"""What each content file may hold. The same classes give editors their JSON Schema (`editor_schema.py`).

Everything is written as text; a field that is a number or a date says so here. Short forms
an editor may write (one value where a list may stand) are made long before they are checked.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, StringConstraints, WithJsonSchema

from bot.content.bands import FACTOR_PATTERN, PATTERN

# An editor program reads a bare 75 or true as a number or a boolean; here it is the text that was written.
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    WithJsonSchema({"type": ["string", "number", "boolean"], "pattern": r"\S"}),
]
"""Something that is said; never empty."""
ADDRESS = r"^https://[a-z0-9.-]+(/\S*)?$"
"""What a safe address looks like."""
# What these are is judged by `references.py`; the patterns only let an editor program see it while somebody types.
BandText = Annotated[Text, WithJsonSchema({"type": "string", "pattern": PATTERN})]
FactorText = Annotated[Text, WithJsonSchema({"type": ["string", "number"], "pattern": FACTOR_PATTERN})]
Address = Annotated[Text, WithJsonSchema({"type": "string", "pattern": ADDRESS})]


def _as_list(written: Any) -> Any:  # noqa: ANN401 - whatever YAML held, to be judged by pydantic
    return [written] if isinstance(written, (str, dict)) else written


def _as_said(written: Any) -> Any:  # noqa: ANN401
    return {"passage": written} if isinstance(written, str) else written


def _joined(written: Any) -> Any:  # noqa: ANN401
    """A line break inside a paragraph or bullet is a space; blank lines and bullets stay."""
    if not isinstance(written, str):
        return written
    lines: list[str] = []
    for line in (line.strip() for line in written.strip().splitlines()):
        if lines and line and lines[-1] and not line.startswith("- "):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _as_words(written: Any) -> Any:  # noqa: ANN401
    """Words with commas between them, as a list."""
    return [word.strip() for word in written.split(",")] if isinstance(written, str) else written


def _as_rules(written: Any) -> Any:  # noqa: ANN401
    return {"rules": written} if isinstance(written, list) else written


Words = Annotated[list[Text], BeforeValidator(_as_words, json_schema_input_type=Text | list[Text])]
Prose = Annotated[Text, BeforeValidator(_joined)]
Texts = Annotated[list[Text], BeforeValidator(_as_list, json_schema_input_type=Text | list[Text])]
"""Texts; one may stand by itself."""
Row = dict[str, Texts]
Rows = Annotated[list[Row], BeforeValidator(_as_list, json_schema_input_type=Row | list[Row]), Field(min_length=1)]


class Entry(BaseModel):
    """A piece of content under its id."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Entry):
    """An answer of a fact."""

    label: Text
    text: Prose | None = None
    said: list[Text] = []
    numbers: BandText | None = None


class MixUp(Entry):
    """Another fact that is easily written instead."""

    fact: Text
    between: BandText


class Fact(Entry):
    """Something a person can state."""

    type: Literal["choice", "several", "number"]
    name: Text
    options: dict[str, Option] = {}
    statement: Prose | None = None
    tick: Text | None = None
    unit: str = ""
    units: dict[str, FactorText] = {}
    possible: BandText | None = None
    usual: BandText | None = None
    mix_up: MixUp | None = None
    only_with: Rows | None = None
    implies: dict[str, Text] = {}
    dont_know: Text | None = None
    absent: Text | None = None


class All(Entry):
    """A shortcut that answers every fact of a screen alike."""

    value: Text
    label: Text


class Question(Entry):
    """Asks one fact, or a few on one screen."""

    name: Text | None = None
    asks: list[Text] = Field(min_length=1)
    all: All | None = None
    text: Prose
    help: Prose | None = None
    why: Prose
    sources: list[Text] = Field(min_length=1)


class Rule(Entry):
    """A row of the priority table."""

    outcome: Text
    when: Rows
    if_known: bool = False


class Said(Entry):
    """A passage, perhaps with a condition."""

    passage: Text
    when: Rows | None = None


Say = list[Annotated[Said, BeforeValidator(_as_said, json_schema_input_type=Text | Said)]]


class Block(Entry):
    """A text appended to outcomes."""

    when: Rows
    outcomes: list[Text]
    if_known: list[Text] = []
    say: Say = Field(min_length=1)


class Outcome(Entry):
    """Where a check ends."""

    title: Text
    urgency: Literal["afspraak", "deze-week", "vandaag"]
    say: Say = Field(min_length=1)
    ask_doctor: list[Text] = Field(min_length=1, max_length=5)
    closing: Text
    links: list[Text] = Field(min_length=1, max_length=2)


class Alarm(Entry):
    """An emergency."""

    name: Text
    level: int = Field(ge=1, le=4)
    first_line: Prose | None = None
    do: Prose
    links: list[Text] = Field(max_length=1)
    sources: list[Text] = Field(min_length=1)
    reviewed: date


class Passage(Entry):
    """A curated text."""

    text: Prose
    about: list[Text] = []
    sources: list[Text]
    reviewed: date


class Topic(Entry):
    """Something people ask about."""

    title: Text
    say: list[Text] = Field(min_length=1)
    links: list[Text] = Field(max_length=2)
    related: list[Text] = Field(max_length=3)
    asked_as: list[Text] = Field(min_length=10)


class AlarmRules(Entry):
    """Which groups of words make an alarm, and the alarms that give way to it."""

    rules: list[Text]
    instead_of: Words = []
    despite: Words = []


class AlarmExamples(Entry):
    """Messages of people in an emergency, by alarm, and messages without one, by what they are near to."""

    raised: dict[str, list[Text]]
    quiet: dict[str, list[Text]]


class Wanted(Entry):
    """Something that may be said, in one or more ways."""

    about: Texts = []
    passages: Texts = []
    words: Texts = []
    blocks: Texts = []
    outcomes: Texts = []


class Order(Entry):
    """The answers of a fact, from the least to the most serious."""

    fact: Text
    order: list[Text] = Field(min_length=2)


class Requirement(Entry):
    """What must hold in every conversation. It makes exactly one demand."""

    says: Prose
    when: Rows | None = None
    known: bool = False
    unless: list[Text] = []
    never: Wanted | None = None
    always: Wanted | None = None
    never_less_urgent: Order | None = None
    most_questions: int | None = Field(default=None, ge=1)
    first_line: dict[str, Text] | None = None
    """Words with which the first line of each of these alarms begins, or that stand in it."""
    advice: dict[str, Texts] | None = None
    """Words that stand in what each of these alarms says to do."""


class AlarmPhrases(Entry):
    """How people say that something is an emergency: groups of words, and the groups that make each alarm."""

    words: dict[str, Words]
    alarms: dict[str, Annotated[AlarmRules, BeforeValidator(_as_rules, json_schema_input_type=list[Text] | AlarmRules)]]
    silent: dict[str, dict[Literal["part", "sentence", "message"], Text]] = {}
    always: Words = []
    fillers: Words = []
    spelling: dict[str, Text] = {}
    not_typos: Words = []


class FactPhrases(Entry):
    """How people say the facts of the check: lists of words, what turns a clause round, and the phrases of each value.

    Beside the values of a fact stand its settings (`bot.understanding.facts`), which are words.
    """

    words: dict[str, list[Text]]
    context: dict[str, list[Text]]
    facts: dict[str, dict[str, Text | dict[str, list[Text]]]]


class Shorthand(RootModel[dict[str, Text]]):
    """Short forms and the words they stand for."""


class Synonyms(RootModel[dict[str, list[Text]]]):
    """Groups of words that come to the same for what a message asks."""


class Link(Entry):
    """An address the bot may give."""

    url: Address
    title: Text
    checked: date


class Source(Entry):
    """Where a fact comes from."""

    shown: Text
    kind: Literal["richtlijn", "onderzoek", "voorlichting", "patienten", "achtergrond"]


class Command(Entry):
    """A command, its line in the menu, and the words that mean the same."""

    menu: Text
    said: list[Text] = Field(min_length=1)

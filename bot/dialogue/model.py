"""What can be asked and said, as data.

Content is read into these classes once, checked once, and then only looked at.
Every Dutch sentence a patient can read stands in them; none stands in the code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NewType

from bot.dialogue.conditions import ALWAYS, ANY_NUMBER, Band, Condition, FactId, Value
from bot.dialogue.words import Words

QuestionId = NewType("QuestionId", str)
OutcomeId = NewType("OutcomeId", str)
PassageId = NewType("PassageId", str)
SourceId = NewType("SourceId", str)
LinkId = NewType("LinkId", str)
TopicId = NewType("TopicId", str)

UNKNOWN = "weet-niet"
"""The option, or the value of a number, that says it is not known, as `contract.md` names it."""


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be tapped or typed."""

    id: str
    label: str
    text: str
    said: tuple[str, ...] = ()
    """Other ways to type it, folded; see `folding`."""
    numbers: Band | None = None
    """Bare numbers that mean this option (an age in years, for an age group)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a person can state. Its values are options, sets of options, or numbers."""

    id: FactId
    type: Literal["choice", "several", "number"]
    name: str
    options: tuple[Option, ...] = ()
    statement: str = ""
    """The sentence that is agreed with or not, where facts are asked side by side."""
    tick: str = ""
    """The option that a tick means, where a `choice` stands in a list of things to tick."""
    unit: str = ""
    units: Mapping[str, float] = field(default_factory=dict)
    """Other units that are understood: a number in one, times this factor, is in `unit`."""
    possible: Band = ANY_NUMBER
    """Numbers outside are refused, with an example."""
    usual: Band = ANY_NUMBER
    """Possible numbers outside are asked about ("Klopt dit?")."""
    mix_up: FactId | None = None
    """The fact that is easily written instead (the Hb for the ferritin): asked about when the number looks like it."""
    mix_up_band: Band = ANY_NUMBER
    """Where a number with decimals and without a unit looks like the other fact."""
    only_with: Condition = ALWAYS
    """When the fact applies; a value given for it otherwise is kept and not used."""
    implies: Mapping[FactId, Value] = field(default_factory=dict)
    """Values that hold once this fact is known, unless they were given themselves."""
    dont_know: Value | None = None
    """The value that "weet ik niet" means; None for a fact that no question asks."""
    absent: Value | None = None
    """The value when nothing was said at all."""

    def option(self, option_id: str) -> Option:
        """The option with this id; KeyError for an id the fact does not have."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


@dataclass(frozen=True, slots=True)
class Passage:
    """A curated text: paragraphs between blank lines, "- " opens a bullet, {fact} is the person's own value."""

    id: PassageId
    text: str
    sources: tuple[SourceId, ...]
    reviewed: date
    about: tuple[str, ...] = ()
    """Marks that requirements name ("ijzer-beginnen")."""


@dataclass(frozen=True, slots=True)
class Said:
    """A passage that is said when its condition holds."""

    passage: Passage
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Link:
    """An address the bot may give."""

    id: LinkId
    url: str
    title: str
    checked: date


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from, as a patient reads it."""

    id: SourceId
    shown: str


@dataclass(frozen=True, slots=True)
class Question:
    """Asks one fact, or a few on one screen."""

    id: QuestionId
    name: str
    asks: tuple[Fact, ...]
    text: str
    why: str
    sources: tuple[SourceId, ...]
    help: str = ""
    all_value: str = ""
    """The option of the shortcut that answers every fact of the screen alike; empty when there is none."""
    all_label: str = ""
    fingerprint: str = ""
    """Changes when the wording or the options change: an answer given to another wording is asked again."""

    @property
    def kind(self) -> Literal["choice", "number", "ticks", "grid"]:
        """How it is answered: one option, a number, things to tick, or an option for each statement."""
        if len(self.asks) == 1:
            kinds: dict[str, Literal["choice", "number", "ticks"]] = {"choice": "choice", "number": "number"}
            return kinds.get(self.asks[0].type, "ticks")
        return "grid" if all(fact.statement for fact in self.asks) else "ticks"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a check ends: passages that fit the answers, and what to ask the doctor."""

    id: OutcomeId
    title: str
    urgency: str
    say: tuple[Said, ...]
    ask_doctor: tuple[str, ...]
    closing: Passage
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """An emergency: the fixed first line of its level, and what to do. Also where a check can end."""

    id: OutcomeId
    name: str
    level: int
    first_line: str
    do: str
    links: tuple[Link, ...]
    sources: tuple[SourceId, ...]
    reviewed: date


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the priority table; the first whose condition holds decides where the check ends."""

    ending: Outcome | Alarm
    when: Condition
    if_known: bool = False
    """Looks only at what is known already: nothing is asked for the sake of this row."""


@dataclass(frozen=True, slots=True)
class Block:
    """A text appended to outcomes when its condition holds."""

    id: str
    when: Condition
    outcomes: frozenset[OutcomeId]
    """Outcomes for which the facts are asked."""
    if_known: frozenset[OutcomeId]
    """Outcomes where it is said when the facts happen to be known, and nothing is asked for it."""
    say: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """Something people ask about, with its answer."""

    id: TopicId
    title: str
    theme: str
    """The title of the theme it is found under."""
    say: tuple[Passage, ...]
    links: tuple[Link, ...]
    related: tuple[TopicId, ...]
    asked_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """How people write, for `bot.understanding`; nothing of it is ever said."""

    shorthand: Mapping[str, str]
    """Short forms and the words they stand for ("mn": "mijn")."""
    synonyms: Mapping[str, Sequence[str]]
    """Groups of words that come to the same for what a message asks."""
    alarms: Mapping[str, Any]
    """The phrases by which emergencies are recognised, as written."""
    emergencies: Mapping[OutcomeId, tuple[str, ...]]
    """Messages that speak of one, by alarm."""
    quiet: tuple[str, ...]
    """Messages that only look like one, or are ordinary."""
    facts: Mapping[str, Any]
    """The phrases by which the facts of a person are recognised, as written."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command, what the menu says of it, and the words that mean the same when typed alone (folded)."""

    name: str
    menu: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """Everything the bot can ask and say. Built and checked by `bot.content`, never changed."""

    facts: Mapping[FactId, Fact]
    """In an order in which what a fact depends on comes before it."""
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    blocks: tuple[Block, ...]
    passages: Mapping[PassageId, Passage]
    outcomes: Mapping[OutcomeId, Outcome]
    alarms: Mapping[OutcomeId, Alarm]
    links: Mapping[LinkId, Link]
    sources: Mapping[SourceId, Source]
    topics: Mapping[TopicId, Topic]
    """By theme, in the order they are browsed."""
    not_asked: tuple[str, ...]
    """Messages that are about no topic at all; understanding learns from them what is not ours."""
    language: Language
    words: Words
    commands: tuple[Command, ...]
    version: str
    """Fingerprint of all of it: two contents that say the same have the same."""
    _asking: Mapping[FactId, Question] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Find the question of each fact once; a turn looks for it for every answer."""
        asking: dict[FactId, Question] = {}
        for question in self.questions:
            for fact in question.asks:
                asking.setdefault(fact.id, question)
        object.__setattr__(self, "_asking", asking)

    def themes(self) -> tuple[str, ...]:
        """The titles of the themes, in order."""
        return tuple(dict.fromkeys(topic.theme for topic in self.topics.values()))

    def question(self, question_id: QuestionId) -> Question | None:
        """The question with this id; None when content no longer has it."""
        return next((question for question in self.questions if question.id == question_id), None)

    def asking(self, fact: FactId) -> Question | None:
        """The question that asks this fact; None for facts that are only heard in free text."""
        return self._asking.get(fact)

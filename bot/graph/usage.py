"""What counts for which outcome: questions and blocks against outcomes, as the cells of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from bot.dialogue.conditions import FactId
from bot.dialogue.model import Block, Content, Outcome, OutcomeId, Question
from bot.graph.conditions import spoken
from bot.graph.wording import say


class Mark(Enum):
    """What a cell says; the two kinds of table have two each."""

    DECIDES = "decides"
    SAYS = "says"
    ASKED = "asked"
    ONLY_KNOWN = "only_known"

    @property
    def filled(self) -> bool:
        """Whether it is the stronger of its table."""
        return self in (Mark.DECIDES, Mark.ASKED)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    name: str
    detail: str
    marks: Mapping[OutcomeId, Mark]


@dataclass(frozen=True, slots=True)
class Usage:
    """A table: its rows, and the outcomes that are its columns, by priority."""

    outcomes: tuple[Outcome, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]


def questions(content: Content) -> Usage:
    """Which answers each outcome looks at, to decide or to choose its texts."""
    lines = []
    for number, question in enumerate(content.questions, start=1):
        marks = _marks(content, question)
        detail = ", ".join(fact.name for fact in question.asks) if len(question.asks) > 1 else ""
        if not marks:
            detail = say("parts", "only_alarms")
        lines.append(Line(f"{number}. {question.name}", detail, marks))
    return Usage(outcomes(content), tuple(lines), (Mark.DECIDES, Mark.SAYS))


def blocks(content: Content) -> Usage:
    """Which blocks may stand under each outcome, and whether their facts are asked for it."""
    lines = [Line(block.id, str(spoken(content, block.when)), _block_marks(block)) for block in content.blocks]
    return Usage(outcomes(content), tuple(lines), (Mark.ASKED, Mark.ONLY_KNOWN))


def outcomes(content: Content) -> tuple[Outcome, ...]:
    """The outcomes in the order in which the rules reach them."""
    endings = (rule.ending for rule in content.rules)
    return tuple(dict.fromkeys(ending for ending in endings if isinstance(ending, Outcome)))


def _block_marks(block: Block) -> dict[OutcomeId, Mark]:
    return dict.fromkeys(block.if_known, Mark.ONLY_KNOWN) | dict.fromkeys(block.outcomes, Mark.ASKED)


def _marks(content: Content, question: Question) -> dict[OutcomeId, Mark]:
    asks = {fact.id for fact in question.asks}
    marks: dict[OutcomeId, Mark] = {}
    for outcome in outcomes(content):
        if asks & set(_deciding(content, outcome)):
            marks[outcome.id] = Mark.DECIDES
        elif asks & set(_choosing(content, outcome)):
            marks[outcome.id] = Mark.SAYS
    return marks


def _deciding(content: Content, outcome: Outcome) -> Iterator[FactId]:
    """The facts of the rows of an outcome, and those these facts depend on."""
    for rule in content.rules:
        if rule.ending is outcome:
            yield from _with_parents(content, rule.when.facts())


def _choosing(content: Content, outcome: Outcome) -> Iterator[FactId]:
    """The facts that choose what is said: passages of the outcome, and blocks that are asked for under it."""
    conditions = [said.when for said in outcome.say]
    for block in content.blocks:
        if outcome.id in block.outcomes:
            conditions += [block.when, *(said.when for said in block.say)]
    for condition in conditions:
        yield from _with_parents(content, condition.facts())


def _with_parents(content: Content, facts: Iterable[FactId]) -> Iterator[FactId]:
    for fact in facts:
        yield fact
        yield from _with_parents(content, content.facts[fact].only_with.facts())

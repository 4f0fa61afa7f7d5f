"""Numbers on a line: every limit of every condition that looks at them, and what holds in each stretch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from bot.dialogue.conditions import ANY_NUMBER, Band, Condition, Row, Test
from bot.dialogue.model import UNKNOWN, Alarm, Content, Fact, Outcome, Said
from bot.dialogue.replay import title
from bot.graph.conditions import comparison
from bot.graph.wording import say


@dataclass(frozen=True, slots=True)
class Lane:
    """One condition on the number: where it holds, what then happens, and what must hold beside it."""

    label: str
    kind: str
    """"rule", "block", "passage", "question", or "entry" for what is checked when the number is typed."""
    urgency: str = ""
    bands: tuple[Band, ...] = ()
    unknown: bool = False
    """Holds when the number is not known."""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where one row decides when nothing above it does."""

    band: Band
    number: int
    ending: Outcome | Alarm


@dataclass(frozen=True, slots=True)
class Scale:
    """A number with its limits, lowest first."""

    fact: Fact
    limits: tuple[float, ...]
    lanes: tuple[Lane, ...]
    decides: tuple[Stretch, ...]

    @property
    def turning_points(self) -> tuple[float, ...]:
        """The limits at which the deciding row changes."""
        return _limits(stretch.band for stretch in self.decides)


def scales(content: Content) -> tuple[Scale, ...]:
    """Every number of the content that is looked at, in the order of content."""
    return tuple(_scale(content, fact) for fact in content.facts.values() if fact.type == "number")


def _scale(content: Content, fact: Fact) -> Scale:
    lanes = (*_entry(content, fact), *_conditions(content, fact))
    return Scale(fact, _limits(band for lane in lanes for band in lane.bands), lanes, tuple(_decides(content, fact)))


def _limits(bands: Iterable[Band]) -> tuple[float, ...]:
    return tuple(sorted({limit for band in bands for limit in (band.low, band.high) if limit is not None}))


def _entry(content: Content, fact: Fact) -> Iterator[Lane]:
    """What is checked when the number is typed."""
    for name, band in (("refused", fact.possible), ("usual", fact.usual)):
        if band != ANY_NUMBER:
            yield Lane(say("parts", name), "entry", bands=(band,))
    if fact.mix_up is not None:
        other = content.facts[fact.mix_up].name
        yield Lane(say("parts", "mix_up", name=other), "entry", bands=(fact.mix_up_band,))


def _conditions(content: Content, fact: Fact) -> Iterator[Lane]:
    for number, rule in enumerate(content.rules, start=1):
        label = say("parts", "lane_rule", number=number, title=title(rule.ending))
        urgency = str(rule.ending.level) if isinstance(rule.ending, Alarm) else rule.ending.urgency
        yield from _lanes(content, fact, rule.when, Lane(label, "rule", urgency))
    for outcome in content.outcomes.values():
        yield from _said(content, fact, outcome.say, outcome.id)
    for block in content.blocks:
        yield from _lanes(content, fact, block.when, Lane(say("parts", "lane_block", name=block.id), "block"))
        yield from _said(content, fact, block.say, block.id)
    for other in content.facts.values():
        yield from _lanes(content, fact, other.only_with, Lane(_asked(content, other), "question"))


def _asked(content: Content, fact: Fact) -> str:
    question = content.asking(fact.id)
    if question is None:
        return fact.name
    return f"{say('parts', 'question', number=content.questions.index(question) + 1)}: {question.name}"


def _said(content: Content, fact: Fact, passages: tuple[Said, ...], place: str) -> Iterator[Lane]:
    for said in passages:
        label = say("parts", "lane_passage", name=said.passage.id, place=place)
        yield from _lanes(content, fact, said.when, Lane(label, "passage"))


def _lanes(content: Content, fact: Fact, condition: Condition, lane: Lane) -> Iterator[Lane]:
    """One lane for each row that looks at the number."""
    for row in condition.rows:
        for test in row:
            if test.fact == fact.id:
                yield replace(
                    lane, bands=test.bands, unknown=UNKNOWN in test.options, beside=_beside(content, row, test)
                )


def _beside(content: Content, row: Row, test: Test) -> str:
    others = [comparison(content, other) for other in row if other is not test]
    return say("parts", "and_also", condition=say("alternatives", "and").join(others)) if others else ""


def _decides(content: Content, fact: Fact) -> Iterator[Stretch]:
    """Each stretch of the line with the first row that looks at this number alone and holds there."""
    rows = [
        (number, rule.ending, band)
        for number, rule in enumerate(content.rules, start=1)
        for row in rule.when.rows
        if len(row) == 1 and row[0].fact == fact.id
        for band in row[0].bands
    ]
    limits = _limits(band for _, _, band in rows)
    found = ((piece, next((row for row in rows if _inside(piece, row[2])), None)) for piece in _pieces(limits))
    for row, group in groupby(found, key=lambda pair: pair[1]):
        pieces = [piece for piece, _ in group]
        if row is not None:
            first, last = pieces[0], pieces[-1]
            band = Band(first.low, last.high, first.low_included, last.high_included)
            yield Stretch(band, row[0], row[1])


def _pieces(limits: tuple[float, ...]) -> Iterator[Band]:
    """The line cut at every limit: below the first, each limit itself, and what lies between."""
    low: float | None = None
    for limit in limits:
        yield Band(low, limit, low_included=False, high_included=False)
        yield Band(limit, limit)
        low = limit
    yield Band(low, None, low_included=False, high_included=False)


def _inside(piece: Band, band: Band) -> bool:
    """Whether the whole piece lies in the band, which has its limits at the ends of pieces."""
    if piece.low is not None and piece.low == piece.high:
        return piece.low in band
    below = band.low is None or (piece.low is not None and piece.low >= band.low)
    above = band.high is None or (piece.high is not None and piece.high <= band.high)
    return below and above

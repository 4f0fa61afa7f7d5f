"""Requirements: what must hold in every situation, proven over all of them.

A fact that was not asked counts as possibly true, unless a requirement looks only at what is known. Facts that no
question asks count when they were mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations, product
from operator import eq

from bot.content import schema
from bot.content.building import condition
from bot.content.checking import Found
from bot.content.files import Files
from bot.content.problems import Place
from bot.content.references import ALL_ALARMS, outcome_range
from bot.dialogue.conditions import Condition, FactId
from bot.dialogue.model import Content, Outcome, OutcomeId, Passage
from bot.proof.diagrams import Function
from bot.proof.regions import Part, representative
from bot.proof.situations import Situations

URGENCIES = ("afspraak", "deze-week", "vandaag", "meteen", "112")
"""From the least urgent on; the levels 4 to 1 of an alarm are the last four."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A requirement that does not hold: where it is written, and where it does not."""

    id: str
    place: Place
    says: str
    where: Function


def conditions(files: Files) -> Iterator[Condition]:
    """Every condition that a requirement looks at; a partition must tell them apart."""
    for found in files.requirements.found.values():
        yield condition(files, found.entry.when)
        yield from _steps(files, found.entry)


def broken(files: Files, situations: Situations) -> Iterator[Broken]:
    """The requirements that do not hold in some situation, in the order written."""
    for name, found in files.requirements.found.items():
        where = _against(files, situations, found)
        if not situations.space.never(where):
            yield Broken(name, found.place(), found.entry.says, where)


def _against(files: Files, situations: Situations, found: Found[schema.Requirement]) -> Function:
    """True in the situations that go against it."""
    entry, space = found.entry, situations.space
    if any(demand is not None for demand in (entry.most_questions, entry.first_line, entry.advice)):
        # How long conversations are is walked, and what an alarm says does not depend on anything.
        return space.constant(False)  # noqa: FBT003 - a value
    about = condition(files, entry.when)
    people = situations.holds(about) if entry.known else situations.possible(about)
    people = space.but_not(people, situations.ends_at(_endings(files, entry.unless)))
    if entry.never is not None:
        return space.both(situations.ended, people, _said(files, situations, entry.never))
    if entry.always is not None:
        wanted = _said(files, situations, entry.always)
        alarms = _endings(files, [ALL_ALARMS])
        said = wanted if entry.always.outcomes else space.either(wanted, situations.ends_at(alarms))
        return space.but_not(space.both(situations.ended, people), said)
    assert entry.never_less_urgent is not None  # noqa: S101 - a requirement makes one demand
    worse = _less_urgent(situations, entry.never_less_urgent, list(_steps(files, entry)))
    return space.both(people, worse)


def _said(files: Files, situations: Situations, wanted: schema.Wanted) -> Function:
    """True where any of it is said."""
    content = situations.content
    passages = [passage.id for passage in said_in_the_check(content) if _is_wanted(passage, wanted)]
    blocks = [block for block in content.blocks if block.id in wanted.blocks]
    speaking = {outcome.id for outcome in content.outcomes.values() if _speaks(_own_words(outcome), wanted.words)}
    return situations.space.either(
        *(situations.passage(passage) for passage in passages),
        *(situations.block(block) for block in blocks),
        situations.ends_at(_endings(files, wanted.outcomes) | speaking),
    )


def said_in_the_check(content: Content) -> tuple[Passage, ...]:
    """Every passage that outcomes and blocks are made of, each once."""
    said = [said.passage for outcome in content.outcomes.values() for said in outcome.say]
    said += [outcome.closing for outcome in content.outcomes.values()]
    said += [said.passage for block in content.blocks for said in block.say]
    return tuple({passage.id: passage for passage in said}.values())


def _is_wanted(passage: Passage, wanted: schema.Wanted) -> bool:
    named = passage.id in wanted.passages or not set(wanted.about).isdisjoint(passage.about)
    return named or _speaks(passage.text, wanted.words)


def _speaks(text: str, words: Iterable[str]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) for word in words)


def _own_words(outcome: Outcome) -> str:
    return "\n".join((outcome.title, *outcome.ask_doctor))


def _endings(files: Files, written: list[str]) -> frozenset[OutcomeId]:
    """The outcomes and alarms that ids, ranges and "alarm" name."""
    named: set[str] = set()
    for text in written:
        if text == ALL_ALARMS:
            named |= set(files.alarms.places)
        elif text in files.alarms.places:
            named.add(text)
        else:
            named |= set(outcome_range(files, text) or ())
    return frozenset(OutcomeId(name) for name in named)


def _less_urgent(situations: Situations, order: schema.Order, steps: list[Condition]) -> Function:
    """True for people of whom all is known who would hurry less if this one answer were more serious."""
    space, content = situations.space, situations.content
    urgent = space.combined(lambda ending: _urgency(content, ending), situations.ending)
    urgent = space.combined(lambda known, value: value if known is True else None, situations.complete, urgent)
    variable = space.partition.of(FactId(order.fact))[0]
    parts = [[part for part in variable.parts[1:] if _in(step, part)] for step in steps]
    worse = space.constant(False)  # noqa: FBT003 - a value
    for here, there in combinations(parts, 2):
        for less, more in product(here, there):
            lower = space.combined(_lower, space.given(urgent, {variable: less}), space.given(urgent, {variable: more}))
            this = space.where(situations.part_of(variable), partial(eq, less))
            worse = space.either(worse, space.both(this, lower))
    return worse


def _steps(files: Files, entry: schema.Requirement) -> Iterator[Condition]:
    order = entry.never_less_urgent
    for value in order.order if order else ():
        yield condition(files, [{order.fact: [value]}] if order else None)


def _in(step: Condition, part: Part) -> bool:
    return step.rows[0][0].holds(representative(part))


def _lower(before: Hashable, after: Hashable) -> bool:
    return isinstance(before, int) and isinstance(after, int) and after < before


def _urgency(content: Content, ending: Hashable) -> int | None:
    name = OutcomeId(str(ending))
    if name in content.outcomes:
        return URGENCIES.index(content.outcomes[name].urgency)
    return len(URGENCIES) - content.alarms[name].level if name in content.alarms else None

"""What an editor writes about alarms, as data: groups of words, and rules that say which must come together.

`content/alarm_phrases.yaml` explains how it is written.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.dialogue.model import OutcomeId
from bot.understanding.groups import GroupError
from bot.understanding.thresholds import MEASURES, Threshold

STRETCHES = ("part", "sentence", "message")
"""How far a group may stand from a general way of speaking to make it count after all."""

_THRESHOLD = re.compile(r"(\w+) (<=?|>=?) (\d+(?:[.,]\d+)?)")
_AROUND_JOINT = re.compile(r"\s*([~/])\s*")


@dataclass(frozen=True, slots=True)
class Choice:
    """Groups of which one must occur. `near`: near one of those before it."""

    groups: tuple[str, ...]
    near: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """What must come together for an alarm, and what keeps it quiet."""

    alarm: OutcomeId
    written: str
    choices: tuple[Choice, ...]
    thresholds: tuple[Threshold, ...]
    unless: tuple[str, ...]
    """Groups that take away what stands in the same part of a sentence."""
    without: tuple[str, ...]
    """Groups that keep it quiet wherever they stand."""
    despite: frozenset[str]
    """Ways of speaking that do not take anything away."""

    def names(self) -> Iterator[str]:
        """Every group it names."""
        for choice in self.choices:
            yield from choice.groups
        yield from (*self.unless, *self.without)


def texts(written: Any) -> Sequence[str]:  # noqa: ANN401 - whatever stands in a YAML file
    """The items of a list, whether written as a list or as text with commas."""
    if isinstance(written, str):
        return [item.strip() for item in written.split(",") if item.strip()]
    if isinstance(written, list) and all(isinstance(item, str) for item in written):
        return written
    wrong = f"{written!r} must be words with commas between them"
    raise GroupError(wrong)


def rules(phrases: Mapping[str, Any]) -> Iterator[Rule]:
    """Every rule of the file, alarm by alarm."""
    for name, written in phrases.get("alarms", {}).items():
        lines, despite = (written, ()) if isinstance(written, list) else (written["rules"], written.get("despite", ""))
        for line in lines:
            yield rule(OutcomeId(name), line, frozenset(texts(despite) if despite else ()))


def instead_of(phrases: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    """For each alarm those that give way to it."""
    return {
        name: frozenset(texts(written.get("instead_of", "")) if isinstance(written, dict) else ())
        for name, written in phrases.get("alarms", {}).items()
    }


def rule(alarm: OutcomeId, line: str, despite: frozenset[str] = frozenset()) -> Rule:
    """Reads a line such as "been ~ dik/bol + graden >= 39 unless sok, deken without kramp"."""
    rest, _, without = line.partition(" without ")
    wanted, _, unless = rest.partition(" unless ")
    thresholds = tuple(
        Threshold(measure, sign, float(limit.replace(",", "."))) for measure, sign, limit in _THRESHOLD.findall(wanted)
    )
    chains = _AROUND_JOINT.sub(r"\1", _THRESHOLD.sub(" ", wanted)).replace("+", " ").split()
    choices = tuple(
        Choice(tuple(groups.split("/")), near=place > 0)
        for chain in chains
        for place, groups in enumerate(chain.split("~"))
    )
    return Rule(alarm, line, choices, thresholds, tuple(texts(unless)), tuple(texts(without)), despite)


def named_in(line: str) -> tuple[str, ...]:
    """The groups that a rule names."""
    return tuple(rule(OutcomeId(""), line).names())


def mistakes(phrases: Mapping[str, Any], alarms: Container[str]) -> Iterator[str]:
    """What is wrong in the file, for an editor: each name that nothing has."""
    groups: Mapping[str, Any] = phrases.get("words", {})
    for name, written in phrases.get("alarms", {}).items():
        replaced = texts(written.get("instead_of", "")) if isinstance(written, dict) else ()
        yield from (f'there is no alarm "{other}"' for other in (name, *replaced) if other not in alarms)
    for each in rules(phrases):
        where = f'{each.alarm}, rule "{each.written}"'
        yield from (f'{where}: there is no group "{name}"' for name in each.names() if name not in groups)
        yield from (
            f'{where}: there is no number "{number.measure}", only {", ".join(MEASURES)}'
            for number in each.thresholds
            if number.measure not in MEASURES
        )
        if not each.choices:
            yield f"{where}: a rule needs at least one group"
    for way, wakers in phrases.get("silent", {}).items():
        yield from (f'silent: there is no group "{name}"' for name in (way, *wakers.values()) if name not in groups)
        yield from (f'silent: "{key}" is none of {", ".join(STRETCHES)}' for key in wakers if key not in STRETCHES)
    yield from (
        f'always: there is no group "{name}"' for name in texts(phrases.get("always", "")) if name not in groups
    )

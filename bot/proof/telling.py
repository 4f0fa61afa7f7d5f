"""Regions and conversations in the words of an editor. The words stand in `wording.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

import yaml

from bot.content.bands import written
from bot.dialogue.conditions import NONE, Band, FactId, Value
from bot.dialogue.model import Content, Fact
from bot.dialogue.telling import number
from bot.proof.diagrams import Region
from bot.proof.regions import SAID, TICKED, UNSAID, Part, Variable
from bot.proof.showing import Conversation

FEW = 4
"""Ticks that are named one by one when none of them is there; a longer list is just "none"."""


@cache
def wording() -> dict[str, dict[str, str]]:
    """Pieces of sentences for editors."""
    text = files(__package__).joinpath("wording.yaml").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, str]]", yaml.safe_load(text))


def region_text(content: Content, region: Region) -> str:
    """Whom a region is about, in ids as an editor writes them: "ferritine: 50 t/m 75, zwanger: niet ja"."""
    return _region_text(_Ids(content.facts), region)


def people_text(facts: Mapping[FactId, Fact], region: Region) -> str:
    """The same in the names and labels that people read: "Ferritine: 50 t/m 75, Zwangerschap: niet Ja"."""
    return _region_text(_Names(facts), region)


def fact_text(content: Content, fact: FactId, what: str) -> str:
    """A fact by its name, with something said of it."""
    return wording()["situation"]["fact"].format(fact=content.facts[fact].name, what=what)


@dataclass(frozen=True, slots=True)
class _Ids:
    """Facts and options by their ids."""

    facts: Mapping[FactId, Fact]

    def fact(self, fact: FactId) -> str:
        return fact

    def option(self, fact: FactId, option: str) -> str:  # noqa: ARG002 - names need it
        return option


class _Names(_Ids):
    """Facts and options as people read them; by its id what content does not have."""

    def fact(self, fact: FactId) -> str:
        return self.facts[fact].name if fact in self.facts else fact

    def option(self, fact: FactId, option: str) -> str:
        options = self.facts[fact].options if fact in self.facts else ()
        return next((one.label for one in options if one.id == option), option)


def _region_text(words: _Ids, region: Region) -> str:
    said = wording()["situation"]
    facts = dict.fromkeys(variable.fact for variable, _ in region.allowed)
    texts = [_fact_text(words, fact, region) for fact in facts]
    return said["several"].join(text for text in texts if text) or said["everyone"]


def conversation_text(content: Content, conversation: Conversation) -> str:
    """A conversation on one line: what was mentioned, each answer, where it ends."""
    said = wording()["conversation"]
    steps = [said["mentions"].format(**_step(content, *given)) for given in conversation.mentioned]
    steps += [said["answers"].format(**_step(content, *given)) for given in conversation.answers]
    return said["shows"].format(
        steps=said["between"].join(steps) or said["nothing"],
        ending=conversation.ending or said["nowhere" if conversation.finished else "open"],
    )


def _step(content: Content, fact_id: FactId, value: Value) -> dict[str, str]:
    fact = content.facts[fact_id]
    return {"fact": fact.id, "what": _value_text(value)}


def _value_text(value: Value) -> str:
    said = wording()["situation"]
    match value:
        case str():
            return value
        case frozenset():
            return said["several"].join(sorted(value - {NONE})) or NONE
        case _:
            return number(value)


def _fact_text(words: _Ids, fact_id: FactId, region: Region) -> str:
    said = wording()["situation"]
    own = [(variable, parts) for variable, parts in region.allowed if variable.fact == fact_id]
    ticks = [(variable, parts) for variable, parts in own if variable.tick]
    if not ticks:
        variable, parts = own[0]
        what = _parts_text(words, variable, parts)
    elif len(ticks) > FEW and all(TICKED not in parts for _, parts in ticks):
        what = words.option(fact_id, NONE)
    else:
        what = said["several"].join(_tick_text(words, *tick) for tick in ticks)
    return said["fact"].format(fact=words.fact(fact_id), what=what)


def _tick_text(words: _Ids, variable: Variable, parts: tuple[Part, ...]) -> str:
    what = words.option(variable.fact, variable.tick)
    return what if TICKED in parts else wording()["situation"]["no_tick"].format(what=what)


def _parts_text(words: _Ids, variable: Variable, parts: tuple[Part, ...]) -> str:
    said = wording()["situation"]
    fact = words.facts.get(variable.fact)
    named = [part for part in variable.parts if isinstance(part, str) and part != UNSAID]
    without = [part for part in named if part not in parts]
    if len(parts) > 1 and len(without) == 1 and len(named) + 1 - len(parts) == 1 and fact and fact.type == "choice":
        return said["not"].format(what=words.option(variable.fact, without[0]))
    own_words = {UNSAID: said["unsaid"], SAID: said["said"]}
    strings = [part for part in parts if isinstance(part, str)]
    texts = [own_words.get(part, words.option(variable.fact, part)) for part in strings]
    texts += [written(band) for band in _adjoining([part for part in parts if isinstance(part, Band)])]
    return said["or"].join(texts)


def _adjoining(bands: list[Band]) -> list[Band]:
    """The stretches with those that touch joined; they come from low to high."""
    joined: list[Band] = []
    for band in bands:
        before = joined[-1] if joined else None
        if before is not None and before.high == band.low and (before.high_included or band.low_included):
            joined[-1] = Band(before.low, band.high, before.low_included, band.high_included)
        else:
            joined.append(band)
    return joined

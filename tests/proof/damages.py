"""Every way in which an editor could damage the content without meaning to, one at a time.

A damage is a file with other data; what cannot be read any more is a damage too. Texts are only exchanged or dropped:
what a sentence says is for people to judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from bot.dialogue.model import Content

Data = Any
Made = Iterator[tuple[str, str, Data]]
"""Kind of damage, where, and the data of the file with it."""

OTHER_SIDE = {"onder": "t/m", "tot": "t/m", "t/m": "tot", "boven": "vanaf", "vanaf": "boven"}
LESS_URGENT = {"vandaag": "deze-week", "deze-week": "afspraak"}


@dataclass(frozen=True, slots=True)
class Damage:
    """One file with one thing wrong in it."""

    file: str
    kind: str
    what: str
    text: str

    def __str__(self) -> str:
        """As it is listed."""
        return f"{self.kind}: {self.file} {self.what}"


def damages(root: Path, content: Content) -> Iterator[Damage]:
    """All of them, in the order of the files."""
    makers: dict[str, Callable[[Data, Content], Made]] = {
        "rules.yaml": _rules,
        "blocks.yaml": _blocks,
        "questions.yaml": _questions,
        "facts.yaml": _facts,
        "alarms.yaml": _alarms,
        "outcomes": _outcomes,
        "passages": _passages,
    }
    for name, make in makers.items():
        for path in sorted((root / name).glob("*.yaml")) if (root / name).is_dir() else [root / name]:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes only strings
            for kind, what, damaged in make(data, content):
                text = yaml.dump(damaged, allow_unicode=True, sort_keys=False, width=10_000)
                yield Damage(path.relative_to(root).as_posix(), kind, what, text)


def _rules(data: Data, content: Content) -> Made:
    for place, rule in enumerate(data):
        name = f"{place + 1} {rule['outcome']}"
        yield "row dropped", name, _without(data, place)
        flipped = {**rule, "if_known": "false" if rule.get("if_known") == "true" else "true"}
        yield "if_known flipped", name, _with(data, flipped, place)
        for kind, what, when in _conditions(rule["when"], content):
            yield kind, f"{name} {what}", _with(data, when, place, "when")
    for place, (one, other) in enumerate(pairwise(data)):
        name = f"{one['outcome']} / {other['outcome']}"
        yield "rows swapped", name, [*data[:place], other, one, *data[place + 2 :]]
        if one["outcome"] != other["outcome"]:
            exchanged = [{**one, "outcome": other["outcome"]}, {**other, "outcome": one["outcome"]}]
            yield "outcomes exchanged", name, [*data[:place], *exchanged, *data[place + 2 :]]


def _blocks(data: Data, content: Content) -> Made:
    for name, block in data.items():
        yield "block dropped", name, _without(data, name)
        for kind, what, when in _conditions(block["when"], content):
            yield kind, f"{name} {what}", _with(data, when, name, "when")
        for key in ("outcomes", "if_known"):
            for place, outcome in enumerate(block.get(key, [])):
                yield f"{key} dropped", f"{name} {outcome}", _with(data, _without(block[key], place), name, key)
                if " t/m " in outcome:
                    first = outcome.split(" t/m ")[0]
                    yield "range cut", f"{name} {outcome}", _with(data, first, name, key, place)
        if block["outcomes"] and not block.get("if_known"):
            only = {**block, "outcomes": [], "if_known": block["outcomes"]}
            yield "if_known flipped", name, _with(data, only, name)
    yield from _said(data, content)


def _outcomes(data: Data, content: Content) -> Made:
    for name, outcome in data.items():
        if outcome["urgency"] in LESS_URGENT:
            yield "less urgent", name, _with(data, LESS_URGENT[outcome["urgency"]], name, "urgency")
        yield "question for the doctor dropped", name, _with(data, outcome["ask_doctor"][1:], name, "ask_doctor")
    yield from _exchanged(data, "closing")
    yield from _exchanged(data, "links")
    yield from _said(data, content)


def _said(data: Data, content: Content) -> Made:
    """What outcomes and blocks say: items dropped, swapped, exchanged with the next, their conditions damaged."""
    for name, part in data.items():
        for place, item in enumerate(part["say"]):
            said = f"{name} {_passage(item)}"
            yield "passage dropped", said, _with(data, _without(part["say"], place), name, "say")
            if isinstance(item, dict) and "when" in item:
                yield "condition dropped", said, _with(data, item["passage"], name, "say", place)
                for kind, what, when in _conditions(item["when"], content):
                    yield kind, f"{said} {what}", _with(data, when, name, "say", place, "when")
        for place, (one, other) in enumerate(pairwise(part["say"])):
            swapped = [*part["say"][:place], other, one, *part["say"][place + 2 :]]
            yield "passages swapped", f"{name} {_passage(one)}", _with(data, swapped, name, "say")
    yield from _exchanged(data, "say")


def _questions(data: Data, _: Content) -> Made:
    for name, question in data.items():
        yield "question dropped", name, _without(data, name)
        for place, fact in enumerate(question["asks"] if len(question["asks"]) > 1 else []):
            yield "fact not asked", f"{name} {fact}", _with(data, _without(question["asks"], place), name, "asks")
    names = list(data)
    for one, other in pairwise(names):
        order = [{one: other, other: one}.get(name, name) for name in names]
        yield "questions swapped", f"{one} / {other}", {name: data[name] for name in order}


def _facts(data: Data, content: Content) -> Made:
    for name, fact in data.items():
        options = list(fact.get("options", {}))
        for option in options:
            yield "option dropped", f"{name} {option}", _with(data, _without(fact["options"], option), name, "options")
        for key in ("dont_know", "absent"):
            if key in fact and options:
                other = next(option for option in options if option != fact[key])
                yield f"{key} changed", f"{name} {other}", _with(data, other, name, key)
        if "implies" in fact:
            yield "implies dropped", name, _with(data, _without(fact, "implies"), name)
        if "only_with" in fact:
            yield "only_with dropped", name, _with(data, _without(fact, "only_with"), name)
            for kind, what, when in _conditions(fact["only_with"], content):
                yield kind, f"{name} only_with {what}", _with(data, when, name, "only_with")
        if "possible" in fact:
            for limit in _moved(fact["possible"]):
                yield "possible moved", f"{name} {limit}", _with(data, limit, name, "possible")


def _alarms(data: Data, _: Content) -> Made:
    for level in ("1", "2", "3"):
        yield "first line weakened", level, _with(data, data["levels"]["4"], "levels", level)
    alarms = data["alarms"]
    for name, alarm in alarms.items():
        yield "alarm dropped", name, _with(data, _without(alarms, name), "alarms")
        if alarm["level"] != "4":
            yield "level raised", name, _with(data, str(int(alarm["level"]) + 1), "alarms", name, "level")
        if "first_line" in alarm:
            yield "first line dropped", name, _with(data, _without(alarm, "first_line"), "alarms", name)
        yield "advice dropped", name, _with(data, "\n".join(alarm["do"].splitlines()[1:]), "alarms", name, "do")
    for key in ("links", "do"):
        for kind, what, damaged in _exchanged(alarms, key):
            yield kind, what, {**data, "alarms": damaged}


def _passages(data: Data, content: Content) -> Made:
    said = {said.passage.id for outcome in content.outcomes.values() for said in outcome.say}
    said |= {said.passage.id for block in content.blocks for said in block.say}
    of_the_check = {name: passage for name, passage in data.items() if name in said}
    for name, passage in of_the_check.items():
        if "about" in passage:
            yield "mark dropped", name, _with(data, _without(passage, "about"), name)
    for _, what, exchanged in _exchanged(of_the_check, "text"):
        yield "texts exchanged", what, {**data, **exchanged}


def _conditions(when: Data, content: Content) -> Made:
    """Every condition that is one step from this one."""
    rows = when if isinstance(when, list) else [when]
    for place, row in enumerate(rows):
        if len(rows) > 1:
            yield "alternative dropped", str(row), _without(rows, place)
        for name, written in row.items():
            if len(row) > 1:
                yield "test dropped", f"{name} of {row}", _with(rows, _without(row, name), place)
            for kind, value in _values(name, written, content):
                yield kind, f"{name}: {written} -> {value}", _with(rows, value, place, name)


def _values(name: str, written: Data, content: Content) -> Iterator[tuple[str, Data]]:
    values = written if isinstance(written, list) else [written]
    options = [option.id for option in content.facts[name].options]  # type: ignore[index]
    for place, value in enumerate(values):
        if len(values) > 1:
            yield "option dropped from a condition", _without(values, place)
        if value not in options:
            yield from (("limit moved", _with(values, moved, place)) for moved in _moved(value))
            yield from (("limit to the other side", _with(values, other, place)) for other in _other_side(value))
    missing = [option for option in options if option not in values]
    if missing and all(value in options for value in values):
        yield "option added to a condition", [*values, missing[0]]
        yield "other option in a condition", [*values[:-1], missing[-1]]


def _moved(band: str) -> Iterator[str]:
    for found in re.finditer(r"\d+(?:,\d+)?", band):
        for by in (1, -1):
            number = f"{float(found[0].replace(',', '.')) + by:g}".replace(".", ",")
            yield band[: found.start()] + number + band[found.end() :]


def _other_side(band: str) -> Iterator[str]:
    for found in re.finditer(r"onder|tot|t/m|boven|vanaf", band):
        yield band[: found.start()] + OTHER_SIDE[found[0]] + band[found.end() :]
    if re.match(r"\d", band):
        yield f"boven {band}"


def _exchanged(data: Data, key: str) -> Made:
    """An entry has what stands under this key at the next one, and the other way round."""
    for one, other in pairwise(data):
        if data[one].get(key) != data[other].get(key) and key in data[one] and key in data[other]:
            damaged = _with(_with(data, data[other][key], one, key), data[one][key], other, key)
            yield f"{key} exchanged", f"{one} / {other}", damaged


def _passage(item: Data) -> str:
    return str(item["passage"] if isinstance(item, dict) else item)


def _with(data: Data, value: Data, *path: str | int) -> Data:
    copied = deepcopy(data)
    place = copied
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copied


def _without(data: Data, key: str | int) -> Data:
    copied = data.copy()
    del copied[key]
    return copied

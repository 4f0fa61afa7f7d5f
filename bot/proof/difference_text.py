"""The difference between two contents in Dutch sentences and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.dialogue import replay
from bot.dialogue.model import Content, OutcomeId, QuestionId
from bot.dialogue.telling import number
from bot.proof.changing import Change, Span
from bot.proof.difference import Difference, words
from bot.proof.groups import Group
from bot.proof.situations import NOWHERE, OPEN
from bot.proof.telling import people_text
from bot.proof.wordings import Rewritten, Spans

FEW = 3
"""Endings that are told by their titles."""
SMALLEST = 0.0001
"""A smaller share is told as such."""


@dataclass(frozen=True, slots=True)
class Told:
    """One change in words."""

    says: str
    share: str
    lengths: str
    """How the number of questions changes; "" when it does not."""
    groups: tuple[str, ...]
    to: tuple[Told, ...]


def told(difference: Difference) -> tuple[Told, ...]:
    """Everything that changes for anybody, in words."""
    return tuple(_told(difference, change) for change in difference.comparison.changes)


def report(difference: Difference) -> str:
    """All of it, for a terminal."""
    said = words()
    lines = [heading(difference)]
    if difference.none:
        return "\n".join([*lines, said["none"]])
    people = told(difference)
    lines += ["", said["people"], said["explanation"].strip(), ""] if people else ["", said["none_for_people"].strip()]
    for change in people:
        lines += _lines(change, "")
    if difference.texts:
        lines += ["", said["texts"].format(number=len(difference.texts))]
        lines += [line for text in difference.texts for line in _text_lines(text)]
    if difference.counted:
        lines += ["", said["understanding"].format(number=sum(map(len, difference.counted.values())))]
        lines += [f"  {line}" for line in counted(difference)]
    return "\n".join(lines)


def lines(difference: Difference) -> Iterator[str]:
    """For whom anything changes, a line for each change."""
    for change in told(difference):
        yield words()["line"].format(says=change.says, share=change.share, groups="; ".join(change.groups))


def heading(difference: Difference) -> str:
    """What is compared with what."""
    one, other = difference.comparison.before, difference.comparison.after
    return words()["heading"].format(
        before=difference.before, before_version=one.version, after=difference.after, after_version=other.version
    )


def counted(difference: Difference) -> Iterator[str]:
    """The entries that count for understanding and testing, by file."""
    for file, names in difference.counted.items():
        yield words()["counted"].format(file=file, number=len(names), names=words()["several"].join(names))


def as_json(difference: Difference) -> dict[str, Any]:
    """The same for machines."""
    one, other = difference.comparison.before, difference.comparison.after
    return {
        "before": {"name": difference.before, "version": one.version},
        "after": {"name": difference.after, "version": other.version},
        "changes": [_change_json(difference, change) for change in difference.comparison.changes],
        "texts": [
            {
                "file": text.place.file,
                "line": text.place.line,
                "path": list(text.path),
                "before": _plain(text.before),
                "after": _plain(text.after),
            }
            for text in difference.texts
        ],
        "counted": {file: list(names) for file, names in difference.counted.items()},
    }


def _change_json(difference: Difference, change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "endings": list(change.endings),
        "before": list(change.before),
        "after": list(change.after),
        "within": change.within,
        "share": change.share,
        "regions": change.regions,
        "questions": change.lengths,
        "groups": [
            {
                "who": people_text(difference.facts, group.region),
                "share": group.share,
                "regions": group.regions,
                "complete": group in change.groups,
            }
            for group in (*change.groups, *change.rest)
        ],
        "to": [_change_json(difference, to) for to in change.to],
    }


def _told(difference: Difference, change: Change) -> Told:
    said = words()
    groups = [_group(difference, change, group) for group in change.groups]
    groups += [
        said["rest"].format(who=_who(difference, group), regions=_regions(group.regions)) for group in change.rest
    ]
    spans = change.lengths
    return Told(
        _says(difference, change),
        said["share_alarm" if change.alarm else "share"].format(
            share=_percent(change.share), regions=_regions(change.regions)
        ),
        said["lengths"].format(before=_span(spans[0]), after=_span(spans[1])) if spans else "",
        tuple(groups),
        tuple(_told(difference, to) for to in change.to),
    )


def _says(difference: Difference, change: Change) -> str:
    said = words()
    endings = _endings(difference.comparison.before, change.endings)
    match change.kind:
        case "ending":
            return said["ending"].format(endings=endings, after=_endings(difference.comparison.after, change.after))
        case "block" | "passage":
            form = f"{change.kind}_{'gone' if change.before else 'new'}"
            return said[form].format(endings=endings, within=change.within, name=(*change.before, *change.after)[0])
        case "questions":
            return said["questions"].format(endings=endings, what=_asked(difference, change))
        case _:
            return said[change.kind]


def _asked(difference: Difference, change: Change) -> str:
    said = words()
    gone = _listed((_question(difference, name) for name in change.before), "and")
    new = _listed((_question(difference, name) for name in change.after), "and")
    parts = [said["question_gone"].format(names=gone)] if gone else []
    parts += [said["question_new"].format(names=new)] if new else []
    return said["several"].join(parts) or said["question_order"]


def _question(difference: Difference, name: str) -> str:
    comparison = difference.comparison
    found = comparison.after.question(QuestionId(name)) or comparison.before.question(QuestionId(name))
    return words()["named"].format(title=found.name if found else name, id=name)


def _endings(content: Content, endings: tuple[str, ...]) -> str:
    """Endings by title and id; where there are many, by id, those that follow each other in the table as "a t/m b"."""
    if len(endings) <= FEW:
        return _listed((_ending(content, ending) for ending in endings), "also")
    order = list(dict.fromkeys(rule.ending.id for rule in content.rules))
    runs: list[list[str]] = []
    for ending in endings:
        before = runs[-1][-1] if runs else ""
        if ending in order[1:] and order[order.index(OutcomeId(ending)) - 1] == before:
            runs[-1].append(ending)
        else:
            runs.append([ending])
    said = words()["range"]
    names = (said.format(first=run[0], last=run[-1]) if len(run) > 1 else run[0] for run in runs)
    return _listed((_no_endings().get(name, name) for name in names), "also")


def _ending(content: Content, ending: str) -> str:
    found = content.outcomes.get(OutcomeId(ending)) or content.alarms.get(OutcomeId(ending))
    if found is None:
        return _no_endings().get(ending, ending)
    return words()["named"].format(title=replay.title(found), id=ending)


def _no_endings() -> dict[str, str]:
    return {NOWHERE: words()["no_ending"], OPEN: words()["still_open"]}


def _group(difference: Difference, change: Change, group: Group) -> str:
    share = group.share / change.among if change.among else 0.0
    who, regions = _who(difference, group), _regions(group.regions)
    return words()["group"].format(who=who, share=_percent(share), regions=regions)


def _who(difference: Difference, group: Group) -> str:
    return people_text(difference.facts, group.region) if group.region.allowed else words()["everyone"]


def _regions(count: int) -> str:
    return words()["region"] if count == 1 else words()["regions"].format(number=f"{count:,}".replace(",", "."))


def _percent(share: float) -> str:
    if 0 < share < SMALLEST:
        return words()["less"]
    return words()["percent"].format(number=number(round(share * 100, 2 if share < 0.01 else 1)))  # noqa: PLR2004


def _span(span: Span) -> str:
    return str(span[0]) if span[0] == span[1] else words()["span"].format(low=span[0], high=span[1])


def _listed(names: Iterable[str], last: str) -> str:
    found = list(names)
    parts = (words()["several"].join(found[:-1]), *found[-1:])
    return words()[last].join(part for part in parts if part)


def _lines(change: Told, indent: str) -> Iterator[str]:
    yield f"{indent}{change.says}"
    yield f"{indent}    ({change.share})"
    if change.lengths:
        yield f"{indent}    {change.lengths}"
    yield from (f"{indent}  • {group}" for group in change.groups)
    for to in change.to:
        yield from _lines(to, f"{indent}    ")


def _text_lines(text: Rewritten) -> Iterator[str]:
    yield f"  {text.place}: {' › '.join(text.path)}"
    yield f"    {words()['before']}{_plain(text.before) or words()['nothing']}".replace("\n", "\n" + " " * 14)
    yield f"    {words()['after']}{_plain(text.after) or words()['nothing']}".replace("\n", "\n" + " " * 14)


def _plain(spans: Spans) -> str:
    return "".join(text for text, _ in spans).strip()

"""What differs between two content folders as they are written, text by text, side by side."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import yaml

from bot.content.problems import Place, Problem
from bot.content.reading import Data, Document, read

Spans = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is only on this side."""
UNREADABLE = ("not-yaml", "not-text")
NEAR = 120
"""Characters shown on either side of a change."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """One text that was changed, added (nothing before) or taken away (nothing after)."""

    place: Place
    path: tuple[str, ...]
    before: Spans
    after: Spans


Writing = Mapping[str, Document | None]
"""The files of a folder by their names in it; None for one that cannot be read."""


def written(root: Path) -> Writing:
    """A folder as it is written, whatever is wrong with it."""
    return {name: _readable(root, name) for name in sorted(_names(root))}


def changes(before: Writing, after: Writing) -> Iterator[Rewritten]:
    """Every text that is not the same in two folders, in the order of files; none of a file that cannot be read."""
    for name in sorted({*before, *after}):
        gone = Document(name)
        old, new = before.get(name, gone), after.get(name, gone)
        if old is None or new is None or old.text == new.text:
            continue
        said, says = dict(_texts(old.data)), dict(_texts(new.data))
        for path in dict.fromkeys((*says, *said)):
            if said.get(path) != says.get(path):
                before_it, after_it = said.get(path, ""), says.get(path, "")
                place = (old if new is gone else new).place(*path, _first_line(before_it, after_it))
                yield Rewritten(place, path, *side_by_side(before_it, after_it))


def side_by_side(before: str, after: str) -> tuple[Spans, Spans]:
    """Two texts with the words marked that only one of them has; long stretches that are the same are cut short."""
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        left.append(("".join(old[a:b]), kind != "equal"))
        right.append(("".join(new[c:d]), kind != "equal"))
    return _shortened(left), _shortened(right)


def _names(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*.yaml")}


def _readable(root: Path, name: str) -> Document | None:
    faults: list[Problem] = []
    document = read(root, name, faults)
    return None if any(fault.rule in UNREADABLE for fault in faults) else document


def _first_line(before: str, after: str) -> int:
    """The first line that differs, from 0: in a list, the item."""
    pairs = zip(before.split("\n"), after.split("\n"), strict=False)
    return next((number for number, (old, new) in enumerate(pairs) if old != new), 0)


def _texts(data: Data, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts of a file by their keys; a list is one text, so that a new line in it shifts nothing."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*path, key))
    elif isinstance(data, str):
        yield path, data.strip()
    else:
        yield path, "\n".join(map(_item, data))


def _item(data: Data) -> str:
    """An item of a list, on one line."""
    flow = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, default_flow_style=True, width=math.inf)
    line = flow.splitlines()[0]
    return f"- {line[1:-1] if isinstance(data, dict) else line}"


def _shortened(spans: list[tuple[str, bool]]) -> Spans:
    """Of long stretches that are the same, only what stands next to a change."""
    return tuple(
        (text if changed else _beside(text, before=place > 0, after=place + 1 < len(spans)), changed)
        for place, (text, changed) in enumerate(spans)
        if text
    )


def _beside(text: str, *, before: bool, after: bool) -> str:
    head, tail = text[: NEAR * before], text[len(text) - NEAR * after :]
    return text if len(text) <= NEAR * 2 else f"{head} … {tail}"

"""What was changed in a content folder since the last commit, text by text, side by side."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import yaml

from bot.content.problems import Place
from bot.content.reading import Data, read

Spans = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is only on this side."""
PATIENCE = 10
"""Seconds git gets."""


@dataclass(frozen=True, slots=True)
class Change:
    """One text that was changed, added (nothing before) or taken away (nothing after)."""

    place: Place
    path: tuple[str, ...]
    before: Spans
    after: Spans


@contextmanager
def last_commit(root: Path) -> Iterator[Path | None]:
    """The folder as it was in the last commit, as a copy that goes away; None where git does not know it."""
    with TemporaryDirectory() as copy:
        archived = _archive(root)
        if archived is None:
            yield None
        else:
            folder = Path(copy) / root.name
            with tarfile.open(fileobj=io.BytesIO(archived)) as archive:
                archive.extractall(folder, filter="data")
            yield folder


def changes(before: Path, after: Path) -> Iterator[Change]:
    """Every text that is not the same in two folders, in the order of files. A file that cannot be read has no texts."""
    names = {path.relative_to(root).as_posix() for root in (before, after) for path in root.rglob("*.yaml")}
    for name in sorted(names):
        old, new = read(before, name, []), read(after, name, [])
        if old.text == new.text:
            continue
        said, says = dict(_texts(old.data)), dict(_texts(new.data))
        for path in dict.fromkeys((*says, *said)):
            if said.get(path) != says.get(path):
                yield Change(new.place(*path), path, *side_by_side(said.get(path, ""), says.get(path, "")))


def side_by_side(before: str, after: str) -> tuple[Spans, Spans]:
    """Two texts with the words marked that only one of them has; long stretches that are the same are cut short."""
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        left.append(("".join(old[a:b]), kind != "equal"))
        right.append(("".join(new[c:d]), kind != "equal"))
    return _shortened(left), _shortened(right)


def _archive(root: Path) -> bytes | None:
    git = which("git")
    if git is None:
        return None
    command = [git, "-C", str(root), "archive", "--format=tar", "HEAD", "."]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - all of it is ours
    return done.stdout if done.returncode == 0 else None


def _texts(data: Data, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts of a file by their keys; a list is one text, so that a new line in it shifts nothing."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*path, key))
    elif isinstance(data, str):
        yield path, data.strip()
    else:
        yield path, yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100).strip()


def _shortened(spans: list[tuple[str, bool]]) -> Spans:
    return tuple((text if changed else _ends(text), changed) for text, changed in spans if text)


def _ends(text: str, keep: int = 160) -> str:
    return text if len(text) <= 2 * keep + 2 else f"{text[:keep]} … {text[-keep:]}"

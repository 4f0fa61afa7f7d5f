"""The difference between two content folders: for whom something changes, and what is written otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import yaml

from bot.content.loading import load
from bot.content.problems import ContentError
from bot.dialogue.conditions import FactId
from bot.dialogue.model import Content, Fact
from bot.errors import BotError
from bot.proof.comparing import Comparison
from bot.proof.revisions import NotFoundInGit, at_revision
from bot.proof.wordings import Rewritten, Writing, changes, written

COUNTED = (
    "alarm_examples",
    "alarm_phrases",
    "conversations",
    "fact_phrases",
    "out_of_scope",
    "shorthand",
    "stories",
    "synonyms",
)
"""Files and folders of which only is told which entries changed: nobody reads them, they are for understanding and testing."""
ASKED_AS = "asked_as"
"""The examples of a topic, which are for understanding too."""


class NothingToCompareWith(BotError):
    """There is no such revision or folder, or its content cannot be used."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A content to compare with: how it was named, what it says, and how it is written."""

    name: str
    content: Content
    written: Writing


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two contents."""

    before: str
    """The revision or folder that was compared with, as given."""
    after: str
    comparison: Comparison
    texts: tuple[Rewritten, ...]
    """What patients and editors read, and all conditions."""
    counted: Mapping[str, tuple[str, ...]]
    """What counts for understanding and testing: the entries that changed, by file."""

    @property
    def none(self) -> bool:
        """Whether the two are the same."""
        return not (self.texts or self.counted or self.comparison.changes)

    @property
    def facts(self) -> Mapping[FactId, Fact]:
        """The facts of both, as the content after has them."""
        return {**self.comparison.before.facts, **self.comparison.after.facts}


def words() -> Mapping[str, str]:
    """What is said about a difference."""
    return cast("Mapping[str, str]", _catalogue())


def page_words() -> Mapping[str, Any]:
    """What only the page says."""
    return cast("Mapping[str, Any]", _catalogue()["page"])


@cache
def _catalogue() -> Mapping[str, object]:
    text = files(__package__).joinpath("difference.yaml").read_text(encoding="utf-8")
    return cast("Mapping[str, object]", yaml.safe_load(text))


def earlier(root: Path, against: str) -> Earlier:
    """What to compare with: a folder, or what git has of this one in a revision. Raises NothingToCompareWith."""
    if Path(against).is_dir():
        return _read(Path(against).resolve(), against)
    try:
        with at_revision(root, against) as folder:
            return _read(folder, against)
    except NotFoundInGit as error:
        raise NothingToCompareWith(words()[error.why].format(root=root, revision=against)) from None


def _read(folder: Path, name: str) -> Earlier:
    try:
        return Earlier(name, load(folder), written(folder))
    except ContentError as error:
        message = words()["unusable"].format(revision=name, problems=error)
        raise NothingToCompareWith(message) from None


def difference(before: Earlier, after: Path, content: Content) -> Difference:
    """Everything that differs between an earlier content and a folder, whose content was loaded already."""
    found = tuple(changes(before.written, written(after)))
    texts = tuple(change for change in found if not _is_counted(change))
    return Difference(before.name, str(after), Comparison(before.content, content), texts, _counted(found))


def _counted(found: Iterable[Rewritten]) -> Mapping[str, tuple[str, ...]]:
    names: dict[str, dict[str, None]] = {}
    for change in filter(_is_counted, found):
        path = [part for part in change.path if part not in (ASKED_AS, "topics")]
        names.setdefault(change.place.file, {})[path[0] if path else ""] = None
    return {file: tuple(filter(None, entries)) for file, entries in names.items()}


def _is_counted(change: Rewritten) -> bool:
    kind = change.place.file.split("/")[1].removesuffix(".yaml")
    return kind in COUNTED or change.path[-1:] == (ASKED_AS,)

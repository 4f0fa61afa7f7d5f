"""What an editor should fix: where, what is wrong in the editor's own words, and the way out.

A problem carries facts; the Dutch sentences stand in `catalogue.yaml`, one entry a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import cast

import yaml

from bot.errors import BotError


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line in a content file, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        """As editors and terminals make it clickable: file:line."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to fix. `rule` names an entry of the catalogue, `details` fills it in."""

    place: Place
    rule: str
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def says(self) -> str:
        """What is wrong, in one sentence."""
        return catalogue()[self.rule]["says"].format(**self.details).strip()

    @property
    def hint(self) -> str:
        """What to do; "" when the sentence says it."""
        return catalogue()[self.rule].get("hint", "").format(**self.details).strip()

    def __str__(self) -> str:
        """Place, sentence, rule; on a second line what to do."""
        return f"{self.place}: {self.says} [{self.rule}]" + (f"\n    {self.hint}" if self.hint else "")

    def as_json(self) -> dict[str, str | int]:
        """As `rls-bot check --json` writes it."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "level": "error",
            "rule": self.rule,
            "says": self.says,
            "hint": self.hint,
            "shown": "",
        }


class ContentError(BotError):
    """Content cannot be used; holds every problem found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.place, problem.rule)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@cache
def wording() -> Mapping[str, Mapping[str, str]]:
    """Pieces of sentences for editors."""
    return cast("Mapping[str, Mapping[str, str]]", _read("wording.yaml"))


def suggestion(near: str) -> str:
    """What was perhaps meant, or where to look when nothing is near."""
    said = wording()["suggestion"]
    return said["near"].format(near=near) if near else said["none"]


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """The sentences for editors, by rule."""
    return cast("Mapping[str, Mapping[str, str]]", _read("catalogue.yaml"))


def _read(name: str) -> object:
    return yaml.safe_load(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def nearest(wanted: str, known: Iterable[str]) -> str:
    """The known name most like the wanted one, quoted for a hint; "" when none is near."""
    near = get_close_matches(wanted, tuple(known), n=1)
    return near[0] if near else ""

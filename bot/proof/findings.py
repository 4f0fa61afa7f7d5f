"""What an editor should mend or look at: where, what is wrong, what to do, and the conversation that shows it.

A finding carries facts; whether it is an error or a warning and the Dutch sentences stand in `catalogue.yaml`, one entry
a rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml

from bot.content.problems import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth a look. `rule` names an entry of the catalogue, `details` fills it in."""

    place: Place
    rule: str
    details: Mapping[str, str] = field(default_factory=dict)
    shown: str = ""
    """The shortest conversation that shows it, in words; "" where none is needed."""

    @property
    def is_error(self) -> bool:
        """Whether content must not go live like this."""
        return catalogue()[self.rule]["level"] == "error"

    @property
    def says(self) -> str:
        """What is wrong, in one sentence."""
        return catalogue()[self.rule]["says"].format(**self.details).strip()

    @property
    def hint(self) -> str:
        """What to do."""
        return catalogue()[self.rule]["hint"].format(**self.details).strip()

    def __str__(self) -> str:
        """Place, sentence, rule; below it what to do and the conversation."""
        lines = [f"{self.place}: {self.says} [{self.rule}]", self.hint, self.shown]
        return "\n    ".join(line for line in lines if line)

    def as_json(self) -> dict[str, Any]:
        """As `rls-bot check --json` writes it."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "level": "error" if self.is_error else "warning",
            "rule": self.rule,
            "says": self.says,
            "hint": self.hint,
            "shown": self.shown,
        }


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Level and sentences of each rule."""
    return cast("Mapping[str, Mapping[str, str]]", _read("catalogue.yaml"))


@cache
def limits() -> Mapping[str, Any]:
    """What is allowed: lengths, words, sites. Beside each stands where it comes from."""
    return cast("Mapping[str, Any]", _read("limits.yaml"))


def _read(name: str) -> object:
    return yaml.safe_load(files(__package__).joinpath(name).read_text(encoding="utf-8"))

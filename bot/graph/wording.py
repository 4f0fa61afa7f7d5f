"""The words of the pictures that content does not have itself; they stand in `wording.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import cast

import yaml


@cache
def wording() -> Mapping[str, Mapping[str, str]]:
    """All of them, by group."""
    text = files(__package__).joinpath("wording.yaml").read_text(encoding="utf-8")
    return cast("Mapping[str, Mapping[str, str]]", yaml.safe_load(text))


def say(group: str, name: str, /, **details: object) -> str:
    """One of them, filled in."""
    return wording()[group][name].format(**details)


def themes() -> tuple[str, ...]:
    """The names of the pictures, the overview first."""
    return tuple(wording()["themes"])


def listed(names: Iterable[str], last: str = "last") -> str:
    """Names as a list in a sentence: a, b en c."""
    found = list(dict.fromkeys(names))
    words = wording()["alternatives"]
    return words[last].join(part for part in (words["list"].join(found[:-1]), *found[-1:]) if part)

"""Broken copies of the real content: small changes an editor could make, and what the check says of each.

`broken/<name>.yaml` names the rule that must notice and the changes (file, what stands there, what is put instead);
`broken/<name>.txt` is the report in full: every finding of that rule that the real content does not have.
Run as a module it writes the reports anew and the page about the rules: `python -m tests.proof.copies`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from bot.content.loading import default_root
from bot.proof.examining import Examined, examine
from bot.proof.findings import Finding, catalogue
from bot.proof.rules import findings

FOLDER = Path(__file__).parent / "broken"
PAGE = Path(__file__).parents[2] / "docs" / "check.md"
TODAY = date(2026, 11, 24)
IN_CODE = {"alarm-not-heard"}
"""Rules that no change of content can break; they guard the program."""


@dataclass(frozen=True, slots=True)
class Change:
    """One edit of one file."""

    file: str
    find: str
    replace: str


@dataclass(frozen=True, slots=True)
class Case:
    """A broken copy and the rule that must notice."""

    name: str
    rule: str
    changes: tuple[Change, ...]

    @property
    def report(self) -> Path:
        """Where the expected report stands."""
        return FOLDER / f"{self.name}.txt"


def cases() -> Iterator[Case]:
    """All broken copies, by name."""
    for path in sorted(FOLDER.glob("*.yaml")):
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield Case(path.stem, written["rule"], tuple(Change(**change) for change in written["changes"]))


def spoil(folder: Path, changes: Iterable[Change]) -> None:
    """A copy of the real content with these changes. KeyError when a text to change is not there."""
    shutil.copytree(default_root(), folder)
    for change in changes:
        path = folder / change.file
        text = path.read_text(encoding="utf-8")
        if change.find not in text:
            raise KeyError(change.find)
        path.write_text(text.replace(change.find, change.replace, 1), encoding="utf-8")


def reported(case: Case) -> str:
    """What the check says of a broken copy that it does not say of the real content."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "content"
        spoil(root, case.changes)
        found = findings(examine(root, TODAY), case.rule)
    return "".join(f"{finding}\n" for finding in found if _sign(finding) not in found_before(case.rule))


@cache
def real() -> Examined:
    """The real content."""
    return examine(default_root(), TODAY)


@cache
def found_before(rule: str) -> frozenset[tuple[str, str]]:
    """What a rule finds in the real content."""
    return frozenset(_sign(finding) for finding in findings(real(), rule))


def _sign(finding: Finding) -> tuple[str, str]:
    """A finding without its line, which moves when something above it changes."""
    return finding.place.file, finding.says


def page() -> str:
    """The page about the rules, from these files."""
    by_rule: dict[str, list[Case]] = {}
    for case in cases():
        by_rule.setdefault(case.rule, []).append(case)
    parts = [(Path(__file__).parent / "page.md").read_text(encoding="utf-8").rstrip()]
    for rule, entry in catalogue().items():
        parts.append(f"## {rule}\n\n{'Fout' if entry['level'] == 'error' else 'Waarschuwing'}. {entry['hint'].strip()}")
        parts += [_example(case) for case in by_rule.get(rule, [])]
    return "\n\n".join(parts) + "\n"


def _example(case: Case) -> str:
    lines = []
    for change in case.changes:
        lines.append(f"`{change.file}`\n\n```diff")
        lines += [f"+ {line}" for line in change.find.rstrip("\n").splitlines()]
        lines += [f"- {_short(line)}" for line in change.replace.rstrip("\n").splitlines()]
        lines.append("```\n")
    said = case.report.read_text(encoding="utf-8").rstrip()
    return "\n".join([*lines, "```text", said, "```"])


def _short(line: str, most: int = 300) -> str:
    return line if len(line) <= most else f"{line[:most]}…"


if __name__ == "__main__":
    for one in cases():
        one.report.write_text(reported(one), encoding="utf-8")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")

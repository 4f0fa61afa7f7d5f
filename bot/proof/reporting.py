"""What `rls-bot check` says, as text and as JSON."""

from __future__ import annotations

import sys
import time
from typing import Any, TextIO

from bot.proof import difference_text
from bot.proof.difference import Difference
from bot.proof.examining import Examined
from bot.proof.findings import Finding
from bot.proof.telling import wording

PATIENCE = 2.0
"""Seconds after which it is shown that work goes on."""


class ProgressLine:
    """One line that counts, on a terminal and only when the work takes longer than `PATIENCE`."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """`stream`: where it stands; standard error, as it is now, when none is given."""
        self.stream = stream or sys.stderr
        self.since = time.monotonic()
        self.shown = False

    def __call__(self, number: int) -> None:
        """Show how far the work is."""
        if self.stream.isatty() and time.monotonic() - self.since > PATIENCE:
            self.shown = True
            self.stream.write("\r" + wording()["check"]["progress"].format(number=number))
            self.stream.flush()

    def done(self) -> None:
        """Take the line away."""
        if self.shown:
            self.stream.write("\r\033[K")


def report(examined: Examined, found: tuple[Finding, ...], folder: str, seconds: float) -> str:
    """The findings, errors first, and the figures."""
    said = wording()["check"]
    errors = [finding for finding in found if finding.is_error]
    warnings = [finding for finding in found if not finding.is_error]
    lines = [said["errors_heading"], *map(str, errors), ""] if errors else []
    lines += [said["warnings_heading"], *map(str, warnings), ""] if warnings else []
    lines += [
        said["figures"].format(folder=folder, **{k: str(v) for k, v in figures(examined).items()}),
        said["walked"].format(
            seconds=f"{seconds:.1f}".replace(".", ","),
            **{key: _readable(value) for key, value in figures(examined).items()},
        ),
        said["found"].format(errors=_count("error", errors), warnings=_count("warning", warnings))
        if found
        else said["fine"],
    ]
    return "\n".join(lines)


def as_json(
    examined: Examined, found: tuple[Finding, ...], seconds: float, differs: Difference | None = None
) -> dict[str, Any]:
    """The same for machines, and the difference where there is something to compare with."""
    told: dict[str, Any] = {
        "findings": [finding.as_json() for finding in found],
        "figures": {**figures(examined), "seconds": round(seconds, 2)},
    }
    return told if differs is None else {**told, "difference": difference_text.as_json(differs)}


def figures(examined: Examined) -> dict[str, Any]:
    """How much there is of everything."""
    content, walk = examined.content, examined.walk
    return {
        "version": content.version,
        "questions": len(content.questions),
        "outcomes": len(content.outcomes),
        "passages": len(content.passages),
        "requirements": len(examined.files.requirements.found),
        "stories": examined.stories(),
        "moments": len(walk.moments),
        "conversations": walk.conversations,
        "longest": walk.longest,
        "median": walk.median,
        "regions": examined.situations.regions_of_endings(),
    }


def _count(name: str, found: list[Finding]) -> str:
    said = wording()["check"]
    return said[name] if len(found) == 1 else said[f"{name}s"].format(number=len(found))


def _readable(value: object) -> str:
    """A number with thin groups of three."""
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)

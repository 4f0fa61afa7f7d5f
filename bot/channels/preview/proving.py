"""What `rls-bot check` finds, for the page: the findings of a folder, and for whom a change changes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from bot.channels.preview.workshop import Checks, Finding
from bot.dialogue.model import Content
from bot.proof import findings as proof
from bot.proof.comparing import Comparison
from bot.proof.difference import Difference
from bot.proof.difference_text import lines
from bot.proof.examining import examine
from bot.proof.rules import findings


def checks(today: Callable[[], date]) -> Checks:
    """The real ones. Each takes seconds, so what was compared last is kept."""
    last: dict[tuple[str, str], tuple[str, ...]] = {}

    def compared(before: Content, after: Content) -> Iterable[str]:
        versions = before.version, after.version
        if versions not in last:
            last.clear()
            last[versions] = tuple(lines(Difference("", "", Comparison(before, after), (), {})))
        return last[versions]

    def examined(root: Path) -> Iterable[Finding]:
        return map(_as_shown, findings(examine(root, today())))

    return Checks(examined, compared)


def _as_shown(found: proof.Finding) -> Finding:
    return Finding(
        found.place.file,
        found.place.line,
        found.rule,
        found.says,
        found.hint,
        "error" if found.is_error else "warning",
        (found.shown,) if found.shown else (),
    )

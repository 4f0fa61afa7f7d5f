"""Content as the program uses it: read from its folder, checked, frozen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.content.building import build
from bot.content.files import Files, read_files
from bot.content.problems import ContentError
from bot.content.reading import UNREADABLE
from bot.content.references import problems_in
from bot.dialogue.model import Content


def load(root: Path) -> Content:
    """The content of a folder. Raises ContentError with all problems when it cannot be used."""
    return load_with_files(root)[0]


def load_with_files(root: Path) -> tuple[Content, Files]:
    """The same, with the files it was made from, which know where everything stands."""
    files = read_files(root)
    problems = list(files.problems)
    if not any(problem.rule in UNREADABLE for problem in problems):
        # Otherwise everything that names something in the unreadable file would be reported as well.
        problems += problems_in(files)
    if problems:
        raise ContentError(problems)
    return build(files), files


def reviewed(content: Content) -> tuple[date, date]:
    """When the text that was looked at longest ago was reviewed, and when the latest."""
    dates = [passage.reviewed for passage in content.passages.values()]
    dates += [alarm.reviewed for alarm in content.alarms.values()]
    return min(dates), max(dates)


def default_root() -> Path:
    """The content that belongs to this program: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_content"
    return shipped if shipped.is_dir() else package.parent / "content"

"""Pictures of content as text of files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from bot.dialogue.model import Content
from bot.graph.mermaid import mermaid
from bot.graph.themes import svg
from bot.graph.wording import themes

Format = Literal["svg", "mermaid"]
ENDINGS: dict[Format, str] = {"svg": ".svg", "mermaid": ".mmd"}
THEMES = themes()


def draw(content: Content, form: Format, theme: str) -> str:
    """One picture; KeyError for a theme there is not."""
    return svg(content, theme) if form == "svg" else mermaid(content, theme)


def draw_all(content: Content, folder: Path, form: Format, wanted: Iterable[str]) -> Iterator[Path]:
    """These pictures as files of a folder, named after their themes; yields each file."""
    for theme in wanted:
        path = folder / f"{theme}{ENDINGS[form]}"
        path.write_text(draw(content, form, theme), encoding="utf-8")
        yield path

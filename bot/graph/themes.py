"""The pictures there are: one overview on a page, and one for each theme, as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from bot.dialogue.model import Content
from bot.graph import ladder_picture, scale_picture, usage, usage_picture
from bot.graph.boxes import Box, columns, height_of, stacked
from bot.graph.conditions import spoken
from bot.graph.ladder import Step, alarms, branches, ladder
from bot.graph.scales import Scale, scales
from bot.graph.svg import INK, QUIET, Shape, leading, page, paragraph, text, width_of, wrapped
from bot.graph.wording import say

A4 = (1123.0, 794.0)
"""Landscape, in pixels of 96 to the inch."""
MARGIN, GUTTER = 26.0, 26.0
HEAD = 17.0
SIZE = 10.5


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture before it is written: what stands on it, and the same in words."""

    theme: str
    shapes: Sequence[Shape]
    width: float
    height: float
    words: str


def svg(content: Content, theme: str) -> str:
    """The picture of a theme; KeyError for a theme there is not."""
    picture = _THEMES[theme](content)
    return page(
        [*_head(picture), *picture.shapes],
        picture.width,
        picture.height,
        title=say("themes", theme),
        description=f"{say('reading', theme)} {picture.words}",
    )


def _overview(content: Content) -> Picture:
    """Made a little smaller in steps until it fits its page."""
    for smaller in count():
        width, height = (side * (1 + smaller / 20) for side in A4)
        picture = _overview_at(content, width)
        if picture.height <= height:
            return Picture(picture.theme, picture.shapes, width, height, picture.words)
    raise AssertionError  # counting does not end


def _overview_at(content: Content, width: float) -> Picture:
    steps = ladder(content)
    column = (width - 2 * MARGIN - GUTTER) / 2
    shapes, bottom = _in_columns(
        ladder_picture.boxes(content, steps, column, short=True), 2, column, _body_top("overzicht", width)
    )
    below = [
        *(scale_picture.short(scale, width - 2 * MARGIN) for scale in _asked(content)),
        _blocks(content, width - 2 * MARGIN),
    ]
    shapes += stacked(below, MARGIN, bottom + 6)
    words = (*ladder_picture.in_words(content, steps), *_block_words(content))
    return Picture("overzicht", shapes, width, bottom + 6 + height_of(below) + 12, " ".join(words))


def _asked(content: Content) -> Iterator[Scale]:
    """The numbers that a question asks and that decide by themselves."""
    return (scale for scale in scales(content) if scale.decides and content.asking(scale.fact.id))


def _block_words(content: Content) -> Iterator[str]:
    yield say(
        "parts", "blocks_more", number=len(content.blocks), names=" · ".join(block.id for block in content.blocks)
    )


def _blocks(content: Content, width: float) -> Box:
    heading = say("parts", "blocks")
    left = width_of(heading, SIZE, bold=True) + 14
    lines = wrapped(next(_block_words(content)), width - left, SIZE - 1)

    def draw() -> list[Shape]:
        return [text(4, 12, heading, SIZE, bold=True), *paragraph(left, 12, lines, SIZE - 1, fill=QUIET)]

    return Box(len(lines) * leading(SIZE - 1) + 6, draw)


def _priority(content: Content) -> Picture:
    return _ladder("voorrang", content, ladder(content), 2)


def _emergencies(content: Content) -> Picture:
    return _ladder("spoed", content, alarms(ladder(content)), 1, first_lines=True)


def _ladder(
    theme: str, content: Content, steps: tuple[Step, ...], number: int, *, first_lines: bool = False
) -> Picture:
    width = A4[0] if number > 1 else A4[0] * 0.7
    column = (width - 2 * MARGIN - (number - 1) * GUTTER) / number
    boxes = ladder_picture.boxes(content, steps, column, first_lines=first_lines)
    shapes, bottom = _in_columns(boxes, number, column, _body_top(theme, width))
    words = " ".join(ladder_picture.in_words(content, steps))
    return Picture(theme, shapes, width, bottom + MARGIN, words)


def _branches(content: Content) -> Picture:
    """Under each answer that opens further questions, these questions and what they decide."""
    width = A4[0] * 0.7
    room = width - 2 * MARGIN
    boxes: list[Box] = []
    words: list[str] = []
    for condition, steps in branches(content, ladder(content)):
        heading = say("parts", "after", condition=spoken(content, condition))
        boxes += [_heading(heading), *ladder_picture.boxes(content, steps, room)]
        words += [f"{heading}:", *ladder_picture.in_words(content, steps)]
    return _column("vervolg", boxes, words, width)


def _heading(said: str) -> Box:
    return Box(34, lambda: [text(0, 24, said, 13, bold=True)], keep_with_next=True)


def _scales(content: Content) -> Picture:
    found = sorted(scales(content), key=lambda scale: -len(scale.lanes))
    boxes = [box for scale in found for box in scale_picture.whole(scale, A4[0] - 2 * MARGIN)]
    words = [said for scale in found for said in scale_picture.in_words(scale)]
    return _column("waarden", boxes, words, A4[0])


def _questions(content: Content) -> Picture:
    return _table("vragen", usage.questions(content))


def _block_table(content: Content) -> Picture:
    return _table("blokken", usage.blocks(content))


def _table(theme: str, table: usage.Usage) -> Picture:
    boxes = usage_picture.boxes(table, A4[0] - 2 * MARGIN)
    return _column(theme, boxes, usage_picture.in_words(table), A4[0])


def _column(theme: str, boxes: Sequence[Box], words: Iterable[str], width: float) -> Picture:
    top = _body_top(theme, width)
    shapes = stacked(boxes, MARGIN, top)
    return Picture(theme, shapes, width, top + height_of(boxes) + MARGIN, " ".join(words))


def _in_columns(boxes: Sequence[Box], number: int, width: float, top: float) -> tuple[list[Shape], float]:
    """The boxes in columns, and where the highest ends."""
    found = columns(boxes, number)
    shapes = [
        shape for place, column in enumerate(found) for shape in stacked(column, MARGIN + place * (width + GUTTER), top)
    ]
    return shapes, top + max(height_of(column) for column in found)


def _reading(theme: str, width: float) -> list[str]:
    return wrapped(say("reading", theme), width - 2 * MARGIN, SIZE)


def _body_top(theme: str, width: float) -> float:
    return MARGIN + HEAD + 8 + len(_reading(theme, width)) * leading(SIZE) + 8


def _head(picture: Picture) -> list[Shape]:
    """The title, and how to read the picture."""
    return [
        text(MARGIN, MARGIN + HEAD - 4, say("themes", picture.theme), HEAD, fill=INK, bold=True),
        *paragraph(MARGIN, MARGIN + HEAD + 14, _reading(picture.theme, picture.width), SIZE, fill=QUIET),
    ]


_THEMES: Mapping[str, Callable[[Content], Picture]] = {
    "overzicht": _overview,
    "voorrang": _priority,
    "spoed": _emergencies,
    "vervolg": _branches,
    "vragen": _questions,
    "waarden": _scales,
    "blokken": _block_table,
}

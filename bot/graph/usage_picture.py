"""A table of marks: questions or blocks against outcomes."""

from __future__ import annotations

from collections.abc import Iterator

from bot.graph.boxes import Box
from bot.graph.endings import COLOURS, urgency_of
from bot.graph.svg import (
    FAINT,
    INK,
    QUESTION_INK,
    QUIET,
    Shape,
    dot,
    element,
    group,
    leading,
    line,
    paragraph,
    rect,
    text,
    wrapped,
)
from bot.graph.usage import Line, Mark, Usage
from bot.graph.wording import say

SIZE = 10.0
LABEL = 262.0
HEAD = 212.0
"""Room for what a row is about, and for the titles of the columns, which stand upright."""


def boxes(usage: Usage, width: float) -> list[Box]:
    """A key to the marks, the titles of the outcomes, then the rows."""
    step = (width - LABEL) / len(usage.outcomes)
    return [_key(usage), _heads(usage, step), *(_row(usage, row, step, width) for row in usage.lines)]


def in_words(usage: Usage) -> Iterator[str]:
    """The same for who cannot see it."""
    for row in usage.lines:
        for mark in usage.marks:
            titles = [outcome.title for outcome in usage.outcomes if row.marks.get(outcome.id) is mark]
            if titles:
                yield f"{row.name} {row.detail}".strip() + f", {say('parts', mark.value)}: {'; '.join(titles)}."


def _key(usage: Usage) -> Box:
    def draw() -> list[Shape]:
        shapes: list[Shape] = []
        for number, mark in enumerate(usage.marks):
            x = 8 + number * 190
            shapes += [_mark(mark, x, 10), text(x + 12, 13.5, say("parts", mark.value), SIZE + 0.5)]
        return shapes

    return Box(24, draw)


def _mark(mark: Mark, x: float, y: float) -> Shape:
    return dot(x, y, 5, colour=QUESTION_INK, closed=mark.filled)


def _heads(usage: Usage, step: float) -> Box:
    def draw() -> list[Shape]:
        shapes: list[Shape] = []
        for number, outcome in enumerate(usage.outcomes):
            strong, tint = COLOURS[urgency_of(outcome)]
            lines = wrapped(outcome.title, HEAD - 70, SIZE)
            start = step / 2 - (len(lines) - 1) * leading(SIZE) / 2 + SIZE / 3
            head = [
                rect(0, 1, HEAD - 6, step - 2, fill=tint),
                rect(0, 1, 4, step - 2, fill=strong),
                *paragraph(10, start, lines, SIZE),
                text(
                    HEAD - 12,
                    step / 2 + 3,
                    say("urgency", outcome.urgency),
                    SIZE - 1.5,
                    fill=strong,
                    bold=True,
                    anchor="end",
                ),
            ]
            turned = element("g", head, transform=f"translate({LABEL + number * step:.1f} {HEAD:.0f}) rotate(-90)")
            shapes.append(group([turned], outcome.title, id=f"outcome-{outcome.id}"))
        return shapes

    return Box(HEAD, draw)


def _row(usage: Usage, row: Line, step: float, width: float) -> Box:
    names = wrapped(row.name, LABEL - 16, SIZE + 0.5, bold=True)
    details = wrapped(row.detail, LABEL - 16, SIZE - 1)
    height = len(names) * leading(SIZE + 0.5) + len(details) * leading(SIZE - 1) + 8

    def draw() -> list[Shape]:
        y = height / 2
        shapes = [
            line(0, height, width, height, stroke_width=0.8),
            *paragraph(4, SIZE + 4.5, names, SIZE + 0.5, fill=INK, bold=True),
            *paragraph(4, SIZE + 3 + len(names) * leading(SIZE + 0.5), details, SIZE - 1, fill=QUIET),
        ]
        for number, outcome in enumerate(usage.outcomes):
            x = LABEL + number * step
            shapes.append(line(x, 0, x, height, stroke=FAINT, stroke_width=0.6))
            if outcome.id in row.marks:
                shapes.append(_mark(row.marks[outcome.id], x + step / 2, y))
        return [group(shapes, f"{row.name} {row.detail}".strip())]

    return Box(height, draw)

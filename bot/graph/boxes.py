"""Pieces of a picture that know their height, and columns in which they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.graph.svg import Shape, moved

Draw = Callable[[], list[Shape]]


@dataclass(frozen=True, slots=True)
class Box:
    """Something with a height; drawn with its top left corner at 0, 0."""

    height: float
    draw: Draw
    keep_with_next: bool = False
    """A heading does not stand last in a column."""


def stacked(boxes: Sequence[Box], x: float, y: float) -> list[Shape]:
    """The boxes below each other."""
    shapes = []
    for box in boxes:
        shapes.append(moved(box.draw(), x, y))
        y += box.height
    return shapes


def height_of(boxes: Sequence[Box]) -> float:
    """How high the boxes are together."""
    return sum(box.height for box in boxes)


def columns(boxes: Sequence[Box], number: int) -> list[list[Box]]:
    """The boxes in this many columns, in order, the highest column as low as can be."""
    low, high = max((box.height for box in boxes), default=0), height_of(boxes)
    # Halving settles on the lowest height with which they fit; a tenth of a unit is enough.
    while high - low > 0.1:  # noqa: PLR2004
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(boxes, middle)) <= number else (middle, high)
    return _filled(boxes, high)


def _filled(boxes: Sequence[Box], height: float) -> list[list[Box]]:
    found: list[list[Box]] = [[]]
    for box in boxes:
        if found[-1] and height_of(found[-1]) + box.height > height:
            moving = [found[-1].pop()] if found[-1][-1].keep_with_next else []
            found.append(moving)
        found[-1].append(box)
    return found

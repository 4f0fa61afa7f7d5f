"""A number line: limits along the top, one bar for each condition, what decides in a strip of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.content.bands import written
from bot.dialogue.conditions import ANY_NUMBER, Band
from bot.dialogue.replay import title
from bot.dialogue.telling import number
from bot.graph.boxes import Box
from bot.graph.endings import COLOURS, urgency_of
from bot.graph.scales import Lane, Scale, Stretch
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
    moved,
    paragraph,
    rect,
    text,
    wrapped,
)
from bot.graph.wording import say

SIZE = 10.0
LABEL = 300.0
UNKNOWN = 66.0
"""Room for the names of lanes, and for the column of who does not know the number."""
KINDS = {"rule": INK, "block": QUESTION_INK, "passage": "#6a3d9a", "entry": QUIET, "question": QUESTION_INK}


class _Axis:
    """Where a number stands: limits at equal distances, since what counts is on which side of them one is."""

    def __init__(self, limits: Sequence[float], left: float, width: float) -> None:
        self.left, self.right = left, left + width
        self.step = width / (len(limits) + 1)
        self.places = {limit: left + (place + 1) * self.step for place, limit in enumerate(limits)}

    def ends(self, band: Band) -> tuple[float, float]:
        low = self.left if band.low is None else self.places[band.low]
        return low, self.right if band.high is None else self.places[band.high]


def whole(scale: Scale, width: float) -> list[Box]:
    """Every limit of every condition on this number."""
    heading = _named(scale)
    axis = _Axis(scale.limits, LABEL + UNKNOWN, width - LABEL - UNKNOWN - 14)
    boxes = [Box(24, lambda: [text(0, 15, heading, 13, bold=True)], keep_with_next=True)]
    if scale.decides:
        boxes.append(short(scale, width))
    boxes.append(_numbers(scale, axis))
    boxes += [_lane(lane, axis) for lane in scale.lanes]
    return [*boxes, Box(18, list)]


def short(scale: Scale, width: float) -> Box:
    """Only what decides, on a line with only the limits that matter for it."""
    axis = _Axis(scale.turning_points, 4, width - 8)
    heading = say("parts", "if_number_decides", name=_named(scale))
    strip = _strip(scale, axis)

    def draw() -> list[Shape]:
        return [
            text(4, 11, heading, SIZE + 0.5, bold=True),
            moved(strip.draw(), 0, 18),
            *_ticks(axis, 18 + strip.height),
        ]

    return Box(strip.height + 38, draw)


def in_words(scale: Scale) -> Iterator[str]:
    """The same for who cannot see it."""
    for stretch in scale.decides:
        yield f"{scale.fact.name} {written(stretch.band)} → {stretch.number}. {title(stretch.ending)}."
    for lane in scale.lanes:
        holds = [say("numbers", "unknown")] if lane.unknown else []
        bands = " / ".join([*holds, *(written(band) for band in lane.bands)])
        yield f"{scale.fact.name} {bands} {lane.beside}".strip() + f": {lane.label}."


def _named(scale: Scale) -> str:
    return say("parts", "scale", name=scale.fact.name, unit=scale.fact.unit) if scale.fact.unit else scale.fact.name


def _numbers(scale: Scale, axis: _Axis) -> Box:
    def draw() -> list[Shape]:
        if not any(lane.unknown for lane in scale.lanes):
            return _ticks(axis, 2)
        unknown = text(LABEL + UNKNOWN / 2 - 6, 14, say("numbers", "unknown"), SIZE - 1, fill=QUIET, anchor="middle")
        return [unknown, *_ticks(axis, 2)]

    return Box(24, draw, keep_with_next=True)


def _ticks(axis: _Axis, y: float) -> list[Shape]:
    """The line with its limits."""
    shapes = [line(axis.left, y, axis.right, y, stroke=INK, stroke_width=1.4)]
    shapes.append(element("path", d=f"M{axis.right:.1f} {y - 3.5:.1f}l7 3.5l-7 3.5z", fill=INK))
    for limit, x in axis.places.items():
        shapes += [
            line(x, y - 4, x, y + 4, stroke=INK),
            text(x, y + 15, number(limit), SIZE, bold=True, anchor="middle"),
        ]
    return shapes


def _strip(scale: Scale, axis: _Axis) -> Box:
    """The row that decides in each stretch, as coloured fields that end in a dot at each limit."""
    fields = [(stretch, *axis.ends(stretch.band)) for stretch in scale.decides]
    lines = {s.number: wrapped(_titled(s), right - left - 14, SIZE) for s, left, right in fields}
    height = max(len(found) for found in lines.values()) * leading(SIZE) + 12

    def draw() -> list[Shape]:
        shapes: list[Shape] = []
        for stretch, left, right in fields:
            strong, tint = COLOURS[urgency_of(stretch.ending)]
            shapes.append(rect(left, 0, right - left, height - 2, fill=tint))
            shapes.append(rect(left + 0.8, 0, right - left - 1.6, 3, fill=strong))
            shapes += paragraph(left + 7, 15, lines[stretch.number], SIZE)
        for stretch, left, right in fields:
            shapes += _end_dots(stretch.band, left, right, 1.5, COLOURS[urgency_of(stretch.ending)][0])
        return [group(shapes, say("parts", "if_number_decides", name=scale.fact.name))]

    return Box(height, draw)


def _titled(stretch: Stretch) -> str:
    return f"{say('parts', 'lane_rule', number=stretch.number, title=title(stretch.ending))} ({say('urgency', urgency_of(stretch.ending))})"


def _end_dots(band: Band, left: float, right: float, y: float, colour: str) -> list[Shape]:
    """At each limit a dot, just inside the band so that two bands that meet show both."""
    shapes = []
    if band.low is not None:
        shapes.append(dot(left + 4.5, y, 3.6, colour=colour, closed=band.low_included))
    if band.high is not None:
        shapes.append(dot(right - 4.5, y, 3.6, colour=colour, closed=band.high_included))
    return shapes


def _lane(lane: Lane, axis: _Axis) -> Box:
    """A bar for each band of a condition, its name on the left."""
    names = wrapped(lane.label, LABEL - 12, SIZE)
    beside = wrapped(lane.beside, LABEL - 20, SIZE - 1)
    height = len(names) * leading(SIZE) + len(beside) * leading(SIZE - 1) + 6
    colour = COLOURS[lane.urgency][0] if lane.urgency else KINDS[lane.kind]

    def draw() -> list[Shape]:
        y = 8.0
        shapes = [
            line(0, height - 1, axis.right, height - 1, stroke_width=0.6),
            *(
                line(x, 0, x, height, stroke=FAINT, stroke_width=0.8, stroke_dasharray="2 3")
                for x in axis.places.values()
            ),
            *paragraph(0, SIZE + 1, names, SIZE),
            *paragraph(8, SIZE + 1 + len(names) * leading(SIZE), beside, SIZE - 1, fill=QUIET),
        ]
        if lane.unknown:
            shapes.append(dot(LABEL + UNKNOWN / 2 - 6, y, 4.5, colour=colour, closed=True))
        for band in lane.bands:
            shapes += _bar(band, axis, y, colour)
        holds = " / ".join(written(band) for band in lane.bands) or say("numbers", "unknown")
        return [group(shapes, f"{lane.label}: {holds} {lane.beside}".strip())]

    return Box(height, draw)


def _bar(band: Band, axis: _Axis, y: float, colour: str) -> list[Shape]:
    left, right = axis.ends(band)
    shapes = [line(left, y, right, y, stroke=colour, stroke_width=4)]
    if band.low is None or band == ANY_NUMBER:
        shapes.append(element("path", d=f"M{left + 1:.1f} {y - 5:.1f}l-7 5l7 5z", fill=colour))
    else:
        shapes.append(dot(left, y, 4.2, colour=colour, closed=band.low_included))
    if band.high is None or band == ANY_NUMBER:
        shapes.append(element("path", d=f"M{right - 1:.1f} {y - 5:.1f}l7 5l-7 5z", fill=colour))
    else:
        shapes.append(dot(right, y, 4.2, colour=colour, closed=band.high_included))
    return shapes

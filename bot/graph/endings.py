"""How an ending looks: its title on a card with how urgent it is, in colour and in words."""

from __future__ import annotations

from bot.dialogue.model import Alarm, Outcome
from bot.dialogue.replay import title
from bot.graph.boxes import Box
from bot.graph.svg import QUIET, Shape, element, leading, paragraph, rect, text, width_of, wrapped
from bot.graph.wording import say

COLOURS: dict[str, tuple[str, str]] = {
    "1": ("#a3182b", "#fbe9eb"),
    "2": ("#b23c12", "#fcede5"),
    "3": ("#8f5400", "#fbf0dd"),
    "vandaag": ("#8f5400", "#fbf0dd"),
    "4": ("#6d5b00", "#f8f3d9"),
    "deze-week": ("#6d5b00", "#f8f3d9"),
    "afspraak": ("#13654f", "#e6f4ef"),
}
"""By urgency: strong enough to read as text on white, and as a tint behind text. Each differs in lightness too."""
SIZE = 10.5
PADDING = 4.5


def urgency_of(ending: Outcome | Alarm) -> str:
    """The level of an alarm, or the urgency of an outcome, as content names it."""
    return str(ending.level) if isinstance(ending, Alarm) else ending.urgency


def card(ending: Outcome | Alarm, width: float, *, first_line: bool = False) -> Box:
    """The ending on a card; with the first line that an alarm says, if it is one and that is wanted."""
    urgency = urgency_of(ending)
    tag = say("urgency", urgency)
    taken = width_of(tag, SIZE - 1.5, bold=True) + 3 * PADDING
    lines = wrapped(title(ending), width - taken - 2 * PADDING - 4, SIZE)
    below: list[str] = []
    if first_line and isinstance(ending, Alarm):
        below = wrapped(ending.first_line, width - taken - 2 * PADDING - 4, SIZE - 1)
    height = len(lines) * leading(SIZE) + len(below) * leading(SIZE - 1) + 2 * PADDING - 2

    def draw() -> list[Shape]:
        strong, tint = COLOURS[urgency]
        return [
            rect(0, 0, width, height, rx=4, fill=tint),
            element("path", d=f"M4 0h2v{height:.1f}h-2a4 4 0 0 1 -4 -4v-{height - 8:.1f}a4 4 0 0 1 4 -4z", fill=strong),
            *paragraph(PADDING + 7, PADDING + SIZE - 2, lines, SIZE),
            *paragraph(PADDING + 7, PADDING + SIZE - 2.5 + len(lines) * leading(SIZE), below, SIZE - 1, fill=QUIET),
            text(
                width - PADDING,
                height / 2 + (SIZE - 1.5) / 3,
                tag,
                SIZE - 1.5,
                fill=strong,
                bold=True,
                anchor="end",
            ),
        ]

    return Box(height, draw)

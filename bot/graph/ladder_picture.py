"""The ladder as a picture: questions and rules on a spine, conditions on the left, endings on the right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bot.dialogue.conditions import ALWAYS
from bot.dialogue.model import Alarm, Content, Question
from bot.dialogue.replay import title
from bot.graph.boxes import Box
from bot.graph.conditions import Spoken, spoken
from bot.graph.endings import COLOURS, card
from bot.graph.ladder import Ask, Decide, Step
from bot.graph.svg import (
    FAINT,
    INK,
    PAPER,
    QUESTION_FILL,
    QUESTION_INK,
    QUIET,
    Shape,
    element,
    group,
    leading,
    line,
    moved,
    paragraph,
    rect,
    text,
    width_of,
    wrapped,
)
from bot.graph.wording import say

SIZE = 10.5
SPINE = 13.0
LEFT = 30.0
GAP = 3.0


def boxes(
    content: Content, steps: Iterable[Step], width: float, *, short: bool = False, first_lines: bool = False
) -> list[Box]:
    """The steps below each other.

    Short: alarms together, and no answers of questions. With first lines: what an alarm says first.
    """
    found: list[Box] = []
    for alarm_rows, group_ in groupby(steps, key=lambda step: short and _is_alarm(step)):
        members = list(group_)
        if alarm_rows:
            found.append(_alarms([step for step in members if isinstance(step, Decide)], width))
        else:
            for step in members:
                if isinstance(step, Ask):
                    found.append(_ask(content, step, width, short=short))
                else:
                    found.append(_decide(content, step, width, first_line=first_lines))
    return found


def in_words(content: Content, steps: Iterable[Step]) -> Iterator[str]:
    """The same for who cannot see it, one line a step."""
    for step in steps:
        if isinstance(step, Ask):
            yield f"{say('parts', 'question', number=step.number)}: {asked(content, step)}."
        else:
            yield f"{step.number}. {condition_of(content, step)} → {title(step.rule.ending)}."


def condition_of(content: Content, step: Decide) -> str:
    """When a row holds, in one line."""
    said = str(spoken(content, step.rule.when))
    return say("alternatives", "if_known", condition=said) if step.rule.if_known else said


def _is_alarm(step: Step) -> bool:
    return isinstance(step, Decide) and isinstance(step.rule.ending, Alarm)


def asked(content: Content, step: Ask) -> str:
    """The name of a question, and when it is asked."""
    return " ".join(filter(None, (step.question.name, _only_with(content, step))))


def _only_with(content: Content, step: Ask) -> str:
    if step.only_with == ALWAYS:
        return ""
    return f"({say('alternatives', 'only_with', condition=spoken(content, step.only_with))})"


def _ask(content: Content, step: Ask, width: float, *, short: bool) -> Box:
    """A question on the spine, with a round number; below it what it asks."""
    room = width - LEFT - 16
    question = step.question
    name_width = width_of(question.name, SIZE, bold=True) + 6
    beside = _only_with(content, step)
    small = SIZE - 1.5
    details: list[str] = []
    several = len(question.asks) > 1
    counts = _counts(step)
    if beside and name_width + width_of(beside, small) + width_of(counts, small) + 20 > room:
        details += wrapped(beside, room, small)
        beside = ""
    for said in [", ".join(fact.name for fact in question.asks)] * several if short else _answers(question):
        details += wrapped(said, room, small)
    height = 19 + len(details) * leading(small)

    def draw() -> list[Shape]:
        shapes = [
            _spine(0, height + 2 * GAP),
            rect(2, GAP, width - 2, height, rx=9.5, fill=QUESTION_FILL),
            element("circle", cx=SPINE, cy=GAP + 9.5, r=9.5, fill=QUESTION_INK),
            text(SPINE, GAP + 13, str(step.number), 10, fill=PAPER, bold=True, anchor="middle"),
            text(LEFT, GAP + 13.5, question.name, SIZE, fill=QUESTION_INK, bold=True),
            text(LEFT + name_width, GAP + 13.5, beside, small, fill=QUIET),
            text(width - 9, GAP + 13.5, counts, small, fill=QUIET, anchor="end"),
            *paragraph(LEFT, GAP + 25.5, details, small, fill=QUIET),
        ]
        label = f"{say('parts', 'question', number=step.number)}: {asked(content, step)}"
        return [group(shapes, label, id=f"question-{question.id}")]

    return Box(height + 2 * GAP, draw, keep_with_next=True)


def _counts(step: Ask) -> str:
    """What the answer is good for: further questions, rows, blocks, passages."""
    parts = [
        say("counts", "opens", numbers=_ranges(step.opens)) if step.opens else "",
        say("counts", "rows", numbers=_ranges(step.rows)) if step.rows else "",
        _counted("blocks", step.blocks),
        _counted("passages", step.passages),
    ]
    return " · ".join(filter(None, parts))


def _counted(what: str, number: int) -> str:
    return say("counts", f"{what}_{'one' if number == 1 else 'more'}", number=number) if number else ""


def _ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3 and 7 as "1–3, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _answers(question: Question) -> Iterator[str]:
    """What can be answered, fact by fact; facts with the same answers together."""
    for options, facts in groupby(question.asks, key=lambda fact: tuple(option.label for option in fact.options)):
        names = ", ".join(fact.name for fact in facts) if len(question.asks) > 1 else ""
        answers = say("alternatives", "values").join(options) or question.asks[0].unit
        yield say("alternatives", "fact", name=names, value=answers) if names else answers


def _decide(content: Content, step: Decide, width: float, *, first_line: bool) -> Box:
    """A row: its number on the spine, its condition, an arrow, its ending."""
    middle = round(width * 0.51)
    said = spoken(content, step.rule.when)
    if step.rule.if_known:
        said = Spoken(condition_of(content, step))
    room = middle - LEFT - 16
    lines, lines_height = _condition(said, room)
    ending = card(step.rule.ending, width - middle, first_line=first_line)
    height = max(lines_height, ending.height)

    def draw() -> list[Shape]:
        y = height / 2
        shapes = [
            _spine(0, height + GAP),
            element("circle", cx=SPINE, cy=y, r=8, fill=PAPER, stroke=FAINT, stroke_width=1.2),
            text(SPINE, y + 3, str(step.number), 8.5, fill=QUIET, anchor="middle"),
            moved(lines, LEFT, (height - lines_height) / 2),
            line(middle - 14, y, middle - 4, y, stroke=QUIET),
            element("path", d=f"M{middle - 6} {y - 3:.1f}l4 3l-4 3z", fill=QUIET),
            moved(ending.draw(), middle, (height - ending.height) / 2),
        ]
        label = f"{step.number}. {condition_of(content, step)} → {title(step.rule.ending)}"
        return [group(shapes, label, id=f"row-{step.number}")]

    return Box(height + GAP, draw)


def _condition(said: Spoken, room: float) -> tuple[list[Shape], float]:
    """The lines of a condition, each alternative with a small mark, and how high they are."""
    lines = [(0.0, part, False) for part in wrapped(said.common, room, SIZE)]
    indent = 9.0
    for choice in said.choices:
        for number, part in enumerate(wrapped(choice, room - indent, SIZE)):
            lines.append((indent, part, number == 0))
    height = len(lines) * leading(SIZE) + 4
    shapes: list[Shape] = []
    for number, (x, part, first) in enumerate(lines):
        y = SIZE + 0.5 + number * leading(SIZE)
        shapes.append(text(x, y, part, SIZE))
        if first:
            shapes.append(element("circle", cx=2.5, cy=y - 3.5, r=1.8, fill=QUIET))
    return shapes, height


def _alarms(rows: Sequence[Decide], width: float) -> Box:
    """All alarms in one frame, by how urgent they are."""
    small, indent = SIZE - 1, 92.0
    lines: list[tuple[str, list[str]]] = []
    for level in sorted({row.urgency for row in rows}):
        names = dict.fromkeys(title(row.rule.ending) for row in rows if row.urgency == level)
        lines.append((level, wrapped(" · ".join(names), width - LEFT - indent - 8, small)))
    height = 20 + sum(len(names) for _, names in lines) * leading(small) + 4 * len(lines) + 4

    def draw() -> list[Shape]:
        shapes = [
            _spine(0, height + GAP),
            rect(LEFT - 4, 0, width - LEFT + 4, height, rx=4, fill=PAPER, stroke=COLOURS["1"][0], stroke_width=1.4),
            text(LEFT + 4, 14, say("parts", "alarms"), SIZE, fill=COLOURS["1"][0], bold=True),
            element("circle", cx=SPINE, cy=height / 2, r=8, fill=PAPER, stroke=FAINT, stroke_width=1.2),
            text(SPINE, height / 2 + 3.5, "!", 10, fill=COLOURS["1"][0], bold=True, anchor="middle"),
        ]
        y = 30.0
        for level, names in lines:
            shapes.append(text(LEFT + 4, y, say("urgency", level), small, fill=COLOURS[level][0], bold=True))
            shapes += paragraph(LEFT + indent, y, names, small, fill=INK)
            y += len(names) * leading(small) + 4
        return [group(shapes, say("parts", "alarms"), id="spoed-regels")]

    return Box(height + GAP, draw)


def _spine(top: float, bottom: float) -> Shape:
    return line(SPINE, top, SPINE, bottom, stroke=FAINT, stroke_width=2)

"""The same pictures as Mermaid, for whoever keeps them in Markdown; drawn by the program that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from bot.content.bands import written
from bot.dialogue.model import Alarm, Content, Outcome
from bot.dialogue.replay import title
from bot.graph import usage
from bot.graph.conditions import spoken
from bot.graph.endings import COLOURS, urgency_of
from bot.graph.ladder import Ask, Decide, Step, alarms, branches, ladder
from bot.graph.ladder_picture import asked, condition_of
from bot.graph.scales import Lane, Scale, scales
from bot.graph.svg import QUESTION_FILL, QUESTION_INK
from bot.graph.wording import say


def mermaid(content: Content, theme: str) -> str:
    """The picture of a theme; KeyError for a theme there is not."""
    direction, lines = _THEMES[theme](content)
    head = [f"flowchart {direction}", f"  accTitle: {say('themes', theme)}", f"  accDescr: {say('reading', theme)}"]
    return "\n".join([*head, *(f"  {line}" for line in (*_classes(), *lines))]) + "\n"


Flow = tuple[str, Iterable[str]]
"""The direction it is read in, and its lines."""


def _overview(content: Content) -> Flow:
    return "TD", _ladder(content, _alarms_together(ladder(content)))


def _priority(content: Content) -> Flow:
    return "TD", _ladder(content, [[step] for step in ladder(content)])


def _emergencies(content: Content) -> Flow:
    return "TD", _ladder(content, [[step] for step in alarms(ladder(content))])


def _branches(content: Content) -> Flow:
    def lines() -> Iterator[str]:
        for number, (condition, steps) in enumerate(branches(content, ladder(content)), start=1):
            heading = say("parts", "after", condition=spoken(content, condition))
            yield f"subgraph tak{number}[{_quoted(heading)}]"
            yield from _ladder(content, [[step] for step in steps], f"t{number}")
            yield "end"

    return "TD", lines()


def _scales(content: Content) -> Flow:
    return "LR", chain.from_iterable(_scale(scale) for scale in scales(content))


def _questions(content: Content) -> Flow:
    return "LR", _table(usage.questions(content))


def _blocks(content: Content) -> Flow:
    return "LR", _table(usage.blocks(content))


def _alarms_together(steps: Sequence[Step]) -> list[list[Step]]:
    """Rows that end in an alarm as one, other steps by themselves."""
    found: list[list[Step]] = []
    for step in steps:
        if found and _is_alarm(step) and _is_alarm(found[-1][0]):
            found[-1].append(step)
        else:
            found.append([step])
    return found


def _is_alarm(step: Step) -> bool:
    return isinstance(step, Decide) and isinstance(step.rule.ending, Alarm)


def _ladder(content: Content, steps: Sequence[Sequence[Step]], prefix: str = "") -> Iterator[str]:
    """From top to bottom: a question leads on, a row to its ending or on to the next."""
    before, on = "", "-->"
    for number, members in enumerate(steps):
        node = f"{prefix}s{number}"
        first = members[0]
        if before:
            yield f"{before} {on} {node}"
        if isinstance(first, Ask):
            label = f"{say('parts', 'question', number=first.number)}: {asked(content, first)}"
            yield f"{node}([{_quoted(label)}]):::question"
            on = "-->"
        else:
            rows = [step for step in members if isinstance(step, Decide)]
            yield f"{node}{{{_quoted(_condition(content, rows))}}}"
            yield from _endings(node, rows)
            on = f"-->|{say('parts', 'fails')}|"
        before = node


def _condition(content: Content, rows: Sequence[Decide]) -> str:
    if len(rows) > 1:
        return say("parts", "alarms")
    return f"{rows[0].number}. {condition_of(content, rows[0])}"


def _endings(node: str, rows: Sequence[Decide]) -> Iterator[str]:
    for ending in dict.fromkeys(row.rule.ending for row in rows):
        yield f"{node} -->|{say('parts', 'holds')}| {node}_{ending.id}[{_ending(ending)}]:::{_class(urgency_of(ending))}"


def _ending(ending: Outcome | Alarm) -> str:
    return _quoted(f"{title(ending)} ({say('urgency', urgency_of(ending))})")


def _scale(scale: Scale) -> Iterator[str]:
    fact = scale.fact
    yield f"{fact.id}([{_quoted(f'{fact.name} ({fact.unit})' if fact.unit else fact.name)}]):::question"
    for number, lane in enumerate(scale.lanes):
        end = f":::{_class(lane.urgency)}" if lane.urgency else ""
        yield f"{fact.id} -->|{_quoted(_holds(lane))}| {fact.id}_{number}[{_quoted(lane.label)}]{end}"


def _holds(lane: Lane) -> str:
    bands = [*([say("numbers", "unknown")] if lane.unknown else []), *(written(band) for band in lane.bands)]
    return f"{say('alternatives', 'values').join(bands)} {lane.beside}".strip()


def _table(table: usage.Usage) -> Iterator[str]:
    """A line for each mark: whole for the stronger kind, dotted for the other."""
    for outcome in table.outcomes:
        yield f"{outcome.id}[{_ending(outcome)}]:::{_class(outcome.urgency)}"
    for number, row in enumerate(table.lines):
        yield f"rij{number}([{_quoted(row.name)}]):::question"
        for outcome in table.outcomes:
            mark = row.marks.get(outcome.id)
            if mark is not None:
                yield f"rij{number} {'-->' if mark.filled else '-.->'} {outcome.id}"


def _classes() -> Iterator[str]:
    yield f"classDef question fill:{QUESTION_FILL},stroke:{QUESTION_INK},color:{QUESTION_INK}"
    for urgency, (strong, tint) in COLOURS.items():
        yield f"classDef {_class(urgency)} fill:{tint},stroke:{strong}"


def _class(urgency: str) -> str:
    return f"u-{urgency}"


def _quoted(said: str) -> str:
    """A label; what Mermaid reads as its own signs is written by number."""
    return '"' + said.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;") + '"'


_THEMES: Mapping[str, Callable[[Content], Flow]] = {
    "overzicht": _overview,
    "voorrang": _priority,
    "spoed": _emergencies,
    "vervolg": _branches,
    "vragen": _questions,
    "waarden": _scales,
    "blokken": _blocks,
}

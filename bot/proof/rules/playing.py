"""What is written down as expected comes true: stories, requirements, and an alarm that is heard wherever one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.content.problems import Problem
from bot.content.reading import Document, read_folder
from bot.dialogue import replay
from bot.dialogue.engine import step
from bot.dialogue.model import Content, OutcomeId
from bot.dialogue.turns import Event, Heard, Message, State, Turn, Typed
from bot.play import BadFacts, play, value_of
from bot.proof import requirements
from bot.proof.examining import Examined
from bot.proof.findings import Finding
from bot.proof.telling import region_text, wording

STORY_KEYS = ("facts", "outcome", "extra", "never", "says", "never_says", "passages", "asked")


def requirements_hold(examined: Examined) -> Iterator[Finding]:
    """In every situation."""
    space = examined.space
    for broken in requirements.broken(examined.files, examined.situations):
        simplest = space.simplest(broken.where)
        region = space.widest(broken.where, simplest) if simplest else None
        details = {
            "requirement": broken.id,
            "says": broken.says,
            "region": region_text(examined.content, region) if region else "",
        }
        yield Finding(broken.place, "requirement", details, examined.show(broken.where))


def first_lines(examined: Examined) -> Iterator[Finding]:
    """An alarm begins with what a requirement demands of it: whom to call, and how soon."""
    alarms = examined.content.alarms
    for name, found in examined.files.requirements.found.items():
        for alarm, wanted in (found.entry.first_line or {}).items():
            said = alarms[OutcomeId(alarm)].first_line if alarm in alarms else ""
            if wanted.casefold() not in said.casefold():
                details = {"requirement": name, "alarm": alarm, "wanted": wanted, "found": said}
                yield Finding(found.place("first_line", alarm), "weak-alarm", details)


def advice(examined: Examined) -> Iterator[Finding]:
    """An alarm still says to do what a requirement demands of it."""
    alarms = examined.content.alarms
    for name, found in examined.files.requirements.found.items():
        for alarm, demanded in (found.entry.advice or {}).items():
            said = alarms[OutcomeId(alarm)].do if alarm in alarms else ""
            for wanted in demanded:
                if wanted.casefold() not in said.casefold():
                    details = {"requirement": name, "alarm": alarm, "wanted": wanted}
                    yield Finding(found.place("advice", alarm), "poor-alarm", details)


def stories(examined: Examined) -> Iterator[Finding]:
    """Every story comes out as it says."""
    problems: list[Problem] = []
    for document in read_folder(examined.root, "stories", problems):
        for name, story in document.entries().items():
            yield from _story(examined, document, name, story)
    for problem in problems:
        yield Finding(problem.place, "story-unreadable", {"story": problem.details.get("key", problem.place.file)})


def alarms(examined: Examined, answered: Callable[[Content, State, Event], Turn] = step) -> Iterator[Finding]:
    """An alarm is answered first wherever the conversation is: before, during and after every question."""
    places = [State("c"), State("c", place="consent"), State("c", consent=True, place="check")]
    moments = {
        moment.question and moment.question.id: moment
        for moment in examined.walk.moments
        if moment.first or moment.question is None
    }
    for moment in moments.values():
        answers = replay.with_answer(examined.content, (), moment.known)
        places.append(State("c", consent=True, place="check", answers=answers))
    for alarm in examined.content.alarms.values():
        for state in places:
            first = answered(examined.content, state, Typed(Heard("!", "", alarm=alarm.id))).replies[:1]
            if not any(
                isinstance(reply, Message) and reply.urgent and alarm.first_line in reply.text for reply in first
            ):
                place = examined.files.alarms.found[alarm.id].place()
                yield Finding(place, "alarm-not-heard", {"alarm": alarm.id})
                break


def _story(examined: Examined, document: Document, name: str, story: Any) -> Iterator[Finding]:  # noqa: ANN401 - as YAML held it
    place = document.place(name)
    unknown = [key for key in story if key not in STORY_KEYS] if isinstance(story, dict) else list(STORY_KEYS)
    if unknown or "facts" not in story or "outcome" not in story:
        yield Finding(place, "story-unreadable", {"story": name})
        return
    facts = {fact: _read(value) for fact, value in story["facts"].items()}
    strange = [fact for fact, value in facts.items() if not _can_be(examined, fact, value)]
    if strange:
        details = {"story": name, "what": ", ".join(f"{fact}: {story['facts'][fact]}" for fact in strange)}
        yield Finding(document.place(name, "facts"), "story-facts", details)
        return
    played = play(examined.content, facts)
    said = played.text.lower()
    if played.outcome != story["outcome"]:
        details = {"story": name, "expected": str(story["outcome"]), "found": played.outcome}
        yield Finding(document.place(name, "outcome"), "story-outcome", details)
    wrong = {
        "extra": [block for block in story.get("extra", []) if block not in played.extra],
        "never": [block for block in story.get("never", []) if block in played.extra],
        "says": [words for words in story.get("says", []) if words.lower() not in said],
        "never_says": [words for words in story.get("never_says", []) if words.lower() in said],
    }
    # These two are told in full and in order.
    for key, found in (("passages", played.passages), ("asked", played.asked)):
        if key in story and tuple(story[key]) != found:
            wrong[key] = list(found)
    for key, things in wrong.items():
        if things:
            details = {"story": name, "what": wording()["story"][key].format(what=", ".join(things))}
            yield Finding(document.place(name, key), "story-said", details)


def _can_be(examined: Examined, fact: str, value: object) -> bool:
    try:
        value_of(examined.content, fact, value)
    except BadFacts:
        return False
    return True


def _read(value: Any) -> object:  # noqa: ANN401 - text, or a list of texts
    """Numbers are written as text in a document that is read strictly."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return value

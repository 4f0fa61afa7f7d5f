"""Nothing is written in vain: every question, row, outcome, block, passage, link, source and topic can be come to."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.references import USED_PASSAGES
from bot.dialogue.advice import unknown
from bot.dialogue.conditions import Condition
from bot.dialogue.folding import fold
from bot.dialogue.model import UNKNOWN, Block
from bot.proof.examining import Examined
from bot.proof.findings import Finding


def questions(examined: Examined) -> Iterator[Finding]:
    """Some conversation asks it."""
    asked = examined.walk.asked()
    for question in examined.content.questions:
        if question.id not in asked:
            place = examined.files.questions.found[question.id].place()
            yield Finding(place, "unreachable-question", {"question": question.id})


def options(examined: Examined) -> Iterator[Finding]:
    """A fact that no question asks can be told, each of its options too."""
    phrases = examined.files.fact_phrases
    told = phrases.entry.facts if phrases else {}
    for fact in examined.content.facts.values():
        if fact.type == "number" or examined.content.asking(fact.id) is not None:
            continue
        if fact.id not in told and fact.id in examined.used_in_conditions():
            continue  # it is never known at all, which `never-known` says
        found = examined.files.facts.found[fact.id]
        for option in fact.options:
            if option.id not in told.get(fact.id, {}) and option.id != UNKNOWN:
                details = {"fact": fact.id, "option": option.id}
                yield Finding(found.place("options", option.id), "unreachable-option", details)


def rows(examined: Examined) -> Iterator[Finding]:
    """In some situation a row decides, and each of its alternatives is the only one of them that does."""
    space, situations = examined.space, examined.situations
    for number, rule in enumerate(examined.content.rules):
        here = space.both(situations.finished, situations.decided_by(number))
        if space.never(here):
            yield Finding(examined.rule_place(number), "unreachable-row", {"outcome": rule.ending.id})
            continue
        for place, row in enumerate(rule.when.rows):
            others = Condition(tuple(other for n, other in enumerate(rule.when.rows) if n != place))
            alone = space.but_not(space.both(here, situations.holds(Condition((row,)))), situations.holds(others))
            if space.never(alone):
                details: dict[str, str] = {"outcome": rule.ending.id, "row": str(place + 1)}
                yield Finding(examined.rule_place(number, place), "needless-row", details)


def outcomes(examined: Examined) -> Iterator[Finding]:
    """Some conversation ends there."""
    space, situations = examined.space, examined.situations
    for outcome in examined.content.outcomes.values():
        if space.never(space.both(situations.finished, situations.ends_at({outcome.id}))):
            place = examined.files.outcomes.found[outcome.id].place()
            yield Finding(place, "unreachable-outcome", {"outcome": outcome.id})


def passages_of_the_check(examined: Examined) -> Iterator[Finding]:
    """Each block is appended somewhere, and each passage said by the outcome or block that names it."""
    space, situations = examined.space, examined.situations
    for part, found in examined.parts():
        if isinstance(part, Block) and space.never(space.both(situations.finished, situations.block(part))):
            yield Finding(found.place(), "unreachable-block", {"block": part.id})
            continue
        for place, said in enumerate(part.say):
            if space.never(space.both(situations.finished, situations.said_by(part, said))):
                details = {"passage": said.passage.id, "part": part.id}
                yield Finding(found.place("say", place), "unreachable-passage", details)


def used(examined: Examined) -> Iterator[Finding]:
    """Every passage, link and source is used by something."""
    content, files = examined.content, examined.files
    said = {said.passage.id for part, _ in examined.parts() for said in part.say}
    said |= {outcome.closing.id for outcome in content.outcomes.values()}
    said |= {passage.id for topic in content.topics.values() for passage in topic.say}
    for passage in content.passages:
        if passage not in said and passage not in USED_PASSAGES:
            yield Finding(files.passages.found[passage].place(), "unused-passage", {"passage": passage})
    linked = {link.id for outcome in content.outcomes.values() for link in outcome.links}
    linked |= {link.id for alarm in content.alarms.values() for link in alarm.links}
    linked |= {link.id for topic in content.topics.values() for link in topic.links}
    linked |= {link.id for link in unknown(content).links}
    for link in content.links:
        if link not in linked:
            yield Finding(files.links.found[link].place(), "unused-link", {"link": link})
    named = {source for passage in content.passages.values() for source in passage.sources}
    named |= {source for question in content.questions for source in question.sources}
    named |= {source for alarm in content.alarms.values() for source in alarm.sources}
    for source in content.sources:
        if source not in named:
            yield Finding(files.sources.found[source].place(), "unused-source", {"source": source})


def topics(examined: Examined) -> Iterator[Finding]:
    """No way of asking belongs to two topics: the second would not be found by it. Each is read on to from another."""
    content, files = examined.content, examined.files
    first: dict[str, str] = {}
    for topic in content.topics.values():
        for place, wording in enumerate(topic.asked_as):
            other = first.setdefault(fold(wording), topic.id)
            if other != topic.id:
                details = {"topic": topic.id, "other": other, "wording": wording}
                yield Finding(files.topics.found[topic.id].place("asked_as", place), "topic-hidden", details)
    pointed_to = {related for topic in content.topics.values() for related in topic.related}
    for topic in content.topics.values():
        if topic.id not in pointed_to:
            yield Finding(files.topics.found[topic.id].place(), "lonely-topic", {"topic": topic.id})

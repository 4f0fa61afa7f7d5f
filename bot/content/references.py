"""What must fit together between files. Each check is a generator of problems; all run, none stops another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from string import Formatter
from typing import Any

from bot.content import schema
from bot.content.bands import KNOWN, NOT, band, factor
from bot.content.checking import Entries, Found, unknown
from bot.content.files import Files
from bot.content.problems import Place, Problem, wording
from bot.dialogue.commands import COMMANDS
from bot.dialogue.model import UNKNOWN
from bot.dialogue.telling import PLACEHOLDER
from bot.dialogue.words import FILLED_IN
from bot.understanding.alarm_rules import named_in
from bot.understanding.facts import CONTEXTS, KINDS, SETTINGS

USED_PASSAGES = ("welkom", "toestemming", "geen-toestemming", "privacy", "help", "gestopt", "gewist")
"""Passages the program says itself; see `engine`."""

RANGE = " t/m "
DEMANDS = ("never", "always", "never_less_urgent", "most_questions", "first_line", "advice")
"""What a requirement may ask; each asks one of these."""
ALL_ALARMS = "alarm"
"""Stands for every alarm in a requirement."""


def problems_in(files: Files) -> Iterator[Problem]:
    """Everything that does not fit together."""
    for check in CHECKS:
        yield from check(files)


def fact_definitions(files: Files) -> Iterator[Problem]:
    """Every fact has what its type needs, and depends only on facts above it."""
    above: set[str] = set()
    for fact_id, fact in files.facts.found.items():
        entry = fact.entry
        if entry.type == "number" and entry.options:
            yield Problem(fact.place("options"), "needless-options", {"fact": fact_id})
        if entry.type != "number" and not entry.options:
            yield Problem(fact.place(), "no-options", {"fact": fact_id})
        yield from _fact_values(files, fact)
        yield from _numbers_of_fact(fact)
        yield from _rows(files, fact, entry.only_with, "only_with")
        for parent in (name for row in entry.only_with or [] for name in row):
            if parent in files.facts.places and parent not in above:
                yield Problem(fact.place("only_with"), "fact-order", {"fact": fact_id, "parent": parent})
        above.add(fact_id)


def questions_fit(files: Files) -> Iterator[Problem]:
    """Every question asks facts that exist, once, that can be asked together and can be unknown."""
    asked: dict[str, str] = {}
    for question_id, question in files.questions.found.items():
        yield from _sources(files, question, question.entry.sources)
        for place, fact_id in enumerate(question.entry.asks):
            yield from files.facts.refer("fact", fact_id, question.place("asks", place))
            if fact_id in asked:
                details = {"fact": fact_id, "other": asked[fact_id]}
                yield Problem(question.place("asks", place), "asked-twice", details)
            asked[fact_id] = question_id
            fact = files.facts.found.get(fact_id)
            if fact and fact.entry.dont_know is None:
                yield Problem(question.place(), "no-dont-know", {"question": question_id, "fact": fact_id})
        yield from _asked_together(files, question_id, question)


def rules_fit(files: Files) -> Iterator[Problem]:
    """Every rule leads to an outcome or alarm that exists; every outcome has a rule."""
    endings = [*files.outcomes.places, *files.alarms.places]
    for rule in files.rules:
        if rule.entry.outcome not in endings:
            yield unknown("outcome", rule.entry.outcome, rule.place("outcome"), endings)
        yield from _rows(files, rule, rule.entry.when, "when")
    for outcome_id, outcome in files.outcomes.found.items():
        if outcome_id not in files.endings:
            yield Problem(outcome.place(), "no-rule", {"outcome": outcome_id})


def outcomes_fit(files: Files) -> Iterator[Problem]:
    """Everything an outcome says and links to exists."""
    for outcome in files.outcomes.found.values():
        yield from _said(files, outcome, outcome.entry.say)
        yield from files.passages.refer("passage", outcome.entry.closing, outcome.place("closing"))
        yield from _links(files, outcome, outcome.entry.links)


def blocks_fit(files: Files) -> Iterator[Problem]:
    """Every block stands with outcomes that exist and says passages that exist."""
    for block in files.blocks.found.values():
        yield from _rows(files, block, block.entry.when, "when")
        yield from _said(files, block, block.entry.say)
        for key in ("outcomes", "if_known"):
            for place, written in enumerate(getattr(block.entry, key)):
                if outcome_range(files, written) is None:
                    yield Problem(block.place(key, place), "bad-range", {"text": written})


def topics_fit(files: Files) -> Iterator[Problem]:
    """What a topic says, links to and is related to exists; every theme has a title."""
    for topic in files.topics.found.values():
        yield from _each(files.passages, "passage", topic, "say", topic.entry.say)
        yield from _each(files.topics, "topic", topic, "related", topic.entry.related)
        yield from _links(files, topic, topic.entry.links)
        if not isinstance(topic.document.entries().get("title"), str):
            yield Problem(topic.document.place(), "missing-key", {"key": "title"})


def alarms_fit(files: Files) -> Iterator[Problem]:
    """Sources and links of alarms exist."""
    for alarm in files.alarms.found.values():
        yield from _links(files, alarm, alarm.entry.links)
        yield from _sources(files, alarm, alarm.entry.sources)


def alarm_phrases_fit(files: Files) -> Iterator[Problem]:
    """Every alarm has rules, and every rule names groups of words that exist: else it would silently never fire."""
    phrases = files.alarm_phrases
    if phrases is None:
        return
    entry = phrases.entry
    for alarm, written in entry.alarms.items():
        for other in (alarm, *written.instead_of):
            yield from files.alarms.refer("alarm", other, phrases.place("alarms", alarm))
        for number, line in enumerate(written.rules):
            yield from _groups(phrases, named_in(line), "alarms", alarm, "rules", number)
    for alarm in files.alarms.places:
        if alarm not in entry.alarms:
            yield Problem(phrases.place("alarms"), "missing-key", {"key": alarm})
    for way, wakers in entry.silent.items():
        yield from _groups(phrases, (way, *wakers.values()), "silent", way)
    yield from _groups(phrases, entry.always, "always")
    for group, texts in entry.words.items():
        taken_in = (text[1:-1] for text in texts if text.startswith("<") and text.endswith(">") and " " not in text)
        yield from _groups(phrases, (name for name in taken_in if "|" not in name), "words", group)


def alarm_examples_fit(files: Files) -> Iterator[Problem]:
    """Every alarm has messages that raise it, and no message stands under an alarm that does not exist."""
    examples = files.alarm_examples
    if examples is None:
        return
    for alarm in examples.entry.raised:
        yield from files.alarms.refer("alarm", alarm, examples.place("raised", alarm))
    for alarm in files.alarms.places:
        if not examples.entry.raised.get(alarm):
            yield Problem(examples.place("raised"), "missing-key", {"key": alarm})


def fact_phrases_fit(files: Files) -> Iterator[Problem]:
    """Phrases stand under facts, values and kinds that exist, and can be read: else they would silently never be heard."""
    phrases = files.fact_phrases
    if phrases is None:
        return
    for context, texts in phrases.entry.context.items():
        if context not in CONTEXTS:
            yield unknown("kind", context, phrases.place("context", context), CONTEXTS)
        yield from _phrases(phrases, texts, "context", context)
    for fact_id, written in phrases.entry.facts.items():
        yield from files.facts.refer("fact", fact_id, phrases.place("facts", fact_id))
        fact = files.facts.found.get(fact_id)
        for name, value in written.items():
            place = phrases.place("facts", fact_id, name)
            if isinstance(value, str):
                yield from _setting(fact, name, value, place)
                continue
            yield from _value(fact_id, fact, name, place)
            for kind, texts in value.items():
                if kind not in KINDS:
                    yield unknown("kind", kind, phrases.place("facts", fact_id, name, kind), KINDS)
                yield from _phrases(phrases, texts, "facts", fact_id, name, kind)


def _setting(fact: Found[schema.Fact] | None, name: str, value: str, place: Place) -> Iterator[Problem]:
    """What a negation or a doubt makes of a fact is one of its values; the rest are words and a number."""
    if name not in SETTINGS:
        yield unknown("setting", name, place, SETTINGS)
    elif name == "none_when":
        if not value.isdecimal():
            yield Problem(place, "wrong-type", {"key": name, "wanted": wording()["wanted"]["int_type"], "found": value})
    elif fact is not None and (name, value) != ("whole", "ja"):
        yield from _value(name, fact, value, place)


def _phrases(phrases: Found[schema.FactPhrases], texts: list[str], *path: str) -> Iterator[Problem]:
    lists = phrases.entry.words
    for number, text in enumerate(texts):
        place = phrases.place(*path, number)
        parts = text.split()
        if all(part.startswith("-") for part in parts):
            yield Problem(place, "bad-phrase", {"text": text})
        atoms = (atom for part in parts for choice in part.lstrip("-").split("|") for atom in choice.split("_"))
        yield from (
            unknown("list", atom[1:-1], place, lists)
            for atom in atoms
            if atom.startswith("<") and atom[1:-1] not in lists
        )


def _groups(phrases: Found[schema.AlarmPhrases], names: Iterable[str], *path: str | int) -> Iterator[Problem]:
    return (
        unknown("group", name, phrases.place(*path), phrases.entry.words)
        for name in names
        if name not in phrases.entry.words
    )


def passages_fit(files: Files) -> Iterator[Problem]:
    """Sources exist, what stands between braces is a number that can be filled in, and the program's own texts are there."""
    numbers = [fact_id for fact_id, fact in files.facts.found.items() if fact.entry.type == "number"]
    for passage in files.passages.found.values():
        yield from _sources(files, passage, passage.entry.sources)
        for name in PLACEHOLDER.findall(passage.entry.text):
            if name not in numbers:
                problem = unknown("fact", name, passage.place("text"), numbers)
                details = {"name": name, "suggestion": problem.details["suggestion"]}
                yield Problem(problem.place, "unknown-placeholder", details)
    for name in USED_PASSAGES:
        yield from files.passages.refer("passage", name, Place("content/passages/", 1))


def addresses_are_safe(files: Files) -> Iterator[Problem]:
    """An address is https and has no spaces."""
    for link in files.links.found.values():
        if not re.fullmatch(schema.ADDRESS, link.entry.url):
            yield Problem(link.place("url"), "bad-link", {"url": link.entry.url})


def commands_fit(files: Files) -> Iterator[Problem]:
    """Content names each command of the program once, and no other."""
    for name, command in files.commands.found.items():
        if name not in COMMANDS:
            yield unknown("command", name, command.place(), COMMANDS)
    for name in sorted(COMMANDS - set(files.commands.places)):
        yield Problem(Place("content/commands.yaml", 1), "missing-key", {"key": name})


def words_fit(files: Files) -> Iterator[Problem]:
    """The texts of the interface have exactly the parts that are filled in."""
    if files.words is None:
        return
    for key, text in files.words.entry:
        allowed = FILLED_IN.get(key, frozenset())
        if isinstance(text, str) and not _names_in(text) <= allowed:
            shown = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "-"
            wrong = min(_names_in(text) - allowed)
            yield Problem(files.words.place(key), "wrong-placeholder", {"key": key, "name": wrong, "allowed": shown})


def requirements_fit(files: Files) -> Iterator[Problem]:
    """A requirement makes one demand, of things that exist."""
    marks = {mark for passage in files.passages.found.values() for mark in passage.entry.about}
    for name, found in files.requirements.found.items():
        entry = found.entry
        made = [demand for demand in DEMANDS if getattr(entry, demand) is not None]
        if len(made) != 1:
            yield Problem(found.place(), "one-demand", {"requirement": name, "demands": ", ".join(DEMANDS)})
        yield from _rows(files, found, entry.when, "when")
        yield from _outcomes(files, found, entry.unless, "unless")
        for demand in ("never", "always"):
            wanted = getattr(entry, demand)
            if wanted is not None:
                yield from _each(files.passages, "passage", found, (demand, "passages"), wanted.passages)
                yield from _each(files.blocks, "block", found, (demand, "blocks"), wanted.blocks)
                yield from _outcomes(files, found, wanted.outcomes, demand, "outcomes")
                yield from (
                    unknown("mark", mark, found.place(demand, "about"), marks)
                    for mark in wanted.about
                    if mark not in marks
                )
        for demand in ("first_line", "advice"):
            for alarm in getattr(entry, demand) or {}:
                yield from files.alarms.refer("alarm", alarm, found.place(demand, alarm))
        if entry.never_less_urgent:
            yield from _order(files, found, entry.never_less_urgent)


def _order(files: Files, found: Found[schema.Requirement], order: schema.Order) -> Iterator[Problem]:
    place = ("never_less_urgent", "order")
    yield from files.facts.refer("fact", order.fact, found.place("never_less_urgent", "fact"))
    if fact := files.facts.found.get(order.fact):
        for number, value in enumerate(order.order):
            yield from _value(order.fact, fact, value, found.place(*place, number))


def _outcomes(files: Files, found: Found[Any], written: list[str], *path: str | int) -> Iterator[Problem]:
    """Each is an outcome, a range of outcomes, an alarm, or all alarms."""
    for number, text in enumerate(written):
        if text not in files.alarms.places and text != ALL_ALARMS and outcome_range(files, text) is None:
            yield Problem(found.place(*path, number), "bad-range", {"text": text})


CHECKS: tuple[Callable[[Files], Iterator[Problem]], ...] = (
    fact_definitions,
    questions_fit,
    rules_fit,
    outcomes_fit,
    blocks_fit,
    topics_fit,
    alarms_fit,
    alarm_phrases_fit,
    alarm_examples_fit,
    fact_phrases_fit,
    passages_fit,
    addresses_are_safe,
    commands_fit,
    words_fit,
    requirements_fit,
)


def outcome_range(files: Files, written: str) -> tuple[str, ...] | None:
    """The outcomes that an id, or "first t/m last" in the order of the rules, names; None when it names none."""
    first, _, last = written.partition(RANGE)
    order = [name for name in files.endings if name in files.outcomes.places]
    if first not in order or (last and last not in order):
        return None
    start, end = order.index(first), order.index(last or first)
    return tuple(order[start : end + 1]) if start <= end else None


def _fact_values(files: Files, fact: Found[schema.Fact]) -> Iterator[Problem]:
    """Values named in a fact are among its options."""
    entry = fact.entry
    for key in ("dont_know", "absent", "tick"):
        value = getattr(entry, key)
        allowed = entry.options if entry.type != "number" else (UNKNOWN,)
        if value is not None and value not in allowed:
            yield unknown("answer", value, fact.place(key), allowed)
    for other, value in entry.implies.items():
        yield from files.facts.refer("fact", other, fact.place("implies", other))
        implied = files.facts.found.get(other)
        if implied and value not in implied.entry.options:
            yield unknown("answer", value, fact.place("implies", other), implied.entry.options)
    if entry.mix_up:
        yield from files.facts.refer("fact", entry.mix_up.fact, fact.place("mix_up", "fact"))


def _numbers_of_fact(fact: Found[schema.Fact]) -> Iterator[Problem]:
    entry = fact.entry
    bands: dict[tuple[str, ...], str | None] = {("possible",): entry.possible, ("usual",): entry.usual}
    bands |= {("options", option_id, "numbers"): option.numbers for option_id, option in entry.options.items()}
    if entry.mix_up:
        bands["mix_up", "between"] = entry.mix_up.between
    for path, text in bands.items():
        if text is not None and band(text) is None:
            yield Problem(fact.place(*path), "bad-band", {"text": text})
    for unit, text in entry.units.items():
        if factor(text) is None:
            yield Problem(fact.place("units", unit), "bad-factor", {"text": text})


def _asked_together(files: Files, question_id: str, question: Found[schema.Question]) -> Iterator[Problem]:
    facts = [files.facts.found[name].entry for name in question.entry.asks if name in files.facts.found]
    if len(facts) < 2:  # noqa: PLR2004 - alone is not together
        return
    ticks = all(fact.type == "several" or fact.tick for fact in facts)
    grid = all(fact.type == "choice" and fact.statement for fact in facts) and all(
        list(one.options) == list(other.options) for one, other in pairwise(facts)
    )
    if not ticks and not grid:
        details = {"question": question_id, "facts": ", ".join(question.entry.asks)}
        yield Problem(question.place("asks"), "mixed-question", details)
    if question.entry.all and facts and question.entry.all.value not in facts[0].options:
        yield unknown("answer", question.entry.all.value, question.place("all", "value"), facts[0].options)


def _rows(
    files: Files, found: Found[Any], rows: list[dict[str, list[str]]] | None, *path: str | int
) -> Iterator[Problem]:
    """A condition compares facts that exist with values they can have."""
    for number, row in enumerate(rows or []):
        for fact_id, values in row.items():
            # A single row may stand without its dash; then the fact stands directly below the key.
            place = max(found.place(*path, number, fact_id), found.place(*path, fact_id))
            yield from files.facts.refer("fact", fact_id, place)
            fact = files.facts.found.get(fact_id)
            if len({value.startswith(NOT) for value in values}) > 1:
                allowed = f"{NOT}a, {NOT}b"
                yield Problem(place, "bad-condition", {"text": ", ".join(values), "fact": fact_id, "allowed": allowed})
            for value in values if fact else []:
                yield from _value(fact_id, fact, value, place)


def _value(fact_id: str, fact: Found[schema.Fact] | None, value: str, place: Place) -> Iterator[Problem]:
    if fact is None:
        return
    if fact.entry.type != "number":
        if fact.entry.type == "several":
            value = value.removeprefix(NOT)
        if value not in fact.entry.options:
            yield unknown("answer", value, place, fact.entry.options, of=fact_id)
    elif value != UNKNOWN and band(value) is None:
        allowed = f"onder 50, 50 t/m 75, boven 75 t/m 300, vanaf 75, boven 300, {KNOWN}, {UNKNOWN}"
        yield Problem(place, "bad-condition", {"text": value, "fact": fact_id, "allowed": allowed})


def _said(files: Files, found: Found[Any], say: list[schema.Said]) -> Iterator[Problem]:
    for place, said in enumerate(say):
        yield from files.passages.refer("passage", said.passage, found.place("say", place))
        yield from _rows(files, found, said.when, "say", place, "when")


def _links(files: Files, found: Found[Any], links: list[str]) -> Iterator[Problem]:
    yield from _each(files.links, "link", found, "links", links)


def _sources(files: Files, found: Found[Any], sources: list[str]) -> Iterator[Problem]:
    yield from _each(files.sources, "source", found, "sources", sources)


def _each(
    entries: Entries[Any], kind: str, found: Found[Any], key: str | tuple[str, ...], ids: list[str]
) -> Iterator[Problem]:
    path = (key,) if isinstance(key, str) else key
    for place, wanted in enumerate(ids):
        yield from entries.refer(kind, wanted, found.place(*path, place))


def _names_in(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}

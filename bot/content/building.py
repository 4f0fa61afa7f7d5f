"""Entries that fit together -> frozen `Content`. Called only when there are no problems, so it asks nothing again."""

from __future__ import annotations

from dataclasses import fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from bot.content import schema
from bot.content.bands import NOT, band, factor
from bot.content.checking import Found
from bot.content.references import outcome_range
from bot.dialogue.conditions import ALWAYS, ANY_NUMBER, Band, Condition, FactId, Test, Value
from bot.dialogue.folding import fold
from bot.dialogue.model import (
    UNKNOWN,
    Alarm,
    Block,
    Command,
    Content,
    Fact,
    Language,
    Link,
    LinkId,
    Option,
    Outcome,
    OutcomeId,
    Passage,
    PassageId,
    Question,
    QuestionId,
    Rule,
    Said,
    Source,
    SourceId,
    Topic,
    TopicId,
)
from bot.dialogue.words import Words

if TYPE_CHECKING:
    from bot.content.files import Files


def build(files: Files) -> Content:
    """The content these files hold."""
    return _Builder(files).content()


def condition(files: Files, rows: list[dict[str, list[str]]] | None) -> Condition:
    """The condition these rows are; no rows at all: always."""
    if rows is None:
        return ALWAYS
    return Condition(tuple(tuple(_test(files, fact, values) for fact, values in row.items()) for row in rows))


def _test(files: Files, fact_id: str, values: list[str]) -> Test:
    if files.facts.found[fact_id].entry.type != "number":
        options = frozenset(value.removeprefix(NOT) for value in values)
        return Test(FactId(fact_id), options, none_of=values[0].startswith(NOT))
    options = frozenset(values) & {UNKNOWN}
    return Test(FactId(fact_id), options, tuple(_band(value) for value in values if value not in options))


def _band(text: str | None) -> Band:
    return (band(text) if text else None) or ANY_NUMBER


class _Builder:
    """Resolves names while it builds; each kind is built after what it names."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.sources = {SourceId(i): Source(SourceId(i), f.entry.shown) for i, f in files.sources.found.items()}
        self.links = {LinkId(i): self.link(i, f.entry) for i, f in files.links.found.items()}
        self.passages = {PassageId(i): self.passage(i, f.entry) for i, f in files.passages.found.items()}
        self.facts = {FactId(i): self.fact(i, f.entry) for i, f in files.facts.found.items()}
        self.alarms = {OutcomeId(i): self.alarm(i, f.entry) for i, f in files.alarms.found.items()}
        self.outcomes = {OutcomeId(i): self.outcome(i, f.entry) for i, f in files.outcomes.found.items()}

    def content(self) -> Content:
        files = self.files
        return Content(
            facts=self.facts,
            questions=tuple(self.question(i, f.entry) for i, f in files.questions.found.items()),
            rules=tuple(self.rule(found.entry) for found in files.rules),
            blocks=tuple(self.block(i, f.entry) for i, f in files.blocks.found.items()),
            passages=self.passages,
            outcomes=self.outcomes,
            alarms=self.alarms,
            links=self.links,
            sources=self.sources,
            topics={TopicId(i): self.topic(i, f) for i, f in files.topics.found.items()},
            not_asked=files.not_asked,
            language=self.language(),
            words=self.words(),
            commands=tuple(
                Command(i, f.entry.menu, tuple(fold(word) for word in f.entry.said))
                for i, f in files.commands.found.items()
            ),
            version=files.version,
        )

    def words(self) -> Words:
        assert self.files.words is not None  # noqa: S101 - a missing words.yaml is a problem, and then nothing is built
        written = self.files.words.entry
        texts: dict[str, Any] = {field.name: getattr(written, field.name) for field in fields(Words)}
        for name, text in texts.items():
            if isinstance(text, list):
                texts[name] = tuple(fold(word) for word in text)
        return Words(**texts)

    def language(self) -> Language:
        files = self.files
        assert files.shorthand and files.synonyms and files.fact_phrases  # noqa: S101, PT018 - likewise
        assert files.alarm_phrases and files.alarm_examples  # noqa: S101, PT018 - likewise
        return Language(
            shorthand=files.shorthand.entry.root,
            synonyms=files.synonyms.entry.root,
            alarms=files.alarm_phrases.entry.model_dump(),
            emergencies={OutcomeId(alarm): tuple(m) for alarm, m in files.alarm_examples.entry.raised.items()},
            quiet=tuple(message for messages in files.alarm_examples.entry.quiet.values() for message in messages),
            facts=files.fact_phrases.entry.model_dump(),
        )

    def link(self, link_id: str, entry: schema.Link) -> Link:
        return Link(LinkId(link_id), entry.url, entry.title, entry.checked)

    def passage(self, passage_id: str, entry: schema.Passage) -> Passage:
        sources = self.source_ids(entry.sources)
        return Passage(PassageId(passage_id), entry.text, sources, entry.reviewed, tuple(entry.about))

    def source_ids(self, ids: list[str]) -> tuple[SourceId, ...]:
        return tuple(self.sources[SourceId(source)].id for source in ids)

    def fact(self, fact_id: str, entry: schema.Fact) -> Fact:
        dont_know = self.value(entry.type, entry.dont_know)
        return Fact(
            id=FactId(fact_id),
            type=entry.type,
            name=entry.name,
            options=tuple(self.option(i, option) for i, option in entry.options.items()),
            statement=entry.statement or "",
            tick=entry.tick or "",
            unit=entry.unit,
            units={unit: factor(text) or 1.0 for unit, text in entry.units.items()},
            possible=self.band(entry.possible),
            usual=self.band(entry.usual),
            mix_up=FactId(entry.mix_up.fact) if entry.mix_up else None,
            mix_up_band=self.band(entry.mix_up.between if entry.mix_up else None),
            only_with=self.condition(entry.only_with),
            implies={
                FactId(i): self.value(self.files.facts.found[i].entry.type, v) or v for i, v in entry.implies.items()
            },
            dont_know=dont_know,
            absent=self.value(entry.type, entry.absent) or dont_know,
        )

    def option(self, option_id: str, entry: schema.Option) -> Option:
        wordings = (entry.label, entry.text or entry.label, option_id, *entry.said)
        said = tuple(dict.fromkeys(folded for text in wordings if (folded := fold(text))))
        numbers = self.band(entry.numbers) if entry.numbers else None
        return Option(option_id, entry.label, entry.text or entry.label, said, numbers)

    def value(self, kind: Literal["choice", "several", "number"], option: str | None) -> Value | None:
        return frozenset({option}) if option is not None and kind == "several" else option

    def band(self, text: str | None) -> Band:
        return _band(text)

    def condition(self, rows: list[dict[str, list[str]]] | None) -> Condition:
        return condition(self.files, rows)

    def said(self, say: list[schema.Said]) -> tuple[Said, ...]:
        return tuple(Said(self.passages[PassageId(said.passage)], self.condition(said.when)) for said in say)

    def question(self, question_id: str, entry: schema.Question) -> Question:
        asks = tuple(self.facts[FactId(fact)] for fact in entry.asks)
        return Question(
            id=QuestionId(question_id),
            name=entry.name or asks[0].name,
            asks=asks,
            text=entry.text,
            why=entry.why,
            sources=self.source_ids(entry.sources),
            help=entry.help or "",
            all_value=entry.all.value if entry.all else "",
            all_label=entry.all.label if entry.all else "",
            fingerprint=self.fingerprint(entry),
        )

    def fingerprint(self, entry: schema.Question) -> str:
        """Of everything that gives the answers their meaning: the question, its options, its unit."""
        facts = [self.files.facts.found[fact].entry for fact in entry.asks]
        meaning = [entry.text, *(f"{f.statement}{f.unit}{f.units}" for f in facts)]
        meaning += [f"{i}={option.text or option.label}" for f in facts for i, option in f.options.items()]
        return sha256("\0".join(meaning).encode()).hexdigest()[:8]

    def alarm(self, alarm_id: str, entry: schema.Alarm) -> Alarm:
        return Alarm(
            id=OutcomeId(alarm_id),
            name=entry.name,
            level=entry.level,
            first_line=entry.first_line or self.files.levels[str(entry.level)],
            do=entry.do,
            links=tuple(self.links[LinkId(link)] for link in entry.links),
            sources=self.source_ids(entry.sources),
            reviewed=entry.reviewed,
        )

    def outcome(self, outcome_id: str, entry: schema.Outcome) -> Outcome:
        return Outcome(
            id=OutcomeId(outcome_id),
            title=entry.title,
            urgency=entry.urgency,
            say=self.said(entry.say),
            ask_doctor=tuple(entry.ask_doctor),
            closing=self.passages[PassageId(entry.closing)],
            links=tuple(self.links[LinkId(link)] for link in entry.links),
        )

    def topic(self, topic_id: str, found: Found[schema.Topic]) -> Topic:
        entry = found.entry
        return Topic(
            id=TopicId(topic_id),
            title=entry.title,
            theme=str(found.document.entries()["title"]),
            say=tuple(self.passages[PassageId(passage)] for passage in entry.say),
            links=tuple(self.links[LinkId(link)] for link in entry.links),
            related=tuple(TopicId(topic) for topic in entry.related),
            asked_as=tuple(entry.asked_as),
        )

    def rule(self, entry: schema.Rule) -> Rule:
        name = OutcomeId(entry.outcome)
        ending = self.outcomes[name] if name in self.outcomes else self.alarms[name]
        return Rule(ending, self.condition(entry.when), entry.if_known)

    def block(self, block_id: str, entry: schema.Block) -> Block:
        return Block(
            id=block_id,
            when=self.condition(entry.when),
            outcomes=self.outcome_ids(entry.outcomes),
            if_known=self.outcome_ids(entry.if_known),
            say=self.said(entry.say),
        )

    def outcome_ids(self, written: list[str]) -> frozenset[OutcomeId]:
        return frozenset(OutcomeId(name) for text in written for name in outcome_range(self.files, text) or ())

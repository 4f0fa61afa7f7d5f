"""The files of a content folder, read: entries of each kind with their places.

Nothing is looked up between files here; that is `references.py` and `building.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.content import schema
from bot.content.checking import E, Entries, Found, collect, parse
from bot.content.problems import Problem
from bot.content.reading import Document, read, read_folder
from bot.content.shapes import interface_words


@dataclass(frozen=True)
class Files:
    """A content folder as read: the entries of each kind, and what is wrong with the files themselves."""

    facts: Entries[schema.Fact]
    questions: Entries[schema.Question]
    rules: tuple[Found[schema.Rule], ...]
    blocks: Entries[schema.Block]
    outcomes: Entries[schema.Outcome]
    alarms: Entries[schema.Alarm]
    levels: dict[str, str]
    passages: Entries[schema.Passage]
    topics: Entries[schema.Topic]
    not_asked: tuple[str, ...]
    shorthand: Found[schema.Shorthand] | None
    synonyms: Found[schema.Synonyms] | None
    alarm_phrases: Found[schema.AlarmPhrases] | None
    alarm_examples: Found[schema.AlarmExamples] | None
    fact_phrases: Found[schema.FactPhrases] | None
    links: Entries[schema.Link]
    sources: Entries[schema.Source]
    commands: Entries[schema.Command]
    words: Found[Any] | None
    requirements: Entries[schema.Requirement]
    version: str
    problems: tuple[Problem, ...]

    @property
    def endings(self) -> tuple[str, ...]:
        """The outcomes and alarms in the order of the rules, each once."""
        return tuple(dict.fromkeys(rule.entry.outcome for rule in self.rules))


def read_files(root: Path) -> Files:
    """Every file of a content folder, whatever is wrong with it."""
    problems: list[Problem] = []
    documents: list[Document] = []

    def one(name: str) -> Document:
        documents.append(read(root, name, problems))
        return documents[-1]

    def folder(name: str) -> list[Document]:
        found = list(read_folder(root, name, problems))
        documents.extend(found)
        return found

    alarms = one("alarms.yaml")
    return Files(
        facts=collect(schema.Fact, [(one("facts.yaml"), ())], problems),
        questions=collect(schema.Question, [(one("questions.yaml"), ())], problems),
        rules=_rules(one("rules.yaml"), problems),
        blocks=collect(schema.Block, [(one("blocks.yaml"), ())], problems),
        outcomes=collect(schema.Outcome, [(document, ()) for document in folder("outcomes")], problems),
        alarms=collect(schema.Alarm, [(alarms, ("alarms",))], problems),
        levels=_levels(alarms, problems),
        passages=collect(schema.Passage, [(document, ()) for document in folder("passages")], problems),
        topics=collect(schema.Topic, [(document, ("topics",)) for document in folder("topics")], problems),
        not_asked=_not_asked(one("out_of_scope.yaml"), problems),
        shorthand=_whole(schema.Shorthand, one("shorthand.yaml"), problems),
        synonyms=_whole(schema.Synonyms, one("synonyms.yaml"), problems),
        alarm_phrases=_whole(schema.AlarmPhrases, one("alarm_phrases.yaml"), problems),
        alarm_examples=_whole(schema.AlarmExamples, one("alarm_examples.yaml"), problems),
        fact_phrases=_whole(schema.FactPhrases, one("fact_phrases.yaml"), problems),
        links=collect(schema.Link, [(one("links.yaml"), ())], problems),
        sources=collect(schema.Source, [(one("sources.yaml"), ())], problems),
        commands=collect(schema.Command, [(one("commands.yaml"), ())], problems),
        words=_words(one("words.yaml"), problems),
        requirements=collect(schema.Requirement, [(one("requirements.yaml"), ())], problems),
        # Last, when every file has been read.
        version=_version(documents),
        problems=tuple(problems),
    )


def _levels(document: Document, problems: list[Problem]) -> dict[str, str]:
    """The fixed first line of each urgency level, "1" to "4"."""
    written = document.entries("levels")
    missing = [level for level in ("1", "2", "3", "4") if not isinstance(written.get(level), str)]
    problems += [Problem(document.place("levels"), "missing-key", {"key": level}) for level in missing]
    return {level: line for level, line in written.items() if isinstance(line, str)}


def _not_asked(document: Document, problems: list[Problem]) -> tuple[str, ...]:
    written = document.data.get("messages") if isinstance(document.data, dict) else None
    if not isinstance(written, list):
        problems.append(Problem(document.place(), "missing-key", {"key": "messages"}))
        return ()
    return tuple(message for message in written if isinstance(message, str))


def _rules(document: Document, problems: list[Problem]) -> tuple[Found[schema.Rule], ...]:
    rows = document.data if isinstance(document.data, list) else []
    found = [parse(schema.Rule, row, document, (place,), problems) for place, row in enumerate(rows)]
    return tuple(rule for rule in found if rule is not None)


def _words(document: Document, problems: list[Problem]) -> Found[Any] | None:
    return _whole(interface_words(), document, problems)


def _whole(model: type[E], document: Document, problems: list[Problem]) -> Found[E] | None:
    """A file that is one entry."""
    return parse(model, document.data, document, (), problems) if document.lines else None


def _version(documents: list[Document]) -> str:
    digest = sha256()
    for document in sorted(documents, key=lambda document: document.file):
        digest.update(f"{document.file.split('/', 1)[1]}\0{document.text}\0".encode())
    return digest.hexdigest()[:12]

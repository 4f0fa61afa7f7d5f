"""Builds the understanding of a content; what takes seconds to learn is kept for the next start."""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import Stemmer

from bot.dialogue.model import Alarm, Content
from bot.understanding.alarms import Alarms
from bot.understanding.dutch import Dutch, plain
from bot.understanding.features import Features, as_bytes, as_words
from bot.understanding.hearing import Understanding
from bot.understanding.ranking import NOT_MINE, Ranker
from bot.understanding.safety import SafetyNet
from bot.understanding.scope import Scope
from bot.understanding.synonyms import Synonyms

LEARNT = 5
"""Raised when what is learnt from the same content changes, so that an older file is not used."""

EMERGENCY = "emergency_"
MOST_KEPT = 4
"""Files of what was learnt, some megabytes each: an editor goes back and forth between a few versions of content."""
SEVERAL = 3
"""In how many messages a word must stand to be taken for right; a typing error seldom comes back."""
SHORTEST_SENTENCE = 15
"""Letters a sentence of a text must have to be learnt from."""


def local_date() -> date:
    """The date on this machine, the day on which people say "vorige maand"."""
    return datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True)
class Learnt:
    """What takes seconds to learn from a content."""

    features: Features
    topics: Ranker
    scope: Scope
    emergencies: Ranker
    known: frozenset[str]
    """Words that are right as they are; see `known_words`."""


def build(
    content: Content,
    cache: Path | None = None,
    today: Callable[[], date] = local_date,
    learning: Callable[[], None] = lambda: None,
) -> Understanding:
    """The understanding of this content. What was learnt is kept in the folder `cache`, by content version.

    `learning` is called before it learns anew, which takes some seconds.
    """
    dutch, synonyms = Dutch(content.language.shorthand, ()), Synonyms(content.language.synonyms)
    learnt = _kept(dutch, synonyms, cache, content.version) if cache else None
    if learnt is None:
        learning()
        pairs = tuple(examples(content))
        alarming = tuple(emergencies(content))
        # Among these are all messages that topics are learnt from.
        features = Features.counted(dutch, synonyms, [message for message, _ in alarming])
        learnt = Learnt(
            features=features,
            topics=Ranker.learn(features, pairs),
            scope=Scope.learn(dutch, pairs),
            emergencies=Ranker.learn(features, alarming),
            known=known_words(content),
        )
        if cache:
            _keep(learnt, cache, content.version)
    safety = SafetyNet(Alarms(content, learnt.known), learnt.emergencies)
    return Understanding(content, learnt.topics, learnt.scope, safety, today)


def known_words(content: Content) -> frozenset[str]:
    """Words that are right as they are: those of texts and of what is not for us, and those that several people use."""
    counts = Counter(word for message, _ in examples(content) for word in set(re.findall("[a-z]+", plain(message))))
    written = " ".join((*content.not_asked, *(passage.text for passage in content.passages.values())))
    return frozenset(word for word, count in counts.items() if count >= SEVERAL) | set(
        re.findall("[a-z]+", plain(written))
    )


def examples(content: Content) -> Iterator[tuple[str, str]]:
    """What is learnt from: the ways people ask for each topic, its own text, and what is asked of nobody here."""
    for topic in content.topics.values():
        yield topic.title, topic.id
        yield from ((message, topic.id) for message in topic.asked_as)
        yield from ((sentence, topic.id) for passage in topic.say for sentence in _sentences(passage.text))
    yield from ((message, NOT_MINE) for message in content.not_asked)


def emergencies(content: Content) -> Iterator[tuple[str, str]]:
    """What the likeness to an emergency is learnt from: messages that speak of one, and all that do not.

    How a topic is asked for, what is not for us, and the answers of the check are no emergencies, unless an alarm says so.
    """
    language = content.language
    raised = {message: alarm for alarm, messages in language.emergencies.items() for message in messages}
    yield from raised.items()
    ordinary = (*language.quiet, *(message for message, _ in examples(content)), *answers(content))
    yield from ((message, NOT_MINE) for message in dict.fromkeys(ordinary) if message not in raised)


def answers(content: Content) -> Iterator[str]:
    """Every way to answer a question of the check in words, but for those that are an emergency."""
    ends = {rule.ending.id for rule in content.rules if isinstance(rule.ending, Alarm)}
    for fact in content.facts.values():
        for option in fact.options:
            if option.id not in ends:
                yield from (option.label, option.text, *option.said)
    yield from content.words.said_dont_know
    yield from content.words.said_none


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a text; a fragment says too little."""
    return (part for part in re.split(r"(?<=[.?!:])\s+|\n+", text) if len(part) > SHORTEST_SENTENCE)


def _kept(dutch: Dutch, synonyms: Synonyms, cache: Path, version: str) -> Learnt | None:
    """What was learnt before; None when there is no file of it, or a spoiled one."""
    try:
        # Opened here: numpy leaves a file open that it cannot read.
        with _file(cache, version).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            features = Features.restored(dutch, synonyms, arrays)
            return Learnt(
                features=features,
                topics=Ranker.restored(features, arrays),
                scope=Scope.restored(dutch, arrays),
                emergencies=Ranker.restored(features, _unmarked(arrays)),
                known=frozenset(as_words(arrays["known"])),
            )
    except (OSError, EOFError, KeyError, ValueError, BadZipFile):
        return None


def _keep(learnt: Learnt, cache: Path, version: str) -> None:
    """Written aside and moved into place, so that nobody reads half a file. A full disk is no reason to fail."""
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        aside = cache / f".{version}.{os.getpid()}.npz"
        ranked = {**learnt.topics.arrays(), **_marked(learnt.emergencies.arrays())}
        arrays = {**learnt.features.arrays(), **ranked, **learnt.scope.arrays()}
        np.savez(aside, known=as_bytes(sorted(learnt.known)), **arrays)
        aside.replace(_file(cache, version))
        for older in sorted(cache.glob("understanding-*.npz"), key=lambda file: file.stat().st_mtime)[:-MOST_KEPT]:
            older.unlink()


def _marked(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """Arrays of the likeness to emergencies, under names of their own."""
    return {f"{EMERGENCY}{name}": array for name, array in arrays.items()}


def _unmarked(arrays: Mapping[str, Any]) -> dict[str, Any]:
    return {name.removeprefix(EMERGENCY): arrays[name] for name in arrays if name.startswith(EMERGENCY)}


def _file(cache: Path, version: str) -> Path:
    return cache / f"understanding-{LEARNT}-{Stemmer.version()}-{version}.npz"

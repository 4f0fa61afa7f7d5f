"""Builds the understanding of a content; what takes seconds to learn is kept for the next start."""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.dialogue.model import Content
from bot.understanding.alarms import Alarms
from bot.understanding.dutch import Dutch, plain
from bot.understanding.hearing import Understanding
from bot.understanding.scope import Scope
from bot.understanding.topics import NOT_MINE, Topics

LEARNT = 1
"""Raised when what is learnt from the same content changes, so that an older file is not used."""

SEVERAL = 3
"""In how many messages a word must stand to be taken for right; a typing error seldom comes back."""
SHORTEST_SENTENCE = 15
"""Letters a sentence of a text must have to be learnt from."""


def local_date() -> date:
    """The date on this machine, the day on which people say "vorige maand"."""
    return datetime.now().astimezone().date()


def build(content: Content, cache: Path | None = None, today: Callable[[], date] = local_date) -> Understanding:
    """The understanding of this content. What was learnt is kept in the folder `cache`, by content version."""
    dutch = Dutch(content.language.shorthand, ())
    learnt = _kept(dutch, cache, content.version) if cache else None
    if learnt is None:
        pairs = tuple(examples(content))
        learnt = Topics.learn(dutch, pairs), Scope.learn(dutch, pairs)
        if cache:
            _keep(*learnt, cache, content.version)
    return Understanding(content, *learnt, Alarms(content, known_words(content)), today)


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


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a text; a fragment says too little."""
    return (part for part in re.split(r"(?<=[.?!:])\s+|\n+", text) if len(part) > SHORTEST_SENTENCE)


def _kept(dutch: Dutch, cache: Path, version: str) -> tuple[Topics, Scope] | None:
    try:
        with np.load(_file(cache, version)) as arrays:
            return Topics.restored(dutch, arrays), Scope.restored(dutch, arrays)
    except (OSError, KeyError, ValueError, BadZipFile):
        return None


def _keep(topics: Topics, scope: Scope, cache: Path, version: str) -> None:
    """Written aside and moved into place, so that nobody reads half a file. A full disk is no reason to fail."""
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        aside = cache / f".{version}.{os.getpid()}.npz"
        np.savez(aside, **topics.arrays(), **scope.arrays())
        aside.replace(_file(cache, version))


def _file(cache: Path, version: str) -> Path:
    return cache / f"understanding-{LEARNT}-{version}.npz"

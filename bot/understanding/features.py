"""A message as features: what a topic is learnt from and recognised by.

Three kinds, each counting for as much as a whole: words with pairs of neighbours; pieces of three to
five letters, which see through compounds and typing errors; and the groups of words that content says
come to the same, with every two of them that meet in a message. A number counts as the range it is in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import combinations, pairwise
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.understanding.dutch import REREAD, Dutch, Word
from bot.understanding.synonyms import Synonyms

if TYPE_CHECKING:
    from numpy.typing import NDArray

LETTERS = (3, 4, 5)
MOST_GROUPS = 14
"""Of so many groups in a message every two are a feature; a story may hold more."""
NUMBERS = (15, 50, 75, 100, 300)
"""Where numbers begin to ask something else: 30 and 400 are other questions about ferritin, 30 and 32 are not."""
MOST_DIGITS = 6
KNOWN_WORDS = 20_000
"""Words of which the features are kept at hand; bounds memory, whatever people type."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of feature."""

    name: str
    weight: float
    """How much all features of this kind in a message count together."""
    seldom: int
    """A feature that fewer examples have is left out: it says nothing of other messages."""


# Weights and limits: the best of a few on messages nothing was learnt from.
KINDS = (Kind("words", 1.0, 2), Kind("letters", 1.0, 3), Kind("groups", 0.8, 2))


@dataclass(frozen=True, slots=True)
class Vector:
    """A message as places of features, ascending, and how much each counts."""

    places: NDArray[np.int32]
    weights: NDArray[np.float32]


class Features:
    """Turns messages into vectors. Built once from examples, or from what `arrays` kept."""

    def __init__(
        self, dutch: Dutch, synonyms: Synonyms, names: Mapping[str, Sequence[str]], rarity: NDArray[np.float32]
    ) -> None:
        """`names`: the features of each kind, in the order of their places; `rarity`: how much each says."""
        self._dutch = dutch
        self._synonyms = synonyms
        self.names = tuple(name for kind in KINDS for name in names[kind.name])
        self.count = len(self.names)
        self._names = names
        self._rarity = rarity
        starts = [0]
        for kind in KINDS:
            starts.append(starts[-1] + len(names[kind.name]))
        self._starts = tuple(starts)
        places = dict(zip(self.names, range(self.count), strict=True))
        self._place: Callable[[str], int | None] = places.get
        self._letters = lru_cache(KNOWN_WORDS)(partial(_placed, _letter_features, places))
        # Topics and the likeness to an emergency look at the same message.
        self.vector = lru_cache(REREAD)(self._vector)

    @classmethod
    def counted(cls, dutch: Dutch, synonyms: Synonyms, messages: Sequence[str]) -> Features:
        """The features that these messages have, the rarer the weightier (inverse document frequency, smoothed)."""
        counts: dict[str, Counter[str]] = {kind.name: Counter() for kind in KINDS}
        for message in messages:
            words = dutch.words(message)
            counts["words"].update(set(_word_features(words)))
            counts["letters"].update({piece for word in words for piece in _letter_features(word.typed)})
            counts["groups"].update(_group_features(_groups(synonyms, words)))
        names: dict[str, list[str]] = {}
        rarity: list[float] = []
        for kind in KINDS:
            kept = {name: count for name, count in sorted(counts[kind.name].items()) if count >= kind.seldom}
            names[kind.name] = list(kept)
            rarity += [log((1 + len(messages)) / (1 + count)) + 1 for count in kept.values()]
        return cls(dutch, synonyms, names, np.array(rarity, np.float32))

    def _vector(self, text: str) -> Vector:
        """The features of a message, each once; the kinds each as heavy as they should be, whatever its length."""
        words = self._dutch.words(text)
        found: set[int] = set()
        for word in words:
            found.update(self._letters(word.typed))
        place = self._place
        for name in (*_word_features(words), *_group_features(_groups(self._synonyms, words))):
            at = place(name)
            if at is not None:
                found.add(at)
        places = np.fromiter(found, np.int32, len(found))
        places.sort()
        weights = self._rarity[places]
        bounds = np.searchsorted(places, self._starts)
        for kind, start, end in zip(KINDS, bounds[:-1], bounds[1:], strict=True):
            if start < end:
                part = weights[start:end]
                part *= kind.weight / np.sqrt(part @ part)
        return Vector(places, weights)

    def arrays(self) -> dict[str, Any]:
        """What was counted, to be kept; `restored` reads it."""
        lists = {f"names_{kind.name}": as_bytes(self._names[kind.name]) for kind in KINDS}
        return {**lists, "rarity": self._rarity}

    @classmethod
    def restored(cls, dutch: Dutch, synonyms: Synonyms, arrays: Mapping[str, Any]) -> Features:
        """The features whose `arrays` these are; ValueError when they do not fit together."""
        names = {kind.name: as_words(arrays[f"names_{kind.name}"]) for kind in KINDS}
        if sum(map(len, names.values())) != len(arrays["rarity"]):
            message = "features and their rarity differ in number"
            raise ValueError(message)
        return cls(dutch, synonyms, names, arrays["rarity"])


def as_bytes(words: Iterable[str]) -> NDArray[np.uint8]:
    """Words without line breaks as one array; numpy's own arrays of text take many times the room."""
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def as_words(kept: NDArray[np.uint8]) -> list[str]:
    """The words that `as_bytes` kept."""
    text = kept.tobytes().decode()
    return text.split("\n") if text else []


def _word_features(words: Sequence[Word]) -> Iterator[str]:
    stems = [word.stem for word in words if not word.is_mark]
    yield from stems
    yield from map("_".join, pairwise(stems))


def _letter_features(word: str) -> Iterator[str]:
    framed = f" {word} "
    for size in LETTERS:
        for start in range(max(len(framed) - size + 1, 1)):
            yield f"~{framed[start : start + size]}"


def _groups(synonyms: Synonyms, words: Sequence[Word]) -> tuple[str, ...]:
    numbers = (int(word.typed) for word in words if word.typed.isdecimal() and len(word.typed) <= MOST_DIGITS)
    return (*synonyms.groups(words), *dict.fromkeys(str(bisect_right(NUMBERS, number)) for number in numbers))


def _group_features(groups: Sequence[str]) -> Iterator[str]:
    for group in groups:
        yield f"={group}"
    for one, other in combinations(sorted(groups)[:MOST_GROUPS], 2):
        yield f"={one}={other}"


def _placed(features: Callable[[str], Iterable[str]], places: Mapping[str, int], word: str) -> tuple[int, ...]:
    """Where the features of a word stand, those that are known."""
    return tuple(places[name] for name in features(word) if name in places)

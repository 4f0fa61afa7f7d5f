"""Message -> topics, ranked, with how sure.

A message becomes features: stems of words, pairs of them, and pieces of three to five letters,
which see through compounds and typing errors. Each topic has a weight for each feature, learnt
from the ways content says people ask for it: a linear support vector machine, one topic against
the rest. So a score is a sum, and an editor can see what it is made of.

Among the topics is one that is none: what people also type, and the bot has nothing to say about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from bot.understanding.dutch import Dutch, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOT_MINE = ""
"""The topic of messages the bot has nothing to say about."""
BUCKETS = 1 << 15
"""Features are counted in this many buckets; few enough to load at once, enough that hardly any two meet."""
LETTERS = (3, 4, 5)
ROUNDS, COST = 12, 0.5
"""Passes over the examples, and how much an example on the wrong side counts (liblinear's C)."""
_SPECIAL = re.compile(r"[?!.,;:]")

Floats = "NDArray[np.float32]"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic with its score: about 1 when the message is like its examples, about -1 when not."""

    topic: str
    score: float


@dataclass(frozen=True, slots=True)
class Vector:
    """A message as features: their buckets, and how much each counts."""

    buckets: NDArray[np.int64]
    weights: NDArray[np.float32]
    names: tuple[str, ...]


class Topics:
    """Ranks the topics of a content. Built once from examples, or from what `save` kept."""

    def __init__(
        self, dutch: Dutch, names: Sequence[str], rarity: NDArray[np.float32], weights: NDArray[np.float32]
    ) -> None:
        self.dutch = dutch
        self._names = tuple(names)
        self._rarity = rarity
        self._weights = weights

    @classmethod
    def learn(cls, dutch: Dutch, examples: Iterable[tuple[str, str]]) -> Topics:
        """Weights from (message, topic) pairs. The same pairs always give the same weights."""
        pairs = tuple(examples)
        names = sorted({topic for _, topic in pairs})
        rarity = _rarity(dutch, [message for message, _ in pairs])
        unweighted = cls(dutch, names, rarity, np.zeros((BUCKETS, len(names)), np.float32))
        vectors = [unweighted.vector(message) for message, _ in pairs]
        sides = np.full((len(pairs), len(names)), -1.0, np.float32)
        for row, (_, topic) in enumerate(pairs):
            sides[row, names.index(topic)] = 1.0
        return cls(dutch, names, rarity, _trained(vectors, sides))

    def rank(self, text: str) -> tuple[Ranked, ...]:
        """All topics, best first; `NOT_MINE` among them."""
        vector = self.vector(text)
        scores = vector.weights @ self._weights[vector.buckets]
        order = np.argsort(-scores, kind="stable")
        return tuple(Ranked(self._names[i], float(scores[i])) for i in order)

    def explain(self, text: str, topic: str) -> tuple[tuple[str, float], ...]:
        """What each feature of a message adds to the score of a topic, most first."""
        vector = self.vector(text)
        added = vector.weights * self._weights[vector.buckets, self._names.index(topic)]
        return tuple(sorted(zip(vector.names, map(float, added), strict=True), key=lambda part: -abs(part[1])))

    def vector(self, text: str) -> Vector:
        """The features of a message; words and letters each count for the same in all."""
        words = self.dutch.words(text)
        groups = [list(_word_features(words)), list(_letter_features(words))]
        names = tuple(name for group in groups for name in group)
        buckets = np.fromiter((crc32(name.encode()) % BUCKETS for name in names), np.int64, len(names))
        weights = self._rarity[buckets]
        start = 0
        for group in groups:
            part = weights[start : start + len(group)]
            length = float(np.sqrt(part @ part)) or 1.0
            weights[start : start + len(group)] = part / length
            start += len(group)
        return Vector(buckets, weights, names)

    def arrays(self) -> Mapping[str, Any]:
        """What was learnt, to be kept; `restored` reads it."""
        return {"names": np.array(self._names), "rarity": self._rarity, "weights": self._weights}

    @classmethod
    def restored(cls, dutch: Dutch, arrays: Mapping[str, Any]) -> Topics:
        """The topics whose `arrays` these are."""
        return cls(dutch, [str(name) for name in arrays["names"]], arrays["rarity"], arrays["weights"])


def _word_features(words: Sequence[Word]) -> Iterator[str]:
    stems = [word.stem for word in words if not _SPECIAL.match(word.typed)]
    yield from dict.fromkeys(stems)
    yield from dict.fromkeys(f"{first}_{second}" for first, second in pairwise(stems))


def _letter_features(words: Sequence[Word]) -> Iterator[str]:
    seen: dict[str, None] = {}
    for word in words:
        framed = f" {word.typed} "
        for size in LETTERS:
            for start in range(max(len(framed) - size + 1, 1)):
                seen[f"~{framed[start : start + size]}"] = None
    yield from seen


def _rarity(dutch: Dutch, messages: Sequence[str]) -> NDArray[np.float32]:
    """How much a feature says: the fewer messages have it, the more (inverse document frequency, smoothed)."""
    counts = np.zeros(BUCKETS, np.float64)
    for message in messages:
        words = dutch.words(message)
        names = {crc32(name.encode()) % BUCKETS for name in (*_word_features(words), *_letter_features(words))}
        counts[list(names)] += 1
    return np.asarray(np.log((1 + len(messages)) / (1 + counts)) + 1, np.float32)


def _trained(vectors: Sequence[Vector], sides: NDArray[np.float32]) -> NDArray[np.float32]:
    """Dual coordinate descent for L2-loss support vector machines (Hsieh et al. 2008), all topics side by side."""
    topics = sides.shape[1]
    weights = np.zeros((BUCKETS, topics), np.float32)
    alphas = np.zeros((len(vectors), topics), np.float32)
    give = np.float32(1 / (2 * COST))
    for round_ in range(ROUNDS):
        for i in _shuffled(len(vectors), round_):
            vector, side, alpha = vectors[i], sides[i], alphas[i]
            gradient = side * (vector.weights @ weights[vector.buckets]) - 1 + give * alpha
            curve = float(vector.weights @ vector.weights) + give
            new = np.maximum(alpha - gradient / curve, 0)
            # Where two features of one message share a bucket, one of them counts here; that is rare and always the same.
            weights[vector.buckets] += np.outer(vector.weights, side * (new - alpha))
            alphas[i] = new
    return weights


def _shuffled(count: int, round_: int) -> NDArray[np.int64]:
    """Another order each round, the same in every run."""
    return np.random.default_rng(round_).permutation(count)

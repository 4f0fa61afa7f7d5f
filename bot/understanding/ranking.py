"""Message -> topics, or alarms, ranked by how much it is like the examples of each.

Each topic has a weight for each feature of a message, learnt from the ways content says people ask for
it: a linear support vector machine, one topic against the rest. So a score is a sum, and an editor can
see what it is made of. With alarms for topics the same is the second net of `safety`.

Among the topics is one that is none: what people also type, and the bot has nothing to say about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.understanding.features import Features, Vector, as_bytes, as_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOT_MINE = ""
"""The topic of messages the bot has nothing to say about."""
SEVERAL = 6
"""Topics of which anybody wants to know."""
STEP = np.float32(2**-12)
"""The least by which weights differ."""
_MOST = 2**15 - 1
ROUNDS, COST = 6, 0.35
"""Passes over the examples, and how much an example on the wrong side counts (liblinear's C)."""


class Ranked(NamedTuple):
    """A topic with its score: about 1 when the message is like its examples, about -1 when not."""

    topic: str
    score: float


class Ranker:
    """Ranks topics. Built once from examples, or from what `arrays` kept."""

    def __init__(self, features: Features, names: Sequence[str], weights: NDArray[np.int16]) -> None:
        """`weights`: a row for each feature and a last one for what each topic scores without any; a column a topic.

        They are counted in `STEP`s: finer than the examples can tell, and half the memory, of which they are the most.
        """
        self._features = features
        self._names = tuple(names)
        self._none = self._names.index(NOT_MINE)
        self._weights = weights

    @classmethod
    def learn(cls, features: Features, examples: Iterable[tuple[str, str]]) -> Ranker:
        """Weights from (message, topic) pairs, some of them `NOT_MINE`. The same pairs always give the same weights."""
        pairs = tuple(examples)
        names = sorted({topic for _, topic in pairs})
        sides = np.full((len(pairs), len(names)), -1.0, np.float32)
        for row, (_, topic) in enumerate(pairs):
            sides[row, names.index(topic)] = 1.0
        vectors = [_with_constant(features.vector(message), features.count) for message, _ in pairs]
        weights = _trained(vectors, sides, features.count + 1)
        return cls(features, names, np.rint(weights / STEP).clip(-_MOST, _MOST).astype(np.int16))

    def rank(self, text: str) -> tuple[Ranked, ...]:
        """The `SEVERAL` best topics, best first; `NOT_MINE` behind them when it is none of these."""
        vector = self._features.vector(text)
        weights = self._weights[vector.places].astype(np.float32)
        scores = (vector.weights @ weights + self._weights[-1]) * STEP
        best = np.argsort(-scores, kind="stable")[:SEVERAL].tolist()
        if self._none not in best:
            best.append(self._none)
        return tuple(Ranked(self._names[column], float(scores[column])) for column in best)

    def explain(self, text: str, topic: str) -> tuple[tuple[str, float], ...]:
        """What each feature of a message adds to the score of a topic, most first."""
        vector = self._features.vector(text)
        added = vector.weights * self._weights[vector.places, self._names.index(topic)] * STEP
        names = (self._features.names[place] for place in vector.places)
        return tuple(sorted(zip(names, map(float, added), strict=True), key=lambda part: -abs(part[1])))

    def arrays(self) -> Mapping[str, Any]:
        """What was learnt, to be kept; `restored` reads it."""
        return {"topics": as_bytes(self._names), "weights": self._weights}

    @classmethod
    def restored(cls, features: Features, arrays: Mapping[str, Any]) -> Ranker:
        """The topics whose `arrays` these are; KeyError or ValueError when they are not."""
        names, weights = as_words(arrays["topics"]), arrays["weights"]
        if weights.shape != (features.count + 1, len(names)):
            message = "weights do not fit features and topics"
            raise ValueError(message)
        return cls(features, names, weights)


def _with_constant(vector: Vector, place: int) -> Vector:
    return Vector(np.append(vector.places, np.int32(place)), np.append(vector.weights, np.float32(1)))


def _trained(vectors: Sequence[Vector], sides: NDArray[np.float32], features: int) -> NDArray[np.float32]:
    """Dual coordinate descent for L2-loss support vector machines (Hsieh et al. 2008), all topics side by side."""
    weights = np.zeros((features, sides.shape[1]), np.float32)
    alphas = np.zeros_like(sides)
    give = np.float32(1 / (2 * COST))
    for round_ in range(ROUNDS):
        for i in np.random.default_rng(round_).permutation(len(vectors)):
            vector, side, alpha = vectors[i], sides[i], alphas[i]
            gradient = side * (vector.weights @ weights[vector.places]) - 1 + give * alpha
            curve = vector.weights @ vector.weights + give
            step = np.maximum(alpha - gradient / curve, 0) - alpha
            moved = np.flatnonzero(step)
            # Every feature stands once in a vector, so adding in one go is safe.
            weights[vector.places[:, None], moved] += np.outer(vector.weights, side[moved] * step[moved])
            alphas[i] += step
    return weights

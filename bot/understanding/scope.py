"""Whether a message is about anything the bot knows of.

A ranking always has a first. Two things tell a question for us from one about a washing machine:
how the topics rank beside the topic that is none, and the words themselves: each word says how
much more often it stands in messages for us than in others (log odds).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log
from operator import mul
from typing import Any, NamedTuple

import numpy as np

from bot.understanding.dutch import Dutch
from bot.understanding.features import as_bytes, as_words
from bot.understanding.ranking import NOT_MINE, Ranked

SMOOTHING = 0.3
"""Added to every count, so that a word seen once does not decide alone."""


class Evidence(NamedTuple):
    """What speaks for and against a message being for us."""

    not_mine: float
    """Score of the topic that is none."""
    best: float
    """Score of the best topic."""
    speak_for: float
    """The words that speak for us, together, in log odds."""
    speak_against: float
    """The words that speak against us, together; below zero."""
    unknown: float
    """Share of words never seen."""
    length: float
    """Number of words."""


# Printed by tests/benchmarks/scope_weights.py, from the examples of content.
WEIGHTS = Evidence(
    not_mine=-2.748,
    best=1.792,
    speak_for=0.311,
    speak_against=0.415,
    unknown=-1.332,
    length=-0.163,
)
CONSTANT = -0.460


class Scope:
    """Learnt from messages that are for us and messages that are not."""

    def __init__(self, dutch: Dutch, odds: Mapping[str, float]) -> None:
        """`odds`: of each word, the log odds of standing in a message for us."""
        self._dutch = dutch
        self._odds = odds

    @classmethod
    def learn(cls, dutch: Dutch, examples: Iterable[tuple[str, str]]) -> Scope:
        """Log odds of every word in (message, topic) pairs."""
        ours, others = Counter[str](), Counter[str]()
        sizes = [0, 0]
        for message, topic in examples:
            (others if topic == NOT_MINE else ours).update(set(_stems(dutch, message)))
            sizes[topic == NOT_MINE] += 1

        def share(count: int, size: int) -> float:
            return (count + SMOOTHING) / (size + 2 * SMOOTHING)

        known = sorted(ours.keys() | others.keys())
        return cls(dutch, {word: log(share(ours[word], sizes[0]) / share(others[word], sizes[1])) for word in known})

    def score(self, text: str, ranked: Sequence[Ranked]) -> float:
        """Above zero when the message is more likely for us than not; a log odds."""
        return sum(map(mul, WEIGHTS, self.evidence(text, ranked)), CONSTANT)

    def evidence(self, text: str, ranked: Sequence[Ranked]) -> Evidence:
        """What the score is made of. `ranked`: the topics of this message, best first."""
        words = _stems(self._dutch, text)
        odds = [self._odds[word] for word in words if word in self._odds]
        return Evidence(
            not_mine=next(r.score for r in ranked if r.topic == NOT_MINE),
            best=next(r.score for r in ranked if r.topic != NOT_MINE),
            speak_for=sum(each for each in odds if each > 0),
            speak_against=sum(each for each in odds if each < 0),
            unknown=(len(words) - len(odds)) / max(len(words), 1),
            length=float(len(words)),
        )

    def explain(self, text: str, ranked: Sequence[Ranked]) -> tuple[tuple[str, float], ...]:
        """What each piece of evidence adds to the score; with the constant they make it."""
        evidence = self.evidence(text, ranked)
        return tuple(zip(Evidence._fields, map(mul, WEIGHTS, evidence), strict=True))

    def words(self, text: str) -> tuple[tuple[str, float], ...]:
        """The words of a message with what each says, for an explanation."""
        return tuple((word, self._odds.get(word, 0.0)) for word in dict.fromkeys(_stems(self._dutch, text)))

    def arrays(self) -> dict[str, Any]:
        """What was learnt, to be kept; `restored` reads it."""
        return {"words": as_bytes(self._odds), "odds": np.array(list(self._odds.values()))}

    @classmethod
    def restored(cls, dutch: Dutch, arrays: Mapping[str, Any]) -> Scope:
        """The scope whose `arrays` these are; KeyError or ValueError when they are not."""
        return cls(dutch, dict(zip(as_words(arrays["words"]), arrays["odds"].tolist(), strict=True)))


def _stems(dutch: Dutch, text: str) -> list[str]:
    return [word.stem for word in dutch.words(text) if word.stem.isalpha()]

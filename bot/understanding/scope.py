"""Whether a message is about anything the bot knows of.

A ranking always has a first. Two things tell a question for us from one about a washing machine:
how the topics rank beside the topic that is none, and the words themselves: each word says how
much more often it stands in messages for us than in others (log odds).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from math import log
from typing import Any

import numpy as np

from bot.understanding.dutch import Dutch
from bot.understanding.topics import NOT_MINE, Ranked

SMOOTHING = 0.3
"""Added to every count, so that a word seen once does not decide alone."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a message being for us."""

    not_mine: float
    """Score of the topic that is none."""
    best: float
    """Score of the best topic."""
    lead: float
    """How far the best topic is before the next."""
    top: float
    """The word that speaks most for us, in log odds."""
    second: float
    third: float
    all: float
    """All words together."""
    worst: float
    """The word that speaks most against us."""
    unknown: float
    """Share of words never seen."""
    length: float
    """Number of words."""


# Fitted by logistic regression on messages from which nothing else is learnt (tests/understanding: questions, out_of_scope).
WEIGHTS = Evidence(
    not_mine=-2.871,
    best=0.554,
    lead=3.246,
    top=0.593,
    second=0.531,
    third=0.133,
    all=0.137,
    worst=0.567,
    unknown=-4.255,
    length=-0.072,
)
CONSTANT = -4.168


class Scope:
    """Learnt from messages that are for us and messages that are not."""

    def __init__(self, dutch: Dutch, odds: Mapping[str, float]) -> None:
        self._dutch = dutch
        self._odds = odds

    @classmethod
    def learn(cls, dutch: Dutch, examples: Iterable[tuple[str, str]]) -> Scope:
        """Log odds of every word in (message, topic) pairs."""
        ours, others = Counter[str](), Counter[str]()
        sizes = [0, 0]
        for message, topic in examples:
            (others if topic == NOT_MINE else ours).update(
                {word.stem for word in dutch.words(message) if word.stem.isalpha()}
            )
            sizes[topic == NOT_MINE] += 1

        def share(count: int, size: int) -> float:
            return (count + SMOOTHING) / (size + 2 * SMOOTHING)

        known = ours.keys() | others.keys()
        return cls(dutch, {word: log(share(ours[word], sizes[0]) / share(others[word], sizes[1])) for word in known})

    def score(self, text: str, ranked: Sequence[Ranked]) -> float:
        """Above zero when the message is more likely for us than not; a log odds."""
        evidence = self.evidence(text, ranked)
        parts = zip(astuple(WEIGHTS), astuple(evidence), strict=True)
        return CONSTANT + sum(float(weight * value) for weight, value in parts)

    def evidence(self, text: str, ranked: Sequence[Ranked]) -> Evidence:
        """What the score is made of."""
        words = [word.stem for word in self._dutch.words(text) if word.stem.isalpha()]
        odds = sorted((self._odds[word] for word in words if word in self._odds), reverse=True)
        top, second, third = (*odds, 0.0, 0.0, 0.0)[:3]
        mine = [r.score for r in ranked if r.topic != NOT_MINE][:2]
        return Evidence(
            not_mine=next(r.score for r in ranked if r.topic == NOT_MINE),
            best=mine[0],
            lead=mine[0] - mine[-1],
            top=top,
            second=second,
            third=third,
            all=sum(odds),
            worst=min(odds, default=0.0),
            unknown=sum(word not in self._odds for word in words) / max(len(words), 1),
            length=float(len(words)),
        )

    def words(self, text: str) -> tuple[tuple[str, float], ...]:
        """The words of a message with what each says, for an explanation."""
        stems = dict.fromkeys(word.stem for word in self._dutch.words(text) if word.stem.isalpha())
        return tuple((word, self._odds.get(word, 0.0)) for word in stems)

    def arrays(self) -> dict[str, Any]:
        """What was learnt, to be kept; `restored` reads it."""
        return {"words": np.array(list(self._odds)), "odds": np.array(list(self._odds.values()), np.float32)}

    @classmethod
    def restored(cls, dutch: Dutch, arrays: Mapping[str, Any]) -> Scope:
        """The scope whose `arrays` these are."""
        return cls(dutch, dict(zip(arrays["words"].tolist(), arrays["odds"].tolist(), strict=True)))

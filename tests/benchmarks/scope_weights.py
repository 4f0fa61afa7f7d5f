"""Fits the weights of `bot.understanding.scope`; run after large changes of content, and copy what it prints.

    python -m tests.benchmarks.scope_weights

Each example is judged by what was learnt from the others: content is split in five, and each part judged
by the other four. On that evidence a logistic regression tells what is for us from what is not, each side
counting as much as the other. Takes half a minute; the same content gives the same weights.
"""

from __future__ import annotations

import numpy as np

from bot.content.loading import default_root, load
from bot.understanding.building import emergencies, examples
from bot.understanding.dutch import Dutch
from bot.understanding.features import Features
from bot.understanding.ranking import NOT_MINE, Ranker
from bot.understanding.scope import Evidence, Scope
from bot.understanding.synonyms import Synonyms

PARTS = 5
STEPS, PENALTY = 30, 1.0


def main() -> None:
    """Print the weights as they stand in `scope.py`."""
    content = load(default_root())
    dutch, synonyms = Dutch(content.language.shorthand, ()), Synonyms(content.language.synonyms)
    pairs = list(examples(content))
    features = Features.counted(dutch, synonyms, [message for message, _ in emergencies(content)])
    part = np.random.default_rng(0).integers(PARTS, size=len(pairs))
    evidence: list[Evidence] = []
    ours: list[bool] = []
    for each in range(PARTS):
        others = [pair for pair, of in zip(pairs, part, strict=True) if of != each]
        topics, scope = Ranker.learn(features, others), Scope.learn(dutch, others)
        for (message, topic), of in zip(pairs, part, strict=True):
            if of == each:
                evidence.append(scope.evidence(message, topics.rank(message)))
                ours.append(topic != NOT_MINE)
    weights = fitted(np.array(evidence), np.array(ours))
    for name, weight in zip(Evidence._fields, weights, strict=False):
        print(f"    {name}={weight:.3f},")
    print(f"CONSTANT = {weights[-1]:.3f}")


def fitted(evidence: np.ndarray, ours: np.ndarray) -> np.ndarray:
    """Weights of a logistic regression by Newton's method, the constant last."""
    mean, spread = evidence.mean(0), evidence.std(0)
    rows = np.column_stack(((evidence - mean) / spread, np.ones(len(evidence))))
    share = np.where(ours, 0.5 / ours.mean(), 0.5 / (1 - ours.mean()))
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (share * (ours - likely)) - PENALTY * np.append(weights[:-1], 0)
        curve = (rows * (share * likely * (1 - likely))[:, None]).T @ rows + PENALTY * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - plain @ mean)


if __name__ == "__main__":
    main()

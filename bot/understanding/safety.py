"""The safety net as a whole: what an editor's rules fire on, and what is like the examples of an emergency.

Rules are exact and can be read; they miss what nobody thought of. Likeness sees what people say in other
words, and is only asked where no rule fires and enough is said, or which of several alarms of one level it is.
In doubt the alarm is raised.
"""

from __future__ import annotations

import re

from bot.dialogue.model import OutcomeId
from bot.understanding.alarms import Alarms
from bot.understanding.ranking import NOT_MINE, Ranked, Ranker

LIKE = -0.4
"""An alarm may score so much less than "no emergency" and still be raised: set on messages of other writers,
of which about one in a hundred harmless ones is raised for it."""
FEWEST_WORDS = 6
"""Words a message must have to be compared with the examples: a few words, or a number, are like anything."""
SHOWN = 5
_WORD = re.compile(r"[^\W\d_]{2,}")


class SafetyNet:
    """Recognises emergencies."""

    def __init__(self, rules: Alarms, likeness: Ranker) -> None:
        """`likeness`: learnt from messages by alarm, `NOT_MINE` for those without an emergency."""
        self._rules = rules
        self._likeness = likeness

    def recognise(self, text: str) -> OutcomeId | None:
        """The alarm a message gives cause for; None when it gives none."""
        fired = self._rules.most_urgent(text)
        if len(fired) > 1:
            # All are as urgent; which of them it is, is told by what people say in each.
            return next((OutcomeId(r.topic) for r in self._likeness.rank(text) if r.topic in fired), fired[0])
        return fired[0] if fired else self._like(text)

    def explain(self, text: str) -> list[str]:
        """The rules that fired, and how much the message is like an emergency."""
        lines = [f"{fired.alarm} ({fired.rule}: {', '.join(fired.words)})" for fired in self._rules.explain(text)]
        best, none = self._ranked(text)
        added = self._likeness.explain(text, best.topic)[:SHOWN]
        because = ", ".join(f"{name.strip()} {weight:+.2f}" for name, weight in added)
        return [*lines, f"~{best.topic} {best.score - none.score:+.2f}, {LIKE:+.2f} ({because})"]

    def _like(self, text: str) -> OutcomeId | None:
        if len(_WORD.findall(text)) < FEWEST_WORDS:
            return None
        best, none = self._ranked(text)
        return OutcomeId(best.topic) if best.score - none.score > LIKE else None

    def _ranked(self, text: str) -> tuple[Ranked, Ranked]:
        ranked = self._likeness.rank(text)
        best = next(each for each in ranked if each.topic != NOT_MINE)
        return best, next(each for each in ranked if each.topic == NOT_MINE)

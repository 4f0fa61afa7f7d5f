"""A typed message, as understood without knowing what was asked.

Built once from content. Each part can be asked why it understood what it did (`explain`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.dialogue.conditions import FactId, Value
from bot.dialogue.folding import fold
from bot.dialogue.model import Content, TopicId
from bot.dialogue.replay import is_value
from bot.dialogue.turns import Heard, Number
from bot.understanding.dutch import Dutch
from bot.understanding.facts import FactReader, Statements, as_facts
from bot.understanding.numbers import quantities
from bot.understanding.phrases import vocabulary
from bot.understanding.ranking import NOT_MINE, Ranked, Ranker
from bot.understanding.safety import SafetyNet
from bot.understanding.scope import Scope

MOST_CHARACTERS = 4096
"""The most that a Telegram message holds; what stands beyond is not looked at."""
UNKNOWN_COMMAND = "/?"
MOST_TOPICS = 3
SHOWN = 5
"""Topics, and reasons for each, in an explanation."""

# How sure is sure: measured on messages that nothing was learnt from (tests/understanding/questions.yaml).
OURS = 0.3
"""Log odds of being for us at all (see `scope`)."""
STORY = 0.5
"""How much surer a question in a story must be of that than a message as a whole."""
SURELY_OURS = 1.3
SURE_LEAD = 0.3
"""Answered at once: when it is so surely for us, and the best topic leads the next by so much."""

_ASKS = re.compile(
    r"\?|^(?:(?:en|maar|dus|hoi|hallo|hey|hi|dag|zeg|eh|uh|ja|nee|ok)[ ,]+)*"
    r"(?:wat|hoe|waar\w*|wanneer|welke?|wie|hoeveel|hoelang|hoezo|kan|kun|kunnen|mag|mogen|moet|moeten|is|zijn|helpt|"
    r"helpen|werkt|zou|zal|bestaat|bestaan|klopt|hoort|komt|doet|wrm|wnr)\b"
)
_CORRECTION = re.compile(
    r"^(?:nee|neen|sorry|oeps|oops|foutje?|correctie|verkeerd|wacht|ik bedoel(?:de)?|bedoel(?:de)?|het is|het was|moet zijn"
    r"|dat moet zijn|niet \w+ maar)\b[\s,.:!]*"
)
_SENTENCE_END = re.compile(
    r"(?<=[?!.])\s+|\n+|\s+en (?=(?:wat|hoe|waar\w*|wanneer|welke?|hoeveel|hoelang|kan|kun|mag|moet|helpt|is)\b)"
)


@dataclass(frozen=True, slots=True)
class Sureness:
    """What a ranking is good for."""

    topics: tuple[TopicId, ...]
    sure: Literal["answer", "suggest", ""]


class Understanding:
    """Reads messages for one content."""

    def __init__(
        self, content: Content, topics: Ranker, scope: Scope, safety: SafetyNet, today: Callable[[], date]
    ) -> None:
        """`today`: asked for each message; what is said of time ("in maart geprikt") is reckoned from it."""
        phrases = content.language.facts
        self._facts = FactReader(phrases, Dutch(content.language.shorthand, vocabulary(phrases)))
        self._today = today
        self._known = content.facts
        self._topics = topics
        self._scope = scope
        self._safety = safety
        self._titles = {fold(topic.title): topic.id for topic in content.topics.values()}
        self._commands = {word: command.name for command in content.commands for word in command.said}
        self._names = frozenset(command.name for command in content.commands)

    def hear(self, text: str) -> Heard:
        """What a message says."""
        text = text.strip()[:MOST_CHARACTERS]
        command, payload = self._command(text)
        if command:
            return Heard(text, fold(text), command, payload)
        judged, second = self._asked(text)
        said = self._facts.statements(text, self._today())
        return Heard(
            text,
            fold(text),
            # Where some are said of others ("mijn zus had 12"), none is sure to be an answer.
            numbers=_numbers(text) if said.numbers_of_writer else (),
            alarm=self._safety.recognise(text),
            facts=tuple(self._stated(said)),
            topics=judged.topics,
            sure=judged.sure,
            second=second,
            asks=asks(text),
            correction=self._correction(text),
        )

    def hear_alarm(self, text: str) -> Heard:
        """Only whether a message speaks of an emergency: a third of the work of `hear`."""
        text = text.strip()[:MOST_CHARACTERS]
        return Heard(text, fold(text), alarm=self._safety.recognise(text))

    def explain(self, text: str) -> list[tuple[str, str]]:
        """Why a message is understood as it is, for an editor: what each part saw in it.

        Pairs of the part ("words", "alarm", "fact", "scope", "topic") and what it saw.
        """
        lines = [("words", ", ".join(f"{word} {odds:+.1f}" for word, odds in self._scope.words(text)))]
        lines += [("alarm", line) for line in self._safety.explain(text)]
        lines += [("fact", f"{s.fact} {s.value} ({s.words})") for s in self._facts.explain(text, self._today())]
        ranking = self._topics.rank(text)
        weighed = ", ".join(f"{name} {value:+.2f}" for name, value in self._scope.explain(text, ranking))
        lines.append(("scope", f"{self._scope.score(text, ranking):+.2f}, {OURS:+.2f} ({weighed})"))
        for ranked in ranking[:SHOWN]:
            added = self._topics.explain(text, ranked.topic)[:SHOWN]
            because = ", ".join(f"{name.strip()} {weight:+.2f}" for name, weight in added)
            lines.append(("topic", f"{ranked.topic or '-'} {ranked.score:+.2f} ({because})"))
        return lines

    def _command(self, text: str) -> tuple[str, str]:
        if text.startswith("/"):
            name, _, payload = text.partition(" ")
            # In a group the name of the bot stands behind the command: /help@RlsWijzerBot.
            name = name.partition("@")[0].lower()
            return (name if name in self._names else UNKNOWN_COMMAND), payload.strip()
        return self._commands.get(fold(text), ""), ""

    def _stated(self, said: Statements) -> Iterator[tuple[FactId, Value]]:
        """The facts that this content has; a number that cannot be is none."""
        for name, read in as_facts(said.stated).items():
            fact = self._known.get(FactId(name))
            value = frozenset(read) if isinstance(read, list) else read
            if fact and is_value(fact, value) and (isinstance(value, str | frozenset) or value in fact.possible):
                yield fact.id, value

    def _correction(self, text: str) -> Heard | None:
        rest = _CORRECTION.sub("", text.casefold(), count=1)
        while rest != (shorter := _CORRECTION.sub("", rest, count=1)):
            rest = shorter
        if not rest or rest == text.casefold():
            return None
        return Heard(rest, fold(rest), numbers=_numbers(rest))

    def _asked(self, text: str) -> tuple[Sureness, TopicId | None]:
        """What the message asks, and what a second question in it asks."""
        titled = self._titles.get(fold(text))
        if titled:
            return Sureness((titled,), "answer"), None
        questions = [part for part in _SENTENCE_END.split(text) if part and asks(part)]
        ranked = self._topics.rank(text)
        if len(questions) < 2 and questions in ([], [text]):  # noqa: PLR2004 - one question
            return judged(ranked, self._scope.score(text, ranked)), None
        parts = [(part, self._topics.rank(part)) for part in questions]
        scopes = [self._scope.score(part, each) for part, each in parts]
        # A story may be about anything; the question in it tells whether it is for us.
        whole = judged(ranked, max(self._scope.score(text, ranked), *(scope - STORY for scope in scopes)))
        alone = [judged(each, scope) for (_, each), scope in zip(parts, scopes, strict=True)]
        return _two(whole, alone)


def judged(ranked: Sequence[Ranked], scope: float) -> Sureness:
    """Answer when one topic stands out, offer when some come near, else nothing."""
    if scope < OURS:
        return Sureness((), "")
    mine = [r for r in ranked if r.topic != NOT_MINE][:MOST_TOPICS]
    sure = scope >= SURELY_OURS and (len(mine) == 1 or mine[0].score - mine[1].score >= SURE_LEAD)
    return Sureness(tuple(TopicId(r.topic) for r in mine), "answer" if sure else "suggest")


def _two(whole: Sureness, alone: Sequence[Sureness]) -> tuple[Sureness, TopicId | None]:
    """Two questions count as two when each is sure alone and they differ; the first is answered."""
    different = list(dict.fromkeys(found.topics[0] for found in alone if found.sure == "answer"))
    if len(different) < 2:  # noqa: PLR2004
        return whole, None
    others = dict.fromkeys((*different[1:], *(topic for topic in whole.topics if topic != different[0])))
    return Sureness((different[0], *others)[:MOST_TOPICS], "answer"), different[1]


def asks(text: str) -> bool:
    """Whether a message reads as a question."""
    return _ASKS.search(text.strip().casefold()) is not None


def _numbers(text: str) -> tuple[Number, ...]:
    return tuple(Number(q.value, q.unit, q.bound, q.decimals) for q in quantities(text))
